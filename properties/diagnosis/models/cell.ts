import type { ElementFormat } from "../../../core/format.ts";
import type { Operands } from "../../hypotheses.ts";

/** A label cell's operands, and the format of its elements. */
export interface LabelCell extends Operands {
  readonly format: ElementFormat;
}
