import type { Fields } from "../../core/fields.ts";
import { plainLine } from "../../core/plain-line.ts";
import { CELL_KINDS, type Cell, type Violation } from "../../properties/violation.ts";
import { CLAUSE_IDS } from "../../reference/clauses.ts";
import { BUFFERS, ENTRY_NAMES, REDUCTIONS } from "../../reference/operator.ts";

const MOST = Number.MAX_SAFE_INTEGER;
/** Characters of a text that people read. */
const TEXT = 2000;

/** Reads what a shard has against a kernel. Texts become one line each, without control characters. */
export function readViolation(fields: Fields): Violation {
  const text = (name: string): string => plainLine(fields.text(name), TEXT);
  const number = (name: string): number | null => fields.orNull(name, (one) => fields.finite(one));
  const related = fields.value("related") === undefined ? undefined : fields.items("related", CLAUSE_IDS.length);
  return {
    clause: fields.oneOf("clause", CLAUSE_IDS),
    ...(related === undefined ? {} : { related: related.names().map((place) => related.oneOf(place, CLAUSE_IDS)) }),
    property: text("property"),
    entry: fields.oneOf("entry", ENTRY_NAMES),
    reduction: fields.oneOf("reduction", REDUCTIONS),
    cell: readCell(fields.object("cell")),
    expected: text("expected"),
    received: text("received"),
    message: text("message"),
    ulp: number("ulp"),
    relative: number("relative"),
    ...(fields.value("legalEither") === undefined ? {} : { legalEither: fields.oneOf("legalEither", [true, false]) }),
    cells: fields.whole("cells", MOST),
  };
}

function readCell(fields: Fields): Cell {
  const given = (name: string): boolean => fields.value(name) !== undefined;
  return {
    kind: fields.oneOf("kind", CELL_KINDS),
    ...(given("buffer") ? { buffer: fields.oneOf("buffer", BUFFERS) } : {}),
    ...(given("row") ? { row: fields.integer("row") } : {}),
    ...(given("column") ? { column: fields.integer("column") } : {}),
    ...(given("byte") ? { byte: fields.integer("byte") } : {}),
  };
}
