import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Platform } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { sameValue } from "../core/ulp.ts";
import { gradient } from "../reference/gradient.ts";
import { evaluate, isLegalMean, type Variant, variantsOf } from "../reference/mean.ts";
import {
  ENTRIES,
  entryOf,
  type GradientCall,
  type GradientSession,
  MEAN,
  NONE,
  REDUCTION_NAMES,
  REDUCTIONS,
  type Reduction,
} from "../reference/operator.ts";
import { fullMask, PLATFORMS } from "../reference/platforms.ts";
import {
  bytesAround,
  createMemory,
  drawInputs,
  layOut,
  loadBuiltIns,
  poison,
  type Shape,
  servedEntries,
  stored,
  valuesOf,
  withAnyMask,
} from "./call.fixture.ts";

const SEED = 2024;
const KERNELS = await loadBuiltIns();

/** The variant of mean that each description names; the reference rounds the exact value. */
const ORDERS: Readonly<Record<string, string>> = {
  blocked: "A in float",
  threaded: "A in float",
  "hp-rounded": "C in half",
  "hp-rounded-once": "B in float",
  wasm: "B in float",
};

/** Narrow and wide rows, fewer rows than cores, both sides of powers of two, and several blocks of narrow rows. */
function shapes(random: Random): Shape[] {
  const small = Array.from({ length: 40 }, (_, i) => ({ batch: i + 1, classNum: random.between(1, 40) }));
  const flat = Array.from({ length: 40 }, (_, i) => ({ batch: random.between(1, 9), classNum: i + 1 }));
  const powers = [64, 128, 256, 1024].flatMap((power) =>
    [-1, 0, 1].flatMap((off) => [
      { batch: power + off, classNum: random.between(1, 9) },
      { batch: random.between(1, 9), classNum: power + off },
    ]),
  );
  return [
    ...small,
    ...flat,
    ...powers,
    { batch: 1300, classNum: 127 },
    { batch: 1100, classNum: 255 },
    { batch: 2, classNum: 65_537 },
  ];
}

/** The first cell that is wrong, with what it should have been. */
function firstWrongCell(call: GradientCall): string | undefined {
  const { type } = ENTRIES[call.entry];
  const { batch, classNum, labels } = call;
  const format = formatOf(type);
  const reduction = call.reduction as Reduction;
  const [lossGrad, weight, output] = [
    valuesOf(call, call.lossGrad),
    valuesOf(call, call.weight),
    valuesOf(call, call.logitsGrad),
  ];
  const totalWeight = valuesOf(call, call.totalWeight)[0] as number;
  const expected = gradient({ type, batch, classNum, reduction, lossGrad, labels, weight, totalWeight });
  for (let i = 0; i < expected.length; i++) {
    const received = output[i] as number;
    if (sameValue(received, expected[i] as number)) continue;
    const row = Math.floor(i / classNum);
    const label = labels[row] as number;
    const [g, w] = [lossGrad[reduction === NONE ? row : 0] as number, weight[label] as number];
    if (reduction === MEAN && i % classNum === label && isLegalMean(format, g, w, totalWeight, -received)) continue;
    return `row ${row} of ${batch}, class ${i % classNum} of ${classNum}, label ${label}, g ${g}, w ${w}, t ${totalWeight}: ${received}, not ${expected[i]}`;
  }
  return undefined;
}

