import { beforeAll, describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER } from "../../adapters/native/kernels.fixture.ts";
import { LONG_TIMEOUT, mutantsOf, mutateJson } from "../../core/mutants.fixture.ts";
import { Random } from "../../core/random.ts";
import { Stream } from "../../properties/strata.ts";
import { encodeToken } from "../../properties/token.ts";
import { platformOf } from "../../reference/platforms.ts";
import type { Target } from "../../runner/protocol.ts";
import { emptySwath, mergeSwath } from "../../runner/swath.ts";
import { kernelOfFourFaults } from "../campaign.fixture.ts";
import { type Configuration, digestOf, STREAM_VERSION } from "../configuration.ts";
import { kernelDigest } from "../kernel-digest.ts";
import { localRunner } from "../local.ts";
import { unpackSwath } from "../packed.ts";
import { type ShardDescription, type ShardResult, shardsOfEpoch } from "../shard.ts";
import { MalformedMessage } from "./problem.ts";
import { readResult, writeResult } from "./result-message.ts";
import { readShard } from "./shard-message.ts";

/** What somebody may put in the place of anything. 1e400 is what JSON has for infinity. */
const HOSTILE = [
  "-1",
  "1e400",
  "0.5",
  '"\\u001b[2J"',
  `"${"x".repeat(5000)}"`,
  "null",
  "{}",
  "[]",
  "true",
  '{"__proto__":{"a":1}}',
];

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The message with each of its parts in turn replaced; of lists the first three items. */
function* disturbed(value: Json, rest: (text: string) => string = (text) => text): Generator<string> {
  for (const hostile of HOSTILE) yield rest(hostile);
  if (typeof value !== "object" || value === null) return;
  const isList = Array.isArray(value);
  for (const name of Object.keys(value).slice(0, isList ? 3 : undefined)) {
    const inside = (text: string): string => {
      const marked = JSON.stringify(
        isList ? value.map((item, k) => (String(k) === name ? "@here@" : item)) : { ...value, [name]: "@here@" },
      );
      return rest(marked.replace('"@here@"', () => text));
    };
    yield* disturbed((value as { readonly [name: string]: Json })[name] as Json, inside);
  }
}

const SERVING = { suite: "0.0.0", kernel: "k" };
const CONFIGURATION: Configuration = {
  ...SERVING,
  stream: STREAM_VERSION,
  platform: "ft78ne",
  seed: 1,
  alignment: 64,
  timeout: 2000,
  epoch: { shards: 1, plans: 400, doublings: 0 },
};
const REACHED = encodeToken({
  platform: "ft78ne",
  alignment: 64,
  plan: new Stream(7, platformOf("ft78ne")).draw("small", 3),
});
const STEERED = {
  near: [{ entry: "fp_nlllossgrad_s", g: 1, w: 2, t: 4294967295 }],
  reached: { small: [REACHED], medium: [], long: [] },
} as const;

