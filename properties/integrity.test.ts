import { describe, expect, it } from "vitest";
import { CANARY } from "../core/arena.ts";
import { formatOf } from "../core/format.ts";
import { BUFFERS, type BufferName, REDUCTION_NAMES, REDUCTIONS } from "../reference/operator.ts";
import { Bench, correct, PLAIN, PLAIN_HALF, type Seen } from "./bench.fixture.ts";
import { type Case, PLACEMENTS, typeOf } from "./case.ts";

const bench = new Bench();

/** Cases of all three reductions, both types and all placements, that say nothing special otherwise. */
const named = [PLAIN, PLAIN_HALF].flatMap((plain) =>
  REDUCTIONS.flatMap((reduction) =>
    PLACEMENTS.map((placement): readonly [string, Case] => [
      `${plain.entry.slice(0, 2)} ${REDUCTION_NAMES[reduction]} ${placement}`,
      { ...plain, reduction, placement },
    ]),
  ),
);

describe("canaries around each buffer", () => {
  const around = named.flatMap(([name, c]) => BUFFERS.map((buffer, b) => [`${buffer}, ${name}`, c, buffer, b] as const));

  it.each(around)("show a write on either side of %s", (_, c, buffer, b) => {
    for (const side of ["before", "past"] as const) {
      const reach = { before: 0, past: 0 };
      const at = ({ layout }: Seen): number => {
        const start = layout.offset[b] as number;
        const end = start + (layout.bytes[b] as number);
        reach.before = start - (layout.low[b] as number);
        reach.past = (layout.high[b] as number) - end;
        return side === "before" ? start - 2 : end;
      };
      const found = bench.play(c, correct, (seen) => {
        const pair = at(seen) / 2;
        if (reach[side] > 0) seen.arena.u16[pair] = CANARY ^ 1;
        return undefined;
      });
      const zone = c.placement === (side === "before" ? "start" : "exact");
      expect(reach[side] > 0).toBe(!zone);
      if (zone) continue;
      const { offset, bytes } = bench.layout;
      expect(found).toMatchObject([
        {
          clause: "in-bounds",
          related: ["output-extent"],
          cell: { kind: "around", buffer, byte: side === "before" ? -2 : bytes[b] },
        },
      ]);
      expect(offset[b]).toBeGreaterThanOrEqual(bench.layout.low[b] as number);
    }
  });

  it("reach 64 bytes before a buffer and 128 past it where the zone is not nearer", () => {
    bench.call({ ...PLAIN, placement: "start" }, correct);
    expect(
      [...bench.layout.high].map((high, b) => high - (bench.layout.offset[b] as number) - (bench.layout.bytes[b] as number)),
    ).toEqual(new Array(6).fill(128));
    bench.call({ ...PLAIN, placement: "exact" }, correct);
    expect([...bench.layout.low].map((low, b) => (bench.layout.offset[b] as number) - low)).toEqual(new Array(6).fill(64));
  });
});

describe("an input that is changed breaks inputs-unchanged", () => {
  const INPUTS = BUFFERS.filter((buffer): buffer is Exclude<BufferName, "logitsGrad"> => buffer !== "logitsGrad");
  const lengthOf = (c: Case, buffer: BufferName): number =>
    ({ logits: 35, lossGrad: c.lossGradLength, labels: 5, weight: 7, totalWeight: 1, logitsGrad: 0 })[buffer];

  it.each(named.flatMap(([name, c]) => INPUTS.map((buffer) => [`${buffer}, ${name}`, c, buffer] as const)))(
    "whichever element of %s it is, by one bit",
    (_, c, buffer) => {
      for (let index = 0; index < lengthOf(c, buffer); index++) {
        const found = bench.play(c, correct, (seen) => {
          seen.set(buffer, index, seen.get(buffer, index) ^ 1);
          return undefined;
        });
        const size = buffer === "labels" ? 4 : formatOf(typeOf(c)).bytes;
        expect(found).toMatchObject([
          {
            clause: "inputs-unchanged",
            related: buffer === "logits" ? ["logits-unused"] : [],
            cell: { kind: "input", buffer, byte: index * size },
          },
        ]);
      }
    },
  );

  it("for a kernel that writes the label's weight before it uses it: results are judged by what was given", () => {
    const found = bench.play(PLAIN, (seen) => {
      const original = seen.get("weight", 3);
      seen.inputs.weight.bits[3] = formatOf("fp").toBits(1000);
      seen.inputs.weight.decode(formatOf("fp"));
      correct(seen);
      seen.inputs.weight.bits[3] = original;
      seen.inputs.weight.decode(formatOf("fp"));
      seen.set("weight", 3, formatOf("fp").toBits(1000));
      return undefined;
    });
    expect(found.map((v) => v.clause).sort()).toEqual(["inputs-unchanged", "reduction-none"]);
  });
});
