import { atStart } from "../properties/case.ts";
import { ENTRIES, REDUCTION_NAMES } from "../reference/operator.ts";
import { NOWHERE } from "./comparisons.ts";
import type { Data } from "./data.ts";
import { capacities, type Program, type ProgramCall } from "./program.ts";
import { PYTHON_CALL, PYTHON_ENGINE, PYTHON_MAIN, PYTHON_START } from "./python-engine.ts";
import { requireNoAddresses } from "./room.ts";
import type { Series } from "./series.ts";
import { headingOf, hex, rows, shapeOf, showPlace } from "./text.ts";

/**
 * Writes a program in Python 3.8 for its standard library.
 *
 * @throws NoProgram for a document's example.
 */
export function writePython(program: Program): string {
  requireNoAddresses(program.example);
  const compares = program.comparisons.length > 0;
  return [
    `#!/usr/bin/env python3
"""
${headingOf(program, "python", ["python3 case.py ./libmine.so"]).join("\n")}
"""
`,
    PYTHON_START,
    `
ALIGNMENT = ${program.platform.alignment}
PATIENCE = 10 + ${program.calls.length}  # seconds that all calls may take; None, as for a debugger: any time
CAPACITY = [${capacities(program).join(", ")}]  # bytes that the largest call needs of each buffer

# The case. allowed: keys from the first number to below the second may have results from the third number to the
# fourth; the fifth is the clause that such a result is warned of, None if it is legal.
`,
    ...program.data.map(writeData),
    `
CALLS = [
${program.calls.map((call) => writeCall(program, call)).join("")}]
`,
    compares ? writeComparisons(program) : "",
    PYTHON_ENGINE,
    program.late ? LATE : "",
    compares ? COMPARE : "",
    PYTHON_CALL,
    carryOut(program),
    PYTHON_MAIN,
  ].join("");
}

function list(values: readonly number[], bytes: number, indent: string): string {
  const items = values.map((value) => (bytes > 0 ? hex(value, bytes) : value === NOWHERE ? "None" : String(value)));
  return items.length <= 6 ? `[${items.join(", ")}]` : `[\n${rows(items, `${indent}    `)}\n${indent}]`;
}

/** A series as an expression. `bytes`: of an element; 0 for indices. */
function writeSeries(series: Series, bytes: number, indent: string): string {
  const pieces = series.map((piece) => {
    if (piece.kind === "listed") return list(piece.values, bytes, indent);
    if (piece.step === 1) return `list(range(${piece.first}, ${piece.first + piece.count}))`;
    return `${list([piece.first], bytes, indent)} * ${piece.count}`;
  });
  return pieces.length === 0 ? "[]" : pieces.join(" + ");
}

function writeData(data: Data, k: number): string {
  const { bytes } = data.format;
  const allowed = data.allowed.map(({ from, to, low, high, clause }) => {
    const range = `${from}, ${to}, ${showPlace(low)}, ${showPlace(high)}`;
    return `        (${range}, ${clause === null ? "None" : `"${clause}"`}),\n`;
  });
  const series = (values: Series, own: number): string => writeSeries(values, own, "    ");
  return `
# ${shapeOf(data)}. Label cells by their ${data.keyedBy}.
DATA_${k} = SimpleNamespace(
    size=${bytes},  # bytes of an element
    batch=${data.batch},
    class_num=${data.classNum},
    reduction=${REDUCTION_NAMES[data.reduction].toUpperCase()},
    logits=${hex(data.logits, bytes)},  # each of them
    loss_grad=${series(data.lossGrad, bytes)},
    labels=${series(data.labels, 0)},
    weight=${series(data.weight, bytes)},
    total_weight=[${hex(data.totalWeight, bytes)}],
    expected=${series(data.expected, bytes)},
    allowed=[${allowed.length === 0 ? "" : `\n${allowed.join("")}    `}],
)
`;
}

