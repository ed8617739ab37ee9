import { NONE, type Reduction } from "../../../reference/operator.ts";
import { poisonBits } from "../../case.ts";
import { entryFormat } from "../../fingerprint.ts";
import { Inputs } from "../../inputs.ts";
import type { Change } from "./changes.ts";
import type { Followed, FollowingCell } from "./followed.ts";

/** What a wrong cell follows, as its row sees it: its own operands or not, and which others. */
export interface Operands {
  readonly cell: FollowingCell;
  readonly reduction: Reduction;
  readonly row: number;
  readonly label: number;
  readonly batch: number;
  readonly classNum: number;
  /** What stands there is finite and not 0: those follow operands less than they should whatever they come from. */
  readonly isNumber: boolean;
  /** Nobody wrote it. */
  readonly isPoison: boolean;
  readonly ownGradient: boolean;
  readonly ownWeight: boolean;
  readonly ownLabel: boolean;
  readonly total: boolean;
  readonly logits: boolean;
  readonly contents: boolean;
  /** Elements besides its own. */
  readonly gradients: readonly number[];
  readonly classes: readonly number[];
  /** Rows whose labels it follows. */
  readonly labels: readonly number[];
  /** Rows whose label is the class, for a class that it follows. */
  readonly rowsOf: (class_: number) => readonly number[];
}

/** What cells follow, held against what they should. */
export function operandsOf({ case: c, cells }: Followed): Operands[] {
  const format = entryFormat(c.entry);
  const inputs = new Inputs();
  inputs.fill(c);
  const labels = [...inputs.labels.subarray(0, c.batch)];
  return cells.map((cell) => {
    const { row, follows } = cell;
    const label = labels[row] as number;
    const own = c.reduction === NONE ? row : 0;
    const at = (what: Change["what"]): number[] => follows.filter((change) => change.what === what).map((change) => change.at);
    const gradients = at("loss_grad");
    const classes = at("weight");
    const rows = at("labels");
    return {
      cell,
      reduction: c.reduction,
      row,
      label,
      batch: c.batch,
      classNum: c.classNum,
      isNumber: isNumber(format.fromBits(cell.bits)),
      isPoison: cell.bits === poisonBits(c),
      ownGradient: gradients.includes(own),
      ownWeight: classes.includes(label),
      ownLabel: rows.includes(row),
      total: at("total_weight").length > 0,
      logits: at("logits").length > 0,
      contents: at("contents").length > 0,
      gradients: gradients.filter((k) => k !== own),
      classes: classes.filter((k) => k !== label),
      labels: rows.filter((k) => k !== row),
      rowsOf: (class_) => labels.flatMap((other, k) => (other === class_ ? [k] : [])),
    };
  });
}

const isNumber = (x: number): boolean => Number.isFinite(x) && x !== 0;
