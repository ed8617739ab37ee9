import type { Arena, Slot } from "../core/arena.ts";
import type { Fault, Outcome } from "../core/contract.ts";
import type { ClauseId } from "../reference/clauses.ts";
import { BUFFERS, type BufferName, DOCUMENT_NAMES, NONE } from "../reference/operator.ts";
import type { Called, Collector } from "./collector.ts";
import type { Layout } from "./layout.ts";

/** An outcome that is no return. */
export type Ending = Exclude<Outcome, { kind: "returned" }>;

/** Judges a call that did not return: clauses `terminates` and `in-bounds`. `place`: the buffer that a fault belongs to. */
export function judgeEnding(c: Called, outcome: Ending, place: FaultPlace | null, findings: Collector): void {
  const expected = "the call returns";
  switch (outcome.kind) {
    case "threw":
      findings.add(c, "terminates", "every valid call returns", { kind: "throw" }, () => ({
        expected,
        received: outcome.error,
        message: "the call threw an error",
      }));
      return;
    case "exited":
      findings.add(c, "terminates", "every valid call returns", { kind: "exit" }, () => ({
        expected,
        received: `the process exited with code ${outcome.code}${saying(outcome)}`,
        message: "the call ended the process",
      }));
      return;
    case "hung":
      findings.add(c, "terminates", "every valid call returns", { kind: "hang" }, () => ({
        expected,
        received: `no return within ${outcome.milliseconds} ms`,
        message: "the call did not return",
      }));
      return;
    case "crashed": {
      if (place === null) {
        const { fault, why } = outcome;
        const at = fault === undefined ? why : `${fault.access} at 0x${fault.address.toString(16)}, outside of every buffer`;
        findings.add(c, "terminates", "every valid call returns", { kind: "crash" }, () => ({
          expected,
          received: `${outcome.signal}${at === undefined ? "" : ` (${at})`}${saying(outcome)}`,
          message: "the call crashed",
        }));
        return;
      }
      const { buffer, byte, where, access, inside } = place;
      if (inside && access === "write" && buffer !== "logitsGrad") {
        findings.add(c, "inputs-unchanged", "no input changes", { kind: "input", buffer, byte }, () => ({
          expected: `no write to ${DOCUMENT_NAMES[buffer]}`,
          received: `a write ${where}`,
          message: `the call writes to ${DOCUMENT_NAMES[buffer]}, an input`,
          related: buffer === "logits" ? ["logits-unused"] : [],
        }));
        return;
      }
      findings.add(c, "in-bounds", "no access outside the buffers", { kind: "around", buffer, byte }, () => ({
        expected: `no ${access} beyond the last aligned block of ${DOCUMENT_NAMES[buffer]}, nor before its start`,
        received: `${outcome.signal}: a ${access} ${where}`,
        message: `the call ${access === "write" ? "wrote" : "read"} ${where}`,
        related: relatedTo(c, buffer, access),
      }));
    }
  }
}

const saying = ({ said = "" }: { readonly said?: string }): string => (said === "" ? "" : `, saying ${JSON.stringify(said)}`);

function relatedTo(c: Called, buffer: BufferName, access: "read" | "write"): ClauseId[] {
  if (access === "write") return ["output-extent"];
  if (buffer === "lossGrad" && c.reduction !== NONE) return ["loss-grad-extent"];
  return [];
}

/** Where a fault is, in terms of the nearest buffer. */
export interface FaultPlace {
  readonly buffer: BufferName;
  /** Bytes from the buffer's first element. */
  readonly byte: number;
  readonly where: string;
  readonly access: "read" | "write";
  /** The address is the buffer's own: it was not to be written. */
  readonly inside: boolean;
}

/** The buffer that an ending's fault belongs to, if any. */
export function placeOf(outcome: Ending, layout: Layout, arena: Arena): FaultPlace | null {
  return outcome.kind === "crashed" && outcome.fault !== undefined ? locate(outcome.fault, layout, arena) : null;
}

/** The buffer that a faulting address belongs to, or `null` if it is in no zone of the arena. */
function locate(fault: Fault, layout: Layout, arena: Arena): FaultPlace | null {
  const at = fault.address - arena.base;
  const last = arena.slots.length - 1;
  const reach = (arena.slots[0] as Slot).low;
  if (at < 0 || at >= (arena.slots[last] as Slot).high + reach) return null;
  let b = 0;
  // The zone between two slots is halved between them.
  while (b < last && at >= ((arena.slots[b] as Slot).high + (arena.slots[b + 1] as Slot).low) / 2) b++;
  const buffer = BUFFERS[b] as BufferName;
  const start = layout.offset[b] as number;
  const end = start + (layout.bytes[b] as number);
  const name = DOCUMENT_NAMES[buffer];
  const inside = at >= start && at < end;
  const outside = at < start ? `${start - at} bytes before ${name}` : `${at - end} bytes past the end of ${name}`;
  return {
    buffer,
    byte: at - start,
    where: inside ? `${at - start} bytes into ${name}` : outside,
    access: fault.access === "write" ? "write" : "read",
    inside,
  };
}