function writeCall(program: Program, call: ProgramCall): string {
  const { storage, type } = ENTRIES[call.entry];
  const fields = [
    `function="${program.symbols[call.entry] ?? call.entry}"`,
    `data=DATA_${call.data}`,
    `core_mask=${storage === "s" ? `0x${call.coreMask.toString(16)}` : "None"}`,
    `at_start=0x${atStart(call.placement).toString(16)}`,
    `poison=${call.poison === null ? "None" : hex(call.poison, type === "fp" ? 4 : 2)}`,
    `judged=${call.judged ? "True" : "False"}`,
  ];
  return `    SimpleNamespace(${fields.join(", ")}),\n`;
}

function writeComparisons(program: Program): string {
  const tables = program.tables.map(({ series }, k) => `PLACES_${k} = ${writeSeries(series, 0, "")}\n`);
  const lines = program.comparisons.map(
    ({ call, factor, between, rows: own, columns }) =>
      `    SimpleNamespace(call=${call}, factor=${factor}, rows=PLACES_${own}, columns=PLACES_${columns}, between="${between}"),\n`,
  );
  const clause = program.comparisonClause;
  return `
# Which results must be the first call's: where its rows and columns stand in another call, and what its results are
# multiplied by.${clause === null ? "" : ` A difference is a warning: ${clause}.`}
${tables.join("")}
COMPARISONS = [
${lines.join("")}]
DIFFERENCE_WARNS = ${clause === null ? "False" : "True"}
`;
}

const LATE = `

def watch(call, ends, findings):
    """When a call returns, nothing writes any more."""
    data = call.data
    mark = 0x7FB1A7E5 if data.size == 4 else 0x7D17  # a NaN that no arithmetic gives
    start, end = ends[OUTPUT]
    MEMORY[start:end] = pack([mark], data.size) * (data.batch * data.class_num)
    time.sleep(0.03)
    for i, bits in enumerate(elements(ends, data.size)):
        if bits != mark:
            row, column = divmod(i, data.class_num)
            text = "row %d, class %d: written within 30 ms after the call returned, with %s"
            findings.add(True, text % (row, column, show(bits, data.size)))
    if findings.counts[1] == 0:
        judge_around(ends, findings)
`;

const COMPARE = `

def compare(k, first, results, findings):
    """Holds results against the first call's, once each call passed by itself."""
    data, others = CALLS[0].data, CALLS[k].data
    for its in COMPARISONS:
        if its.call != k or findings.counts[0] + findings.counts[1] > 0:
            continue
        for row, to in enumerate(its.rows):
            for column in range(data.class_num if to is not None else 0):
                wanted = first[row * data.class_num + column]
                bits = results[to * others.class_num + its.columns[column]]
                x, y = value(wanted, data.size) * its.factor, value(bits, data.size)
                if x == y or (x != x and y != y):
                    continue
                times = " times %d" % its.factor if its.factor != 1 else ""
                expected, received = show(wanted, data.size) + times, show(bits, data.size)
                text = "row %d, class %d: expected %s, received %s: results differ between %s"
                findings.add(True, text % (row, column, expected, received, its.between), DIFFERENCE_WARNS)
`;

function carryOut(program: Program): string {
  const compares = program.comparisons.length > 0;
  return `

def carry_out(path, counts):
    library = ctypes.CDLL(path)
    findings, first = Findings(counts), None
    for k, call in enumerate(CALLS):
        if len(CALLS) > 1:
            mask = "" if call.core_mask is None else ", core_mask 0x%x" % call.core_mask
            findings.circumstance = "call %d (%s%s): " % (k + 1, call.function, mask)
        findings.merely_warn = call.data.batch == 0  # what goes wrong without rows is only a warning
        ends = place(call)
        load(call, ends)
        before = [bytes(MEMORY[start:end]) for start, end in ends]
        invoke(library, call, ends)
        if not call.judged:
            continue
        results = elements(ends, call.data.size)
        judge_cells(call, results, findings)
        judge_memory(ends, before, findings)
${compares ? "        first = results if first is None else first\n        compare(k, first, results, findings)\n" : ""}${program.late ? "        watch(call, ends, findings)\n" : ""}    counts[3] = 1  # came to its end
`;
}
