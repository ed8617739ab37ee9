import type { Case } from "../properties/case.ts";
import type { Counterpart } from "../properties/relations.ts";
import type { Room } from "./room.ts";
import { listedIn, type Series, seriesOf } from "./series.ts";

/** Stands in a table of rows for one of which nothing is asked. */
export const NOWHERE = 0xffffffff;

/** Places from which a run is written as one: most tables name each place itself. */
const LEAST_RUN = 3;

/** Where the first call's rows, or columns, stand in another call. */
export interface Table {
  readonly length: number;
  readonly series: Series;
}

/** The results of one call that must be those of the first call. */
export interface Comparison {
  /** How the calls differ. */
  readonly between: string;
  readonly call: number;
  /** Power of two that the first call's result times which must be the other result. */
  readonly factor: number;
  /** Places in the program's tables. */
  readonly rows: number;
  readonly columns: number;
}

/** Gathers comparisons, and their tables, each once. */
export class Comparisons {
  readonly comparisons: Comparison[] = [];
  readonly tables: Table[] = [];
  private readonly known = new Map<string, number>();
  private readonly room: Room;

  constructor(room: Room) {
    this.room = room;
  }

  /**
   * Takes what a relation asks of its calls, one comparison for each call that has rows of the base.
   *
   * @throws NoProgram if there is no room for the tables.
   */
  add(counterparts: readonly Counterpart[], calls: readonly Case[]): void {
    const base = calls[0] as Case;
    for (const { between, factor, call: callOf, row: rowOf, column: columnOf } of counterparts) {
      const columns = this.table(
        Uint32Array.from({ length: base.classNum }, (_, column) => columnOf(column)),
        base,
      );
      const among = Int32Array.from({ length: base.batch }, (_, row) => callOf(row));
      for (const call of new Set(among)) {
        if (call < 0) continue;
        const rows = Uint32Array.from(among, (own, row) => (own === call ? rowOf(row) : NOWHERE));
        this.comparisons.push({ between, call, factor, rows: this.table(rows, base), columns });
      }
    }
  }

  private table(values: Uint32Array, base: Case): number {
    const series = seriesOf(values, LEAST_RUN);
    const key = JSON.stringify(series);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, this.tables.length);
    this.room.take(listedIn(series), base);
    return this.tables.push({ length: values.length, series }) - 1;
  }
}
