import type { Case } from "../properties/case.ts";
import { basesOf, type Change, changesOf } from "../properties/diagnosis/influence/changes.ts";
import type { Followed } from "../properties/diagnosis/influence/followed.ts";
import type { Executor } from "./executor.ts";
import type { Request } from "./protocol.ts";
import type { Workplace } from "./workplace.ts";

type Asked = Extract<Request, { kind: "follow" }>;

/** Makes a call again with each element of its inputs changed by itself: which changes do its wrong cells follow? */
export function follow({ executor, at }: Workplace, { call, cells }: Asked): Followed | null {
  executor.learning = false;
  for (const base of basesOf(call, cells)) {
    const followed = followedIn(executor, base, cells, (index) => at(0, index));
    if (followed !== null) return followed;
  }
  return null;
}

/** `null` where no cell is wrong, or cells change by themselves. */
function followedIn(executor: Executor, base: Case, kind: Asked["cells"], at: (index: number) => void): Followed | null {
  let cells: readonly { readonly row: number; readonly column: number; readonly bits: number; readonly follows: Change[] }[] = [];
  for (const [index, { change, case: c }] of changesOf(base).entries()) {
    if (!executor.holds(c)) return null;
    at(index);
    executor.call(c);
    if (!executor.returned) return null;
    if (index === 0) {
      cells = executor.sample(c, kind).wrong.map(([row, column, bits]) => ({ row, column, bits, follows: [] }));
      if (cells.length === 0) return null;
      continue;
    }
    const output = executor.output(c);
    for (const { row, column, bits, follows } of cells) {
      if (output[row * c.classNum + column] === bits) continue;
      // Made again as it was.
      if (change === null) return null;
      // With another label the cell of its row is elsewhere.
      if (kind === "label" && change.what === "labels" && change.at === row) continue;
      follows.push(change);
    }
  }
  return { case: base, cells };
}
