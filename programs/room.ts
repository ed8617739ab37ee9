import type { Case } from "../properties/case.ts";
import type { DocumentExample } from "../reference/platforms.ts";

/** Numbers that a program may list one by one: more are no text to attach to a report, and no compiler's delight. */
export const ROOM: number = 2 ** 18;

/** Elements of a case's inputs up to which it is laid out at all: most may turn out to be runs, which take no room. */
const EXTENT: number = 2 ** 24;

/** A plan that cannot be written as a program of the language. The message says why, and what to do instead. */
export class NoProgram extends Error {
  override readonly name = "NoProgram";
}

const REMEDY = "replay the token on a target instead, without --as, which draws them anew";

/** @throws NoProgram if the case's inputs are too many to be looked at. */
export function requireRoom(c: Case): void {
  const extent = c.batch + c.classNum + c.lossGradLength;
  if (extent > EXTENT)
    throw new NoProgram(
      `${c.batch} rows x ${c.classNum} classes have ${extent} inputs, past the ${EXTENT} that a program is made of; ${REMEDY}`,
    );
}

/** The numbers that a program lists, counted as they come. */
export class Room {
  private taken = 0;

  /** @throws NoProgram if they get too many. */
  take(numbers: number, c: Case): void {
    this.taken += numbers;
    if (this.taken > ROOM)
      throw new NoProgram(
        `${c.batch} rows x ${c.classNum} classes make a program that lists ${this.taken} numbers or more, past the limit of ${ROOM}; ${REMEDY}`,
      );
  }
}

/** @throws NoProgram if the plan is one of the document's examples: only C has a say in where its memory lies. */
export function requireNoAddresses(example: DocumentExample | null): void {
  if (example !== null)
    throw new NoProgram("the document's examples are made at addresses of their own: write this one with --as c");
}