describe.for(KERNELS.map((kernel) => [kernel.name, kernel] as const))("%s", ([name, kernel]) => {
  const served = Object.values(PLATFORMS).filter((platform) => servedEntries(kernel, platform).length > 0);
  describe.for(served.map((platform): [string, Platform] => [platform.title, platform]))("on %s", ([, platform]) => {
    const entries = servedEntries(kernel, platform);
    const memory = createMemory(kernel, 40);
    let session: GradientSession;
    beforeAll(async () => {
      session = await kernel.open({ platform, memory });
    });
    afterAll(() => session.close());

    const rows = entries.flatMap((entry) =>
      REDUCTIONS.map((reduction) => [entry, REDUCTION_NAMES[reduction], reduction] as const),
    );
    it.for(rows)("%s %s writes the gradient and nothing else, whatever the shape", ([entry, , reduction]) => {
      const random = new Random().reset(SEED, reduction, 0);
      for (const shape of shapes(random)) {
        const call = withAnyMask(layOut(memory, entry, shape, reduction), platform, random);
        drawInputs(call, random);
        const around = bytesAround(call);
        session.call(call);
        expect(firstWrongCell(call), `mask ${call.coreMask}`).toBeUndefined();
        expect(bytesAround(call).equals(around), "bytes around the output").toBe(true);
      }
    });

    it.for(entries.filter((entry) => ENTRIES[entry].storage === "s"))("%s gives the same values for every mask", (entry) => {
      const random = new Random().reset(SEED, 1, 1);
      for (const batch of [1, 3, 21]) {
        const call = layOut(memory, entry, { batch, classNum: 5 }, MEAN);
        drawInputs(call, random);
        session.call(call);
        const expected = Array.from(valuesOf(call, call.logitsGrad));
        for (let coreMask = 1; coreMask <= fullMask(platform); coreMask++) {
          poison(call, NaN);
          session.call({ ...call, coreMask });
          const received = valuesOf(call, call.logitsGrad);
          expect(
            expected.every((value, i) => sameValue(value, received[i] as number)),
            `mask ${coreMask}`,
          ).toBe(true);
        }
      }
    });

    it.for(rows)("%s %s with no rows writes nothing", ([entry, , reduction]) => {
      const call = layOut(memory, entry, { batch: 1, classNum: 3 }, reduction);
      const before = Buffer.from(memory.buffer.slice(0, 4096));
      const none = call.logitsGrad.subarray(0, 0);
      session.call({
        ...call,
        logits: none,
        labels: call.labels.subarray(0, 0),
        lossGrad: reduction === NONE ? none : call.lossGrad,
        logitsGrad: none,
        batch: 0,
      });
      expect(Buffer.from(memory.buffer.slice(0, 4096)).equals(before)).toBe(true);
    });
  });

  const platform = PLATFORMS.mt7004;

  it("rounds the product of every half with a weight", async () => {
    const memory = createMemory(kernel, 12);
    const session = await kernel.open({ platform, memory });
    const call = layOut(memory, "hp_nlllossgrad_p", { batch: 0x10000, classNum: 1 }, NONE);
    call.lossGrad.set(Uint16Array.from(call.lossGrad, (_, bits) => bits));
    for (const weight of [1, 1 / 3, -1027 / 1024, 2 ** -13, 3 * 2 ** -24]) {
      call.weight[0] = stored(call, weight);
      session.call(call);
      expect(firstWrongCell(call)).toBeUndefined();
    }
    await session.close();
  });

  const order = ORDERS[name];
  it.for((order === undefined ? [] : kernel.elementTypes).map((type) => [type] as const))(
    "%s mean is computed in the order that it states",
    async ([type]) => {
      const format = formatOf(type);
      const variant = variantsOf(type).find((candidate) => candidate.name === order) as Variant;
      const memory = createMemory(kernel, 1);
      const session = await kernel.open({ platform, memory });
      const call = layOut(memory, entryOf(type, "s"), { batch: 1, classNum: 1 }, MEAN);
      const random = new Random().reset(SEED, 2, 0);
      for (let i = 0; i < 400; i++) {
        drawInputs(call, random);
        session.call(call);
        const [g, w, t, cell] = [call.lossGrad, call.weight, call.totalWeight, call.logitsGrad].map(
          (view) => valuesOf(call, view)[0] as number,
        ) as [number, number, number, number];
        const expected = -evaluate(format, variant, g, w, t);
        expect(sameValue(cell, expected), `${g} * ${w} / ${t} is ${expected}, not ${cell}`).toBe(true);
      }
      await session.close();
    },
  );
});
