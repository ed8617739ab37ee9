import { describe, expect, it } from "vitest";
import { brokenCanary } from "../core/arena.ts";
import { formatOf } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { BUFFERS, ENTRY_NAMES } from "../reference/operator.ts";
import { PLATFORMS } from "../reference/platforms.ts";
import { Bench, correct, faultOf, PLAIN, PLAIN_HALF, type Seen } from "./bench.fixture.ts";
import { type Case, MOVED, marksOf, movedBuffer, PLACEMENTS, poisonBits, smallestCase, typeOf } from "./case.ts";
import { explicitInputs, operandsOf, withInputs } from "./explicit.ts";
import { drawCase } from "./generator.ts";
import { Inputs, valueAt } from "./inputs.ts";
import { Layout, reload } from "./layout.ts";
import { drawElement, drawLabel } from "./patterns.ts";

const inputs = new Inputs();
const bitsOf = (array: Inputs["weight"]): number[] => Array.from(array.bits.subarray(0, array.length));

describe("patterns are expanded", () => {
  it("element by element, exceptions over what is drawn, bits and values alike", () => {
    const c: Case = {
      ...PLAIN,
      unused: "drawn",
      lossGrad: {
        kind: "drawn",
        values: "wide",
        seed: 9,
        except: [
          [1, 0x3f800000],
          [4, 0xff800000],
        ],
      },
      labels: { kind: "drawn", labels: "adjacent", seed: 4, except: [[2, 0]] },
    };
    inputs.fill(c);
    const drawn = (index: number): number => drawElement("fp", "wide", 9, index);
    expect(bitsOf(inputs.lossGrad)).toEqual([drawn(0), 0x3f800000, drawn(2), drawn(3), 0xff800000]);
    expect([...inputs.labels.subarray(0, 5)]).toEqual([4, 5, 0, drawLabel("adjacent", 4, 3, 7), 1]);
    for (let i = 0; i < 5; i++)
      expect(inputs.lossGrad.values[i]).toBe(formatOf("fp").fromBits(inputs.lossGrad.bits[i] as number));
    expect(bitsOf(inputs.totalWeight)).toEqual([0x40400000]);
  });

  it("with marks in weights that no label names, and in loss gradients past the first of sum and mean", () => {
    for (const plain of [PLAIN, PLAIN_HALF]) {
      for (const unused of ["nan", "infinity"] as const) {
        const mark = marksOf(typeOf(plain)).unused[unused];
        inputs.fill({ ...plain, unused, reduction: 0 });
        const weight = bitsOf(inputs.weight);
        for (const j of [2, 4, 5]) expect(weight[j]).toBe(mark);
        for (const j of [0, 1, 3, 6]) expect(weight[j]).toBe(valueAt(formatOf(typeOf(plain)), plain.weight, j));
        expect(bitsOf(inputs.lossGrad).slice(1)).toEqual([mark, mark, mark, mark]);
        expect(bitsOf(inputs.lossGrad)[0]).toBe(valueAt(formatOf(typeOf(plain)), plain.lossGrad, 0));
        inputs.fill({ ...plain, unused, reduction: 2 });
        expect(bitsOf(inputs.lossGrad)).not.toContain(mark);
      }
    }
  });

  it("the same after a larger case as before it", () => {
    inputs.fill(PLAIN_HALF);
    const before = [bitsOf(inputs.weight), bitsOf(inputs.lossGrad), [...inputs.labels.subarray(0, 5)]];
    inputs.fill({
      ...PLAIN,
      batch: 3000,
      classNum: 2000,
      lossGradLength: 3000,
      labels: { kind: "drawn", labels: "random", seed: 1 },
    });
    expect(inputs.labels.length).toBeGreaterThanOrEqual(3000);
    inputs.fill(PLAIN_HALF);
    expect([bitsOf(inputs.weight), bitsOf(inputs.lossGrad), [...inputs.labels.subarray(0, 5)]]).toEqual(before);
  });

  it("where more labels stood before, with marks in the weights that those named", () => {
    inputs.fill({ ...PLAIN, batch: 7, lossGradLength: 7, labels: { kind: "explicit", labels: [0, 1, 2, 3, 4, 5, 4] } });
    inputs.fill(PLAIN);
    const mark = marksOf("fp").unused.nan;
    expect([2, 4, 5].map((j) => inputs.weight.bits[j])).toEqual([mark, mark, mark]);
  });

  it("and written out they are the same inputs", () => {
    const random = new Random();
    for (let index = 0; index < 300; index++) {
      const c: Case = { ...drawCase(random.reset(81, 0, index), PLATFORMS.mt7004, "small", index), unused: "drawn" };
      const explicit = withInputs(c, explicitInputs(c));
      inputs.fill(c);
      const drawn = [bitsOf(inputs.weight), bitsOf(inputs.lossGrad), [...inputs.labels.subarray(0, c.batch)]];
      inputs.fill(explicit);
      expect([bitsOf(inputs.weight), bitsOf(inputs.lossGrad), [...inputs.labels.subarray(0, c.batch)]]).toEqual(drawn);
      const row = random.below(c.batch);
      const label = inputs.labels[row] as number;
      expect(operandsOf(c, row, label)).toEqual({
        g: inputs.lossGrad.bits[c.reduction === 2 ? row : 0],
        w: inputs.weight.bits[label],
        t: c.totalWeight,
      });
    }
  });
});

