import { describe, expect, it } from "vitest";
import type { Slot } from "../core/arena.ts";
import type { Outcome } from "../core/contract.ts";
import { BUFFERS, DOCUMENT_NAMES } from "../reference/operator.ts";
import { Bench, PLAIN } from "./bench.fixture.ts";
import type { Case } from "./case.ts";
import type { Violation } from "./violation.ts";

const bench = new Bench();
const ending = (outcome: Outcome, c: Case = PLAIN): readonly Violation[] => bench.play(c, () => outcome);

/** A fault `byte` bytes from a buffer's first element. */
function fault(b: number, byte: number, access: "read" | "write" | "unknown", c: Case = PLAIN): readonly Violation[] {
  bench.call(c, () => undefined);
  const address = bench.arena.base + (bench.layout.offset[b] as number) + byte;
  return ending({ kind: "crashed", signal: "SIGSEGV", fault: { address, access } }, c);
}

describe("a call that does not return breaks terminates", () => {
  it.each<[Outcome, string, string]>([
    [{ kind: "threw", error: "TypeError: no" }, "throw", "TypeError: no"],
    [{ kind: "exited", code: 3 }, "exit", "code 3"],
    [{ kind: "hung", milliseconds: 2000 }, "hang", "2000 ms"],
    [{ kind: "crashed", signal: "SIGILL" }, "crash", "SIGILL"],
    [{ kind: "crashed", signal: "SIGSEGV", fault: { address: 0, access: "read" } }, "crash", "0x0"],
  ])("%j", (outcome, kind, words) => {
    const found = ending(outcome);
    expect(found).toMatchObject([{ clause: "terminates", cell: { kind } }]);
    expect((found[0] as Violation).received).toContain(words);
  });

  it("and its output is not judged, its inputs and what is around them are", () => {
    const found = bench.play(PLAIN, ({ set }) => {
      set("weight", 0, 1);
      set("labels", 5, 1);
      return { kind: "exited", code: 0 };
    });
    expect(found.map((v) => v.clause).sort()).toEqual(["in-bounds", "inputs-unchanged", "terminates"]);
  });
});

describe("a fault in a zone is of the nearest buffer, with its distance", () => {
  it.each(BUFFERS.map((buffer, b) => [buffer, b] as const))("%s", (buffer, b) => {
    const start: Case = { ...PLAIN, placement: "start" };
    const read = fault(b, -4, "read", start);
    expect(read).toMatchObject([{ clause: "in-bounds", cell: { kind: "around", buffer, byte: -4 } }]);
    expect((read[0] as Violation).received).toBe(`SIGSEGV: a read 4 bytes before ${DOCUMENT_NAMES[buffer]}`);

    const exact: Case = { ...PLAIN, placement: "exact" };
    bench.call(exact, () => undefined);
    const end = bench.layout.bytes[b] as number;
    const write = fault(b, end + 8, "write", exact);
    expect(write).toMatchObject([
      { clause: "in-bounds", related: ["output-extent"], cell: { kind: "around", buffer, byte: end + 8 } },
    ]);
    expect((write[0] as Violation).received).toBe(`SIGSEGV: a write 8 bytes past the end of ${DOCUMENT_NAMES[buffer]}`);
  });

  it("and a write inside an input is a change of it", () => {
    expect(fault(0, 8, "write")).toMatchObject([
      { clause: "inputs-unchanged", related: ["logits-unused"], cell: { buffer: "logits", byte: 8 } },
    ]);
    expect(fault(3, 4, "write")).toMatchObject([
      { clause: "inputs-unchanged", related: [], cell: { buffer: "weight", byte: 4 } },
    ]);
  });

  it("and the buffer's own bytes are from its first to its last", () => {
    expect(fault(3, 0, "write")).toMatchObject([{ clause: "inputs-unchanged", cell: { kind: "input", byte: 0 } }]);
    bench.call(PLAIN, () => undefined);
    const end = bench.layout.bytes[3] as number;
    expect(fault(3, end - 1, "write")).toMatchObject([{ clause: "inputs-unchanged", cell: { byte: end - 1 } }]);
    expect(fault(3, end, "write")).toMatchObject([{ clause: "in-bounds", cell: { kind: "around", byte: end } }]);
    expect(fault(3, -4, "write")).toMatchObject([{ clause: "in-bounds", cell: { kind: "around", byte: -4 } }]);
  });

  it("and a buffer without elements ends where it begins", () => {
    const labels = { kind: "explicit", labels: [] } as const;
    const lossGrad = { kind: "explicit", bits: [] } as const;
    const [read] = fault(0, 0, "read", { ...PLAIN, batch: 0, labels, lossGrad, lossGradLength: 0 });
    expect(read).toMatchObject({ clause: "empty", received: "SIGSEGV: a read 0 bytes past the end of logits" });
  });

  it("and a read inside an input, or a write inside the output, changes no input", () => {
    const [read] = fault(3, 4, "read");
    expect(read).toMatchObject({ clause: "in-bounds", received: "SIGSEGV: a read 4 bytes into weight" });
    expect(fault(5, 4, "write")).toMatchObject([{ clause: "in-bounds", cell: { buffer: "logitsGrad", byte: 4 } }]);
  });

  it("and the zone between two buffers is halved between them", () => {
    const [first, second] = bench.arena.slots as [Slot, Slot];
    const middle = (first.high + second.low) / 2;
    const at = (offset: number): readonly Violation[] =>
      ending({ kind: "crashed", signal: "SIGSEGV", fault: { address: bench.arena.base + offset, access: "read" } });
    expect(at(middle - 1)).toMatchObject([{ cell: { buffer: "logits" } }]);
    expect(at(middle)).toMatchObject([{ cell: { buffer: "lossGrad" } }]);
    // The zones before the first buffer and behind the last one are the arena's, whole.
    expect(at(0)).toMatchObject([{ cell: { buffer: "logits" } }]);
    const end = (bench.arena.slots.at(-1) as Slot).high + first.low;
    expect(at(end - 1)).toMatchObject([{ cell: { buffer: "logitsGrad" } }]);
    expect(at(end)).toMatchObject([{ cell: { kind: "crash" } }]);
  });

  it("and a read past loss_grad in sum and mean is a use of what they must not use", () => {
    const exact: Case = {
      ...PLAIN,
      placement: "exact",
      reduction: 0,
      lossGradLength: 1,
      lossGrad: { kind: "explicit", bits: [1] },
    };
    expect(fault(1, 4, "read", exact)).toMatchObject([{ clause: "in-bounds", related: ["loss-grad-extent"] }]);
    expect(fault(1, 20, "read", { ...PLAIN, placement: "exact" })).toMatchObject([{ clause: "in-bounds", related: [] }]);
    expect(fault(3, 28, "read", exact)).toMatchObject([{ clause: "in-bounds", related: [] }]);
  });

  it("and one outside of the arena is of none", () => {
    const address = bench.arena.base + bench.arena.buffer.byteLength + (1 << 20);
    expect(ending({ kind: "crashed", signal: "SIGSEGV", fault: { address, access: "write" } })).toMatchObject([
      { clause: "terminates", cell: { kind: "crash" } },
    ]);
    expect(
      ending({ kind: "crashed", signal: "SIGSEGV", fault: { address: bench.arena.base - 8, access: "read" } }),
    ).toMatchObject([{ clause: "terminates" }]);
  });
});
