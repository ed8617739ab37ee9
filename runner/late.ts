import { setTimeout } from "node:timers/promises";
import { type Arena, brokenCanary } from "../core/arena.ts";
import { formatOf } from "../core/format.ts";
import { type Case, typeOf } from "../properties/case.ts";
import { fillElements, type Layout, LOGITS_GRAD } from "../properties/layout.ts";
import type { Violation } from "../properties/violation.ts";
import { DOCUMENT_NAMES } from "../reference/operator.ts";

/** Bits that the re-poisoned output is watched with after a call: no kernel writes them by computing. */
const WATCHED = { fp: 0x7fb1a7e5, hp: 0x7d17 } as const;

/**
 * Poisons the output of a call that returned anew, and gives what is written to it after that, if anything is. Whatever the kernel left
 * behind may run meanwhile: its threads, and what it put into this thread's queue.
 */
export async function lateWrites(c: Case, layout: Layout, arena: Arena, milliseconds: number): Promise<Violation | null> {
  const type = typeOf(c);
  const format = formatOf(type);
  const cells = c.batch * c.classNum;
  const offset = layout.offset[LOGITS_GRAD] as number;
  const mark = WATCHED[type];
  fillElements(arena, type, offset, cells, mark);
  await setTimeout(milliseconds);
  const view = format.bytes === 4 ? arena.u32 : arena.u16;
  const first = offset / format.bytes;
  let late = 0;
  let at = -1;
  for (let k = 0; k < cells; k++) {
    if (view[first + k] === mark) continue;
    late++;
    if (at < 0) at = k;
  }
  const end = offset + cells * format.bytes;
  const spilled = brokenCanary(arena, end, layout.high[LOGITS_GRAD] as number) >= 0;
  if (late === 0 && !spilled) return null;
  return {
    clause: "complete-on-return",
    property: "nothing writes after the call returned",
    entry: c.entry,
    reduction: c.reduction,
    cell: { kind: "late", row: Math.max(0, Math.floor(at / c.classNum)), column: Math.max(0, at % c.classNum) },
    expected: "no write after the return",
    received: `${late} cells of ${DOCUMENT_NAMES.logitsGrad} written within ${milliseconds} ms after it`,
    message: "the call returned before it had written everything",
    ulp: null,
    relative: null,
    cells: Math.max(1, late),
  };
}
