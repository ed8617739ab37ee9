import { ADDRESS_FAMILIES, type AddressFamily } from "./addresses.ts";
import { CALL_FAMILIES, type CallFamily } from "./calls.ts";
import { COLUMN_FAMILIES, type ColumnFamily } from "./columns.ts";
import { LABEL_FAMILIES, type LabelFamily } from "./labels.ts";
import { ROW_FAMILIES, type RowFamily } from "./rows.ts";
import { type Family, say } from "./statement.ts";
import { VALUE_FAMILIES, type ValueFamily } from "./values.ts";

/** Names of the families. */
export type FamilyName = "everywhere" | AddressFamily | CellFamily | CallFamily | ValueFamily;

/** Families about where in the output a cell is. */
export type CellFamily = ColumnFamily | LabelFamily | RowFamily;

/** Statements about where in the output a cell is. */
export const CELL_FAMILIES: Readonly<Record<CellFamily, Family>> = {
  ...COLUMN_FAMILIES,
  ...LABEL_FAMILIES,
  ...ROW_FAMILIES,
};

/** Families of statements, by what kind of cause they speak for. */
export const FAMILIES: Readonly<Record<FamilyName, Family>> = {
  everywhere: () => [say("anything is judged", () => true)],
  ...ADDRESS_FAMILIES,
  ...CELL_FAMILIES,
  ...CALL_FAMILIES,
  ...VALUE_FAMILIES,
};

/** Families about where a cell is, in which calls, and with what operands: what tells where something is at work. */
export const PLACES: readonly FamilyName[] = [
  ...(Object.keys(CELL_FAMILIES) as CellFamily[]),
  ...(Object.keys(CALL_FAMILIES) as CallFamily[]),
  ...(Object.keys(VALUE_FAMILIES) as ValueFamily[]),
];
