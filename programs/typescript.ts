import { atStart } from "../properties/case.ts";
import { ENTRIES, REDUCTION_NAMES } from "../reference/operator.ts";
import { NOWHERE } from "./comparisons.ts";
import type { Data } from "./data.ts";
import { capacities, entriesIn, type Program, type ProgramCall } from "./program.ts";
import { NoProgram, requireNoAddresses } from "./room.ts";
import type { Series } from "./series.ts";
import { headingOf, hex, rows, shapeOf, showPlace } from "./text.ts";
import { TYPESCRIPT_ENGINE, TYPESCRIPT_MAIN, TYPESCRIPT_START } from "./typescript-engine.ts";

/** What a WebAssembly memory holds, less what the buffers' surroundings may take. */
const MOST_BYTES = 2 ** 32 - 2 ** 17;

/**
 * Writes a program in TypeScript of erasable types, for a kernel module.
 *
 * @throws NoProgram for a document's example, or if a WebAssembly memory does not hold the buffers.
 */
export function writeTypeScript(program: Program): string {
  requireNoAddresses(program.example);
  const bytes = capacities(program).reduce((sum, capacity) => sum + capacity, 0);
  if (bytes > MOST_BYTES)
    throw new NoProgram(`the buffers take ${bytes} bytes, more than a WebAssembly memory holds: write this one with --as c`);
  const usage = [
    "node case.ts ./kernel.ts                                     where Node strips types (22.18 and later),",
    "tsc --target es2022 --module nodenext case.ts && node case.js ./kernel.js     or compiled",
  ];
  const { id, title, elementTypes, cores, alignment } = program.platform;
  const compares = program.comparisons.length > 0;
  return [
    `/*\n${headingOf(program, "ts", usage)
      .map((line) => (line === "" ? " *" : ` * ${line}`))
      .join("\n")}\n */\n`,
    "export {};\n",
    TYPESCRIPT_START,
    `
const PLATFORM = ${JSON.stringify({ id, title, elementTypes, cores, alignment })};
const ELEMENT_TYPES = ${JSON.stringify([...new Set(entriesIn(program).map((entry) => ENTRIES[entry].type))])};
const CAPACITY = [${capacities(program).join(", ")}]; // bytes that the largest call needs of each buffer

// The case.
`,
    ...program.data.map(writeData),
    `
const CALLS: Call[] = [
${program.calls.map(writeCall).join("")}];
`,
    compares ? writeComparisons(program) : "",
    TYPESCRIPT_ENGINE,
    program.late ? LATE : "",
    compares ? COMPARE : "",
    carryOut(program),
    TYPESCRIPT_MAIN,
  ].join("");
}

/** A series as an expression. `bytes`: of an element; 0 for indices. */
function writeSeries(series: Series, bytes: number, indent: string): string {
  const number = (value: number): string => (bytes > 0 ? hex(value, bytes) : value === NOWHERE ? "NOWHERE" : String(value));
  const items = series.flatMap((piece) => {
    if (piece.kind === "listed") return piece.values.map(number);
    return [`...${piece.step === 1 ? "upFrom" : "repeat"}(${number(piece.first)}, ${piece.count})`];
  });
  return items.length <= 6 ? `[${items.join(", ")}]` : `[\n${rows(items, `${indent}  `)}\n${indent}]`;
}

function writeData(data: Data, k: number): string {
  const { bytes } = data.format;
  const allowed = data.allowed.map(({ from, to, low, high, clause }) => {
    const range = `${from}, ${to}, ${showPlace(low)}, ${showPlace(high)}`;
    return `    [${range}, ${clause === null ? "null" : `"${clause}"`}],\n`;
  });
  return `
// ${shapeOf(data)}. Label cells by their ${data.keyedBy}.
const DATA_${k}: Data = {
  bytes: ${bytes},
  batch: ${data.batch},
  classNum: ${data.classNum},
  reduction: ${REDUCTION_NAMES[data.reduction].toUpperCase()},
  logits: ${hex(data.logits, bytes)},
  lossGrad: ${writeSeries(data.lossGrad, bytes, "  ")},
  labels: ${writeSeries(data.labels, 0, "  ")},
  weight: ${writeSeries(data.weight, bytes, "  ")},
  totalWeight: [${hex(data.totalWeight, bytes)}],
  expected: ${writeSeries(data.expected, bytes, "  ")},
  allowed: [${allowed.length === 0 ? "" : `\n${allowed.join("")}  `}],
};
`;
}

