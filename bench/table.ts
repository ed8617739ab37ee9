import type { Result, Spread } from "./rounds.ts";

/** 1234567 as 1 234 567; below ten with two places. */
export function showNumber(x: number): string {
  if (x < 10) return x.toPrecision(3);
  return String(Math.round(x)).replace(/\B(?=(\d{3})+$)/g, " ");
}

const HEAD = ["", "a second", "min", "max", "by the clock", "ratio", "min", "max", "cells a call"];

function row({ name, missing, rate, wallRate, ratio, cells }: Result): string[] {
  if (rate === null || wallRate === null) return [name, `left out, this machine lacks ${missing}`];
  const spread = (s: Spread): string[] => [showNumber(s.median), showNumber(s.min), showNumber(s.max)];
  return [
    name,
    ...spread(rate),
    showNumber(wallRate.median),
    ...(ratio === null ? ["-", "-", "-"] : spread(ratio)),
    showNumber(cells ?? 0),
  ];
}

/** The results as a table for people. Ratios are to the first row. */
export function table(results: readonly Result[]): string {
  return align([HEAD, ...results.map(row)]);
}

/** Rows as lines with columns under one another. A row of fewer columns than the first holds a remark. */
export function align(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]?.length ?? 0;
  const whole = rows.filter((cells) => cells.length === columns);
  const widths = Array.from({ length: columns }, (_, k) => Math.max(...whole.map((cells) => (cells[k] as string).length)));
  const names = Math.max(...rows.map((cells) => (cells[0] as string).length));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => (k === 0 ? cell.padEnd(names) : cells.length < columns ? cell : cell.padStart(widths[k] as number)))
      .join("  ");
  return rows.map(line).join("\n");
}
