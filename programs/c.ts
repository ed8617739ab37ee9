import { atStart, movedBuffer } from "../properties/case.ts";
import { BUFFERS, ENTRIES, type EntryName, REDUCTION_NAMES } from "../reference/operator.ts";
import { exampleExtent } from "../reference/platforms.ts";
import { AROUND, BETWEEN, JUDGE, REPORT } from "./c-judge.ts";
import { ADDRESSES, MEMORY, SLOTS, TYPES } from "./c-memory.ts";
import { COMPARE, ENDINGS, LATE, PROTECT, WHERE_BY_ADDRESS, WHERE_IN_SLOTS } from "./c-run.ts";
import { NOWHERE } from "./comparisons.ts";
import type { Data } from "./data.ts";
import { capacities, entriesIn, type Program, type ProgramCall } from "./program.ts";
import type { Series } from "./series.ts";
import { headingOf, hex, rows, shapeOf, showPlace } from "./text.ts";

/** Writes a program in C99 for libc, with mmap and signals where the system is POSIX. */
export function writeC(program: Program): string {
  const { example, late, readOnly } = program;
  const compares = program.comparisons.length > 0;
  const parts = [
    heading(program),
    prototypes(program),
    TYPES,
    MEMORY,
    example === null ? capacity(program) + SLOTS : addresses(program) + ADDRESSES,
    "\n/* The case. */\n",
    ...program.data.map(writeData),
    calls(program),
    compares ? comparisons(program) : "",
    REPORT,
    example === null ? WHERE_IN_SLOTS : WHERE_BY_ADDRESS,
    ENDINGS,
    JUDGE,
    example === null ? AROUND : BETWEEN,
    readOnly ? PROTECT : "",
    late ? LATE : "",
    compares ? COMPARE : "",
    main(program),
  ];
  return parts.join("");
}

function heading(program: Program): string {
  const usage = [
    "cc case.c ./libmine.so -o case && ./case      the functions in a library,",
    "cc case.c kernel.c -o case && ./case          or in a source",
  ];
  const lines = headingOf(program, "c", usage).map((line) => (line === "" ? " *" : ` * ${line}`));
  return `/*
${lines.join("\n")}
 */
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if (defined __unix__ || defined __APPLE__) && !defined PLAIN /* -DPLAIN: C99 alone, without unreadable memory */
#define POSIX
#include <sys/mman.h>
#include <unistd.h>
#endif

#define ALIGNMENT ${program.platform.alignment}
#ifndef PATIENCE
#define PATIENCE 10 /* seconds that a call may take; 0, as for a debugger: any time */
#endif
`;
}

const PARAMETERS = "int batch, int class_num, int reduction_type";

function prototypes(program: Program): string {
  const entries = entriesIn(program);
  const half = entries.some((entry) => ENTRIES[entry].type === "hp");
  const lines = entries.map((entry) => {
    const { type, storage } = ENTRIES[entry];
    const t = type === "hp" ? "half" : "float";
    const buffers = `${t} *logits, ${t} *loss_grad, int *labels, ${t} *weight, ${t} *total_weight, ${t} *logits_grad`;
    return `extern void ${symbolOf(program, entry)}(${buffers},\n    ${PARAMETERS}${storage === "s" ? ", int core_mask" : ""});\n`;
  });
  return `\n${half ? "typedef uint16_t half; /* IEEE 754 binary16, as bits */\n\n" : ""}${lines.join("")}`;
}

function symbolOf(program: Program, entry: EntryName): string {
  return program.symbols[entry] ?? entry;
}

function capacity(program: Program): string {
  return `\n/* Bytes that the largest call needs of each buffer. */\nstatic const size_t capacity[BUFFERS] = {${capacities(program).join(", ")}};\n`;
}

function addresses(program: Program): string {
  if (program.example === null) return "";
  const { low, high } = exampleExtent(program.example);
  const places = BUFFERS.map((name) => hex(program.example?.addresses[name] ?? 0, 4));
  return `
#define LOWEST ${hex(low, 4)}
#define EXTENT ${hex(high - low, 4)}
static const uintptr_t addresses[BUFFERS] = {${places.join(", ")}};
`;
}