it.each([...ENTRY_NAMES])("the smallest case is one row of one class, all ones, in sum: %s", (entry) => {
  const c = smallestCase(entry);
  expect(faultOf(c)).toBeNull();
  expect(c).toMatchObject({ entry, batch: 1, classNum: 1, reduction: 0, coreMask: 1, unused: "drawn", placement: "aligned" });
  inputs.fill(c);
  expect([inputs.lossGrad.values[0], inputs.weight.values[0], inputs.totalWeight.values[0], inputs.labels[0]]).toEqual([
    1, 1, 1, 0,
  ]);
});

describe("the layout", () => {
  const bench = new Bench();

  it.each([PLAIN, PLAIN_HALF].flatMap((c) => PLACEMENTS.map((placement) => ({ ...c, placement }))))(
    "of $entry puts each buffer in its slot, $placement",
    (c) => {
      const size = formatOf(typeOf(c)).bytes;
      bench.call(c, () => undefined);
      const { offset, bytes } = bench.layout;
      expect([...bytes]).toEqual([35 * size, 5 * size, 20, 7 * size, size, 35 * size]);
      for (const [b, slot] of bench.arena.slots.entries()) {
        const start = offset[b] as number;
        const end = start + (bytes[b] as number);
        if (c.placement === "start") expect(start).toBe(slot.low);
        if (c.placement === "exact") expect(end).toBe(slot.high);
        if (c.placement === "aligned") {
          expect((slot.high - start) % 64).toBe(0);
          expect(slot.high - end).toBeLessThan(64);
        }
        expect(start % size).toBe(0);
      }
    },
  );

  it("has one buffer elsewhere where a call is to find it anew; all else stays", () => {
    bench.call(PLAIN, () => undefined);
    const usual = [...bench.layout.offset];
    const moved = MOVED.map((placement) => {
      bench.call({ ...PLAIN, placement }, () => undefined);
      const { offset } = bench.layout;
      return bench.arena.slots.flatMap(({ low }, b) => {
        if (offset[b] === usual[b]) return [];
        expect(offset[b]).toBe(low);
        return [b];
      });
    });
    expect(moved).toEqual([[1], [2], [3], [4], [5]]);
    expect(MOVED.map(movedBuffer)).toEqual(["loss_grad", "labels", "weight", "total_weight", "logits_grad"]);
    expect(PLACEMENTS.map(movedBuffer)).toEqual([null, null, null]);
  });

  it("rounds lengths up to what a kernel turned out to need, under exact placement", () => {
    const own = new Bench();
    own.layout.granule.fill(16);
    own.call({ ...PLAIN, placement: "exact" }, () => undefined);
    for (const [b, slot] of own.arena.slots.entries()) expect((slot.high - (own.layout.offset[b] as number)) % 16).toBe(0);
  });

  it("holds inputs, the marks of logits and the poison, bit by bit", () => {
    for (const plain of [PLAIN, PLAIN_HALF]) {
      for (const poison of ["nan", "finite", "infinity"] as const) {
        const c: Case = { ...plain, poison, logits: poison };
        bench.call(c, ({ get, inputs: given }) => {
          for (let k = 0; k < 35; k++) {
            expect(get("logits", k)).toBe(marksOf(typeOf(c)).logits[poison]);
            expect(get("logitsGrad", k)).toBe(poisonBits(c));
          }
          for (let j = 0; j < 7; j++) expect(get("weight", j)).toBe(given.weight.bits[j]);
          for (let i = 0; i < 5; i++) {
            expect(get("lossGrad", i)).toBe(given.lossGrad.bits[i]);
            expect(get("labels", i)).toBe(given.labels[i]);
          }
          expect(get("totalWeight", 0)).toBe(c.totalWeight);
          return undefined;
        });
      }
    }
  });

  it.each([PLAIN, PLAIN_HALF])("holds long buffers too, to their last element and no further: $entry", (plain) => {
    const batch = 40;
    const drawn = { kind: "drawn", values: "ordinary", seed: 6 } as const;
    const c: Case = {
      ...plain,
      ...{ batch, classNum: 9, reduction: 2, lossGradLength: batch, lossGrad: drawn, weight: drawn, poison: "finite" },
      labels: { kind: "drawn", labels: "random", seed: 6 },
    };
    for (const placement of PLACEMENTS) {
      const found = bench.play({ ...c, placement }, (seen) => {
        for (let k = 0; k < batch * 9; k++) {
          expect(seen.get("logits", k)).toBe(marksOf(typeOf(c)).logits[c.logits]);
          expect(seen.get("logitsGrad", k)).toBe(poisonBits(c));
        }
        for (let i = 0; i < batch; i++) expect(seen.get("lossGrad", i)).toBe(seen.inputs.lossGrad.bits[i]);
        return correct(seen);
      });
      expect(found).toEqual([]);
    }
  });

  it.each([PLAIN, PLAIN_HALF])(
    "takes the total of another call, and its poison if it is not left to the call: $entry",
    (plain) => {
      const other: Case = { ...plain, totalWeight: 1, poison: "infinity" };
      const elements = ({ get }: Seen): readonly (readonly number[])[] => [
        Array.from({ length: 35 }, (_, k) => get("logitsGrad", k)),
        [get("totalWeight", 0)],
        Array.from({ length: 5 }, (_, i) => get("lossGrad", i)),
        Array.from({ length: 35 }, (_, k) => get("logits", k)),
      ];
      const filled = (c: Case): number[] => new Array<number>(35).fill(poisonBits(c));
      bench.call(plain, (seen) => {
        const [, , ...rest] = elements(seen);
        seen.inputs.setTotal(other);
        reload(other, seen.inputs, seen.layout, seen.arena, false);
        expect(elements(seen)).toEqual([filled(plain), [1], ...rest]);
        reload(other, seen.inputs, seen.layout, seen.arena, true);
        expect(elements(seen)).toEqual([filled(other), [1], ...rest]);
        reload({ ...other, poison: "left" }, seen.inputs, seen.layout, seen.arena, true);
        expect(elements(seen)).toEqual([filled(other), [1], ...rest]);
        return undefined;
      });
    },
  );

  it("has canaries past the slots' ends where no unreadable zones stand there", () => {
    for (const [zoned, before, behind] of [
      [true, 0, 0],
      [false, 64, 128],
    ] as const) {
      const layout = new Layout(64, zoned);
      for (const placement of ["start", "exact"] as const) {
        layout.place({ ...PLAIN, placement }, bench.arena);
        for (const [b, slot] of bench.arena.slots.entries()) {
          const [low, high] = [layout.low[b] as number, layout.high[b] as number];
          if (placement === "start") expect(slot.low - low).toBe(before);
          else expect(high - slot.high).toBe(behind);
          const [start, end] = [layout.offset[b] as number, (layout.offset[b] as number) + (layout.bytes[b] as number)];
          expect([brokenCanary(bench.arena, low, start), brokenCanary(bench.arena, end, high)]).toEqual([-1, -1]);
        }
      }
    }
  });

  it("leaves the output as it stands where the case says so", () => {
    bench.call(PLAIN, ({ set }) => {
      for (let k = 0; k < 35; k++) set("logitsGrad", k, k);
      return undefined;
    });
    bench.call({ ...PLAIN, poison: "left" }, () => undefined);
    expect([...bench.output(PLAIN)]).toEqual(Array.from({ length: 35 }, (_, k) => k));
  });

  it("refuses a buffer that is larger than its slot", () => {
    const c: Case = { ...PLAIN, batch: 5, classNum: 5000, weight: { kind: "drawn", values: "one", seed: 0 } };
    for (const placement of PLACEMENTS)
      expect(() => bench.call({ ...c, placement }, () => undefined)).toThrow(
        `${BUFFERS[0]} takes 100000 bytes: the arena's slot has 65536`,
      );
    // One that fills its slot to the last byte is not.
    const full: Case = { ...c, batch: 4, classNum: 4096, labels: { kind: "explicit", labels: [0, 1, 2, 3] }, lossGradLength: 4 };
    for (const placement of PLACEMENTS) expect(bench.play({ ...full, placement }, correct)).toEqual([]);
  });
});
