import type { BenchChange, BenchRecord, BenchRow, Quartiles } from "../core/bench.ts";
import { oneLine } from "./plain.ts";
import type { TextStyle } from "./text.ts";

const HEAD = ["function", "shape", "GB/s", "a call", "share", "middle half", ""] as const;

function rowOf({ entry, batch, classNum, bytes, threads, microseconds, share }: BenchRow): string[] {
  const { middle } = microseconds;
  return [
    entry,
    `${batch} x ${classNum}`,
    (bytes / middle / 1000).toFixed(1),
    middle < 1000 ? `${middle.toFixed(2)} us` : `${(middle / 1000).toFixed(2)} ms`,
    share.middle.toFixed(2),
    halfOf(share),
    threads > 1 ? `${threads} threads` : "",
  ];
}

const halfOf = ({ low, high }: Quartiles): string => `${low.toFixed(2)} to ${high.toFixed(2)}`;

/** Columns under one another. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, k) => Math.max(...rows.map((cells) => (cells[k] as string).length)));
  return rows.map((cells) =>
    `  ${cells.map((cell, k) => (k < 2 ? cell.padEnd(widths[k] as number) : cell.padStart(widths[k] as number))).join("  ")}`.trimEnd(),
  );
}

/** What was measured, as tables. */
export function renderBench({ machine, runs }: BenchRecord, style: TextStyle): string {
  const tables = runs.map(({ target, platform, rows, notes }) =>
    [
      `${style.bold(oneLine(target))} · ${oneLine(platform)}`,
      ...aligned([HEAD, ...rows.map(rowOf)]),
      ...notes.map((note) => style.dim(`  note: ${oneLine(note)}`)),
    ].join("\n"),
  );
  const { processor, cores, node } = machine;
  const where = `${oneLine(processor)}, ${cores} ${cores === 1 ? "core" : "cores"}, Node.js ${oneLine(node)}`;
  return [...tables, style.dim(`share: time of a C memset of the same output divided by the kernel's · ${where}`)].join("\n\n");
}

/** How the rows are to those of an earlier record. */
export function renderBenchChanges(changes: readonly BenchChange[], style: TextStyle): string {
  const mark = {
    better: style.green("better"),
    worse: style.red("worse"),
    same: "same within noise",
    new: "not in the earlier record",
  };
  return changes
    .map(({ target, platform, now, before, verdict }) => {
      const was = before === null ? "" : `${before.share.middle.toFixed(2)} (${halfOf(before.share)}) to `;
      const shares = `${was}${now.share.middle.toFixed(2)} (${halfOf(now.share)})`;
      return `${oneLine(target)} · ${oneLine(platform)} · ${now.entry} ${now.batch} x ${now.classNum}: ${mark[verdict]}, ${shares}`;
    })
    .join("\n");
}
