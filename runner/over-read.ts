import type { Case } from "../properties/case.ts";
import type { Violation } from "../properties/violation.ts";
import { type BufferName, DOCUMENT_NAMES } from "../reference/operator.ts";

/** A read past a buffer's last element, within its last aligned block: `where` in words. */
export function overRead(c: Case, buffer: BufferName, where: string): Violation {
  return {
    clause: "over-read",
    property: "no read past the last element",
    entry: c.entry,
    reduction: c.reduction,
    cell: { kind: "around", buffer },
    expected: `no read past the last element of ${DOCUMENT_NAMES[buffer]}`,
    received: `a read ${where}`,
    message: `the call reads past ${DOCUMENT_NAMES[buffer]}, within its last aligned block`,
    ulp: null,
    relative: null,
    cells: 1,
  };
}
