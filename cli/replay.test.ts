import { beforeAll, describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER, zooKernel } from "../adapters/native/kernels.fixture.ts";
import { PLAIN } from "../properties/bench.fixture.ts";
import { encodeToken } from "../properties/token.ts";
import { MEAN, SUM } from "../reference/operator.ts";
import { nllgrad } from "./command.fixture.ts";

/** Two rows of mean, divided by 4. */
const TOKEN = encodeToken({
  platform: "ft78ne",
  alignment: 64,
  plan: {
    kind: "call",
    before: [],
    call: {
      ...PLAIN,
      entry: "fp_nlllossgrad_s",
      batch: 2,
      classNum: 3,
      reduction: MEAN,
      labels: { kind: "explicit", labels: [1, 0] },
      lossGrad: { kind: "explicit", bits: [0x3f800000] },
      lossGradLength: 1,
      weight: { kind: "explicit", bits: [0x40000000, 0x40400000, 0x3f800000] },
      totalWeight: 0x40800000,
    },
    watch: "nothing",
  },
});

/** Three rows whose buffers end at unreadable memory, and are therefore not aligned. */
const EXACT = encodeToken({
  platform: "mt7004",
  alignment: 64,
  plan: {
    kind: "call",
    before: [],
    call: {
      ...PLAIN,
      entry: "fp_nlllossgrad_s",
      batch: 3,
      classNum: 57,
      placement: "exact",
      reduction: SUM,
      labels: { kind: "drawn", labels: "random", seed: 1 },
      lossGrad: { kind: "drawn", values: "ordinary", seed: 2 },
      lossGradLength: 1,
      weight: { kind: "drawn", values: "ordinary", seed: 3 },
    },
    watch: "nothing",
  },
});

describe.skipIf(!HAS_COMPILER)(`nllgrad replay${NEEDS_COMPILER}`, () => {
  let wrong = "";
  beforeAll(() => {
    wrong = zooKernel("wrong/mean-divides-by-batch").path;
  });

  it("explains what a case shows: case, target, place, expected and received; exit 1", async () => {
    const { code, out, err } = await nllgrad(["replay", TOKEN, wrong]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain("2 rows x 3 classes, mean, core_mask 0x3, labels 1, 0");
    expect(out).toContain("wrong-mean-divides-by-batch.so as FT78NE, buffers aligned to 64 bytes");
    expect(out).toContain("✗ reduction-mean   fp_nlllossgrad_s mean");
    expect(out).toContain("row 0, class 1, and 1 more cells");
    expect(out).toContain("expected  -0.75 (0xbf400000)");
    expect(out).toContain("received  -1.5 (0xbfc00000)");
  });

  it("passes on the reference, which is the target if none is named: exit 0", async () => {
    const [named, unnamed] = await Promise.all([nllgrad(["replay", TOKEN, "reference"]), nllgrad(["replay", TOKEN])]);
    expect(named).toMatchObject({ code: 0, err: "" });
    expect(named.out).toContain("✓ passes");
    expect(unnamed).toEqual(named);
  });

  it("does not accuse a kernel that dies of buffers which end at the zone: no kernel is owed that placement", async () => {
    const { path } = zooKernel("right/aligned-to-64-or-bus-error");
    const { code, out } = await nllgrad(["replay", EXACT, path]);
    expect(out).toContain("✓ passes");
    expect(code).toBe(0);
  });

  it("refuses a damaged token in one line: exit 2", async () => {
    const damaged = TOKEN.replace(/.(.{12})$/, (match, rest: string) => (match.startsWith("A") ? `B${rest}` : `A${rest}`));
    const { code, out, err } = await nllgrad(["replay", damaged, wrong]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toBe("nllgrad: token damaged: its checksum is wrong; copy it whole\n");
  });

  it("tells a hang from a crash, within the time that it is given: exit 1", async () => {
    const { path } = zooKernel("wrong/hangs-at-multiples-of-64");
    const plan = {
      kind: "call",
      before: [],
      call: { ...PLAIN, classNum: 64 },
      watch: "nothing",
    } as const;
    const token = encodeToken({ platform: "ft78ne", alignment: 64, plan });
    const { code, out } = await nllgrad(["replay", token, path, "--timeout", "300ms"]);
    expect(code).toBe(1);
    expect(out).toMatch(/✗ terminates .*the call did not return/);
    expect(out).toMatch(/no return within 30\d ms/);
  });
});