/** Bits of an element, or an index. */
function number(value: number, bytes: number): string {
  if (bytes > 0) return hex(value, bytes);
  return value === NOWHERE ? "NOWHERE" : String(value);
}

/**
 * Declares the listed pieces of a series, and gives the statements that write the whole to an array. `bytes`: of an element;
 * 0 for indices.
 */
function writeSeries(series: Series, name: string, array: string, bytes: number): { tables: string; statements: string } {
  let tables = "";
  let statements = "";
  let listed = 0;
  const pieces = series.filter(({ kind }) => kind === "listed").length;
  for (const piece of series) {
    if (piece.kind === "run") {
      statements += `    fill(${array}, ${piece.at}, ${piece.count}, ${number(piece.first, bytes)}, ${piece.step});\n`;
      continue;
    }
    const own = pieces === 1 ? name : `${name}_${listed++}`;
    const { length } = piece.values;
    tables += `static const uint32_t ${own}[${length}] = {\n${rows(
      piece.values.map((value) => number(value, bytes)),
      "    ",
    )}\n};\n`;
    statements += `    copy(${array}, ${piece.at}, ${length}, ${own});\n`;
  }
  return { tables, statements };
}

function writeData(data: Data, k: number): string {
  const { bytes } = data.format;
  const cells = data.batch * data.classNum;
  const totalWeight: Series = [{ kind: "listed", at: 0, values: [data.totalWeight] }];
  const parts = [
    writeSeries(data.lossGrad, `loss_grad_${k}`, "LOSS_GRAD", bytes),
    writeSeries(data.labels, `labels_${k}`, "LABELS", 0),
    writeSeries(data.weight, `weight_${k}`, "WEIGHT", bytes),
    writeSeries(totalWeight, `total_weight_${k}`, "TOTAL_WEIGHT", bytes),
    writeSeries(data.expected, `expected_${k}`, "EXPECTED", bytes),
  ];
  const allowed = data.allowed.map(({ from, to, low, high, clause }) => {
    const range = `${from}, ${to}, ${showPlace(low)}, ${showPlace(high)}`;
    return `    {${range}, ${clause === null ? "NULL" : `"${clause}"`}},\n`;
  });
  const ranges =
    allowed.length === 0 ? "" : `static const struct allowed allowed_${k}[${allowed.length}] = {\n${allowed.join("")}};\n`;
  return `
/* ${shapeOf(data)}. Label cells by their ${data.keyedBy}. */
${parts.map(({ tables }) => tables).join("")}${ranges}
static void load_${k}(void) {
    fill(LOGITS, 0, ${cells}, ${hex(data.logits, bytes)}, 0);
${parts.map(({ statements }) => statements).join("")}}

static const struct data data_${k} = {
    .size = ${bytes},
    .batch = ${data.batch},
    .class_num = ${data.classNum},
    .reduction = ${REDUCTION_NAMES[data.reduction].toUpperCase()},
    .gradients = ${data.lossGradLength},
    .load = load_${k},
    .allowed = ${allowed.length === 0 ? "NULL" : `allowed_${k}`},
    .alloweds = ${allowed.length},
};
`;
}

function calls(program: Program): string {
  const makers = entriesIn(program).map((entry) => {
    const buffers = "array[LOGITS].start, *g = array[LOSS_GRAD].start, *y = array[LABELS].start, *w = array[WEIGHT].start";
    const mask = ENTRIES[entry].storage === "s" ? ", c->core_mask" : "";
    return `
static void make_${entry}(const struct call *c) {
    void *x = ${buffers};
    void *t = array[TOTAL_WEIGHT].start, *out = array[LOGITS_GRAD].start;
    ${symbolOf(program, entry)}(x, g, y, w, t, out, c->data->batch, c->data->class_num, c->data->reduction${mask});
}
`;
  });
  const lines = program.calls.map((call) => {
    const poison = call.poison === null ? "0, 0" : `1, ${hex(call.poison, ENTRIES[call.entry].type === "fp" ? 4 : 2)}`;
    const where = `0x${call.coreMask.toString(16)}, ${placementOf(call)}`;
    return `    {make_${call.entry}, "${wordsOf(call)}", &data_${call.data}, ${where}, ${poison}, ${call.judged ? 1 : 0}},\n`;
  });
  return `${makers.join("")}
static const struct call calls[] = {
${lines.join("")}};
`;
}