describe("a shard that comes out of a queue", () => {
  const [shard] = shardsOfEpoch(CONFIGURATION, "native", 3, STEERED) as [ShardDescription];
  const text = JSON.stringify(shard);

  it("is what went in", () => {
    expect(readShard(JSON.parse(text), SERVING)).toEqual(shard);
  });

  it("is refused with a reason if anything in it was changed", () => {
    let count = 0;
    for (const changed of disturbed(JSON.parse(text) as Json)) {
      if (JSON.stringify(JSON.parse(changed)) === text) continue;
      expect(() => readShard(JSON.parse(changed), SERVING), changed.slice(0, 300)).toThrow(MalformedMessage);
      count++;
    }
    expect(count).toBeGreaterThan(200);
  });

  it.each<[object, RegExp]>([
    [{ suite: "9.9.9" }, /^the shard is of version "9\.9\.9" of the suite, and this worker of 0\.0\.0$/],
    [{ stream: STREAM_VERSION + 1 }, /stream of cases/],
    [{ kernel: "other" }, /is of another kernel/],
    [{ alignment: 48 }, /aligns buffers to 48 bytes/],
    [{ timeout: 1e9 }, /gives a call 1000000000 ms/],
    [{ epoch: { shards: 1, plans: 500, doublings: 0 } }, /^the shard has 400 plans, where its campaign's have 500$/],
  ])("is refused if it is well named, but of %j", (change, reason) => {
    const configuration = { ...CONFIGURATION, ...change };
    const [other] = shardsOfEpoch({ ...configuration, epoch: CONFIGURATION.epoch }, "native", 3, STEERED) as [ShardDescription];
    expect(() => readShard({ ...other, configuration }, SERVING)).toThrow(reason);
  });
});

describe("a shard that somebody made up, well named", () => {
  const [shard] = shardsOfEpoch(CONFIGURATION, "native", 3, STEERED) as [ShardDescription];
  const MUTANTS = mutantsOf(5000);

  it(`is refused with a reason, or has plans that can be drawn: ${MUTANTS} mutants`, { timeout: LONG_TIMEOUT }, () => {
    const random = new Random();
    const { name: _, ...described } = shard;
    let refused = 0;
    for (let k = 0; k < MUTANTS; k++) {
      const changed = mutateJson(random.reset(4, 0, k), described) as object;
      const message: unknown = { name: digestOf(changed), ...changed };
      try {
        const { pieces, steering, configuration } = readShard(JSON.parse(JSON.stringify(message)), SERVING);
        const platform = platformOf(configuration.platform);
        for (const { stratum, from, to } of pieces)
          if (to > from) new Stream(configuration.seed, platform, steering).draw(stratum, from);
      } catch (error) {
        if (!(error instanceof MalformedMessage)) throw new Error(`mutant ${k}: ${String(error)}`);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(MUTANTS / 2);
    expect(refused).toBeLessThan(MUTANTS);
  });
});

describe.skipIf(!HAS_COMPILER)(`a result that comes out of a queue${NEEDS_COMPILER}`, () => {
  let shard: ShardDescription;
  let result: ShardResult;
  let text: string;

  beforeAll(async () => {
    const target: Target = { kind: "library", path: kernelOfFourFaults(), symbols: {} };
    const kernel = kernelDigest(target, "0.0.0");
    [shard] = shardsOfEpoch({ ...CONFIGURATION, kernel }, "native", 0, STEERED) as [ShardDescription];
    const runner = localRunner(target, kernel, 1);
    result = await runner.run(shard, () => {});
    await runner.end();
    text = JSON.stringify(writeResult(result, shard.configuration));
  }, 60_000);

  it("is what went in", () => {
    expect(result.swath.buckets.length).toBeGreaterThan(2);
    expect(readResult(text, shard)).toEqual(JSON.parse(JSON.stringify(result)));
  });

  it("is refused with a reason, or read as plain data of the same kind, whatever was changed in it", () => {
    let refused = 0;
    for (const changed of disturbed(JSON.parse(text) as Json)) {
      try {
        const read = readResult(changed, shard);
        // Control characters of others are not for a terminal.
        for (const { violation } of read.swath.buckets) expect(JSON.stringify(violation)).not.toContain("u001b");
        expect(({} as { a?: unknown }).a).toBeUndefined();
      } catch (error) {
        expect(error, changed.slice(0, 300)).toBeInstanceOf(MalformedMessage);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });

  const MUTANTS = mutantsOf(1000, 20_000);
  it(`is refused with a reason, or merges into an epoch: ${MUTANTS} mutants`, { timeout: LONG_TIMEOUT }, () => {
    const random = new Random();
    let refused = 0;
    for (let k = 0; k < MUTANTS; k++) {
      const { name, swath } = JSON.parse(text) as { readonly name: string; readonly swath: unknown };
      const changed = JSON.stringify({ name, swath: mutateJson(random.reset(5, 0, k), swath) });
      try {
        mergeSwath(emptySwath(), unpackSwath(readResult(changed, shard).swath), () => false);
      } catch (error) {
        if (!(error instanceof MalformedMessage)) throw new Error(`mutant ${k}: ${String(error)}`);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(MUTANTS / 4);
    expect(refused).toBeLessThan(MUTANTS);
  });

  it("is refused if it is of another shard, did not end, holds more than the shard, or is nested without end", () => {
    const other = { ...shard, name: "0".repeat(64) };
    expect(() => readResult(text, other)).toThrow("the result is of another shard");
    const { swath } = JSON.parse(text) as { swath: object };
    const changed = (change: object): string => JSON.stringify({ name: shard.name, swath: { ...swath, ...change } });
    expect(() => readResult(changed({ finished: 0 }), shard)).toThrow("the result is of a shard that did not end");
    expect(() => readResult(changed({ plans: [["small", 401]] }), shard)).toThrow(/has 401 plans of small/);
    expect(() =>
      readResult(
        changed({
          plans: [
            ["small", 1],
            ["small", 1],
          ],
        }),
        shard,
      ),
    ).toThrow(/of a stratum twice/);
    expect(() => readResult(`{"name":"${shard.name}","swath":${"[".repeat(2 ** 20)}${"]".repeat(2 ** 20)}}`, shard)).toThrow(
      MalformedMessage,
    );
    expect(() => readResult("", shard)).toThrow(/^the result cannot be read/);
  });
});
