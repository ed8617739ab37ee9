/** Elements that a loop fills: `first`, `first + step`, and so on. */
export interface Run {
  readonly kind: "run";
  readonly at: number;
  readonly count: number;
  readonly first: number;
  readonly step: 0 | 1;
}

/** Elements that stand in the program one by one. */
export interface Listed {
  readonly kind: "listed";
  readonly at: number;
  readonly values: readonly number[];
}

/** An array as a program writes it: its pieces in their order, without gaps. */
export type Series = readonly (Run | Listed)[];

/** Elements from which a run is worth a loop: fewer are read at a glance. */
const LEAST_RUN = 32;

/** Splits an array into runs of `least` elements or more, of one value or counting up, and what lies between them. */
export function seriesOf(values: ArrayLike<number>, least: number = LEAST_RUN): Series {
  const pieces: (Run | Listed)[] = [];
  let listed = 0;
  const list = (from: number, end: number): void => {
    const items = Array.from({ length: end - from }, (_, i) => values[from + i] as number);
    if (items.length > 0) pieces.push({ kind: "listed", at: from, values: items });
  };
  for (let start = 0; start < values.length; ) {
    const first = values[start] as number;
    const step = values[start + 1] === first + 1 ? 1 : 0;
    let end = start + 1;
    while (end < values.length && values[end] === first + step * (end - start)) end++;
    if (end - start >= least) {
      list(listed, start);
      pieces.push({ kind: "run", at: start, count: end - start, first, step });
      listed = end;
      start = end;
    } else {
      // A run that counts up may end where one of a single value begins.
      start = step === 1 ? Math.max(start + 1, end - 1) : end;
    }
  }
  list(listed, values.length);
  return pieces;
}

/** Elements of a series that stand in the program one by one. */
export function listedIn(series: Series): number {
  return series.reduce((sum, piece) => sum + (piece.kind === "listed" ? piece.values.length : 0), 0);
}