function writeCall(call: ProgramCall): string {
  const poison = call.poison === null ? "null" : hex(call.poison, ENTRIES[call.entry].type === "fp" ? 4 : 2);
  const fields = [
    `entry: "${call.entry}"`,
    `data: DATA_${call.data}`,
    `coreMask: 0x${call.coreMask.toString(16)}`,
    `atStart: 0x${atStart(call.placement).toString(16)}`,
    `poison: ${poison}`,
    `judged: ${call.judged}`,
  ];
  return `  { ${fields.join(", ")} },\n`;
}

function writeComparisons(program: Program): string {
  const tables = program.tables.map(({ series }, k) => `const PLACES_${k} = ${writeSeries(series, 0, "")};\n`);
  const lines = program.comparisons.map(
    ({ call, factor, between, rows: own, columns }) =>
      `  { call: ${call}, factor: ${factor}, rows: PLACES_${own}, columns: PLACES_${columns}, between: "${between}" },\n`,
  );
  const clause = program.comparisonClause;
  return `
// Which results must be the first call's: where its rows and columns stand in another call, and what its results are
// multiplied by.${clause === null ? "" : ` A difference is a warning: ${clause}.`}
const NOWHERE = -1;
const DIFFERENCE_WARNS = ${clause !== null};
${tables.join("")}
const COMPARISONS = [
${lines.join("")}];
`;
}

const LATE = `
/** When a call returns, nothing writes any more. */
function watch(memory: Memory, { data }: Call, ends: readonly Ends[]): void {
  const { bytes, classNum } = data;
  const mark = bytes === 4 ? 0x7fb1a7e5 : 0x7d17; // a NaN that no arithmetic gives
  const output = elementsOf(memory, ends[OUTPUT] as Ends, bytes);
  output.fill(mark);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
  output.forEach((bits, i) => {
    const where = "row " + Math.floor(i / classNum) + ", class " + (i % classNum);
    if (bits !== mark) found("cells", where + ": written within 30 ms after the call returned, with " + show(bits, bytes));
  });
  if (counts.others === 0) judgeAround(memory, ends);
}
`;

const COMPARE = `
/** Holds results against the first call's, once each call passed by itself. */
function compare(k: number, first: Uint32Array | Uint16Array, results: Uint32Array | Uint16Array): void {
  const { bytes, batch, classNum } = (CALLS[0] as Call).data;
  for (const { call, factor, rows, columns, between } of COMPARISONS) {
    if (call !== k || counts.cells + counts.others > 0) continue;
    for (let row = 0; row < batch; row++) {
      const to = rows[row] as number;
      for (let column = 0; to !== NOWHERE && column < classNum; column++) {
        const wanted = first[row * classNum + column] as number;
        const bits = results[to * classNum + (columns[column] as number)] as number;
        const [x, y] = [value(wanted, bytes) * factor, value(bits, bytes)];
        if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
        const expected = show(wanted, bytes) + (factor === 1 ? "" : " times " + factor);
        const text = "row " + row + ", class " + column + ": expected " + expected + ", received " + show(bits, bytes);
        found("cells", text + ": results differ between " + between, DIFFERENCE_WARNS);
      }
    }
  }
}
`;

function carryOut(program: Program): string {
  const compares = program.comparisons.length > 0;
  return `
function carryOut(memory: Memory, session: Session): void {
${compares ? "  let first: Uint32Array | Uint16Array | undefined;\n" : ""}  CALLS.forEach((call, k) => {
    const { data, entry, coreMask } = call;
    const mask = entry.endsWith("_s") ? ", core_mask 0x" + coreMask.toString(16) : "";
    if (CALLS.length > 1) circumstance = "call " + (k + 1) + " (" + entry + mask + "): ";
    merelyWarn = data.batch === 0; // what goes wrong without rows is only a warning
    const ends = place(call);
    load(memory, call, ends);
    const before = ends.slice(0, OUTPUT).map(([start, end]) => new Uint8Array(memory.buffer).slice(start, end));
    const returned = invoke(memory, session, call, ends);
    if (!call.judged) return;
    const results = elementsOf(memory, ends[OUTPUT] as Ends, data.bytes).slice();
    if (returned) judgeCells(call, results);
    judgeInputs(memory, ends, before);
    judgeAround(memory, ends);
${compares ? "    first ??= results;\n    compare(k, first, results);\n" : ""}${program.late ? "    watch(memory, call, ends);\n" : ""}  });
}
`;
}