function placementOf({ placement }: ProgramCall): string {
  return movedBuffer(placement) === null ? placement.toUpperCase() : `0x${atStart(placement).toString(16)} /* ${placement} */`;
}

function wordsOf({ entry, coreMask }: ProgramCall): string {
  return ENTRIES[entry].storage === "s" ? `${entry}, core_mask 0x${coreMask.toString(16)}` : entry;
}

function comparisons(program: Program): string {
  const tables = program.tables.map(({ series }, k) => {
    const written = ["ROWS", "COLUMNS"].map((array) => writeSeries(series, `places_${k}`, array, 0));
    const loaders = written.map(
      ({ statements }, at) => `static void load_${["rows", "columns"][at]}_${k}(void) {\n${statements}}\n`,
    );
    const used = [
      program.comparisons.some(({ rows: own }) => own === k),
      program.comparisons.some(({ columns }) => columns === k),
    ];
    return `${written[0]?.tables}${loaders.filter((_, at) => used[at]).join("")}`;
  });
  const lines = program.comparisons.map(
    ({ call, factor, between, rows: own, columns }) =>
      `    {${call}, ${factor}, load_rows_${own}, load_columns_${columns}, "${between}"},\n`,
  );
  return `
/* Which results must be the first call's: where its rows and columns stand in another call. */
#define NOWHERE ${hex(NOWHERE, 4)}
#define DIFFERENCE ${program.comparisonClause === null ? "FAILURE" : `WARNING /* ${program.comparisonClause} */`}
${tables.join("")}
static const struct comparison {
    int call;   /* the other call */
    int factor; /* that the first call's results are multiplied by */
    void (*load_rows)(void);
    void (*load_columns)(void);
    const char *between;
} comparisons[] = {
${lines.join("")}};
`;
}

function main(program: Program): string {
  const { example, late, readOnly, tables } = program;
  const compares = program.comparisons.length > 0;
  const arrays: [string, number][] = [["EXPECTED", Math.max(...program.data.map(({ keys }) => keys))]];
  if (compares) for (const name of ["ROWS", "COLUMNS"]) arrays.push([name, Math.max(...tables.map(({ length }) => length))]);
  const last = "k == count - 1";
  const exact = program.calls.some(({ placement }) => placement === "exact");
  return `
/* Makes all calls. at_page_end: with buffers that end at unreadable memory where the case asks for it. */
static void carry_out(int at_page_end) {
    const int count = sizeof calls / sizeof *calls;
    for (int k = 0; k < count; k++) {
        const struct call *c = &calls[k];
        const size_t cells = (size_t)c->data->batch * (size_t)c->data->class_num;
        const char *page_end = at_page_end ? "with buffers ending at unreadable memory, " : "";
        if (count > 1) snprintf(circumstance, sizeof circumstance, "%scall %d (%s): ", page_end, k + 1, c->words);
        else snprintf(circumstance, sizeof circumstance, "%s", page_end);
        /* What goes wrong without rows, or under a placement that no kernel is owed, is only a warning. */
        merely_warn = at_page_end || c->data->batch == 0;
        place(c->data, c->placement == EXACT && !at_page_end ? ALIGNED : c->placement);
        c->data->load();
        if (c->filled) fill(LOGITS_GRAD, 0, cells, c->poison, 0);
        remember();
${example === null ? "" : "        remember_region();\n"}${readOnly ? `        if (${last}) protect_inputs(1);\n` : ""}        enter();
        c->make(c);
        leave();
${readOnly ? `        if (${last}) protect_inputs(0);\n` : ""}        if (!c->judged) continue;
        judge_cells(c);
        judge_inputs();
        judge_around();
${compares ? "        compare(k);\n" : ""}${late ? "        watch(c->data);\n" : ""}    }
}

int main(void) {
    reserve();
${arrays.map(([name, length]) => `    array[${name}].size = 4;\n    array[${name}].start = allocate((size_t)4 * ${length});\n`).join("")}#ifdef POSIX
    catch_signals();
#endif
    atexit(at_end);
    carry_out(0);
${exact ? "#ifdef POSIX\n    if (bad_cells + bad_others == 0) carry_out(1);\n#endif\n" : ""}    return finish();
}
`;
}
