import { describe, expect, it } from "vitest";
import {
  BUFFERS,
  type BufferName,
  ENTRIES,
  ENTRY_NAMES,
  elementTypeOf,
  entryOf,
  MEAN,
  NONE,
  REDUCTION_NAMES,
  SUM,
} from "./operator.ts";
import {
  DOCUMENT_EXAMPLES,
  type DocumentExample,
  entriesOf,
  exampleExtent,
  fullMask,
  PLATFORM_IDS,
  PLATFORMS,
  type PlatformId,
  platformNamed,
  platformOf,
  readPlatform,
  shortName,
} from "./platforms.ts";

describe("the operator", () => {
  it("numbers its reductions as the document's enumeration does: 0 Sum, 1 Mean, 2 None", () => {
    expect([SUM, MEAN, NONE]).toEqual([0, 1, 2]);
    expect([REDUCTION_NAMES[SUM], REDUCTION_NAMES[MEAN], REDUCTION_NAMES[NONE]]).toEqual(["sum", "mean", "none"]);
  });

  it("has the document's four functions", () => {
    expect([...ENTRY_NAMES].sort()).toEqual(["fp_nlllossgrad_p", "fp_nlllossgrad_s", "hp_nlllossgrad_p", "hp_nlllossgrad_s"]);
    for (const name of ENTRY_NAMES) {
      const { type, storage } = ENTRIES[name];
      expect(ENTRIES[name].name).toBe(name);
      expect(entryOf(type, storage)).toBe(name);
      expect(elementTypeOf(name)).toBe(type);
      expect(name).toBe(`${type}_nlllossgrad_${storage}`);
    }
  });

  it("has six buffers, in the order of the prototypes' parameters, the output last", () => {
    expect(BUFFERS).toEqual(["logits", "lossGrad", "labels", "weight", "totalWeight", "logitsGrad"]);
  });
});

describe("platforms", () => {
  it.each([
    ["ft78ne", ["fp"], 8, 0xff, ["fp_nlllossgrad_s", "fp_nlllossgrad_p"]],
    ["mt7004", ["hp", "fp"], 4, 0xf, ["hp_nlllossgrad_s", "hp_nlllossgrad_p", "fp_nlllossgrad_s", "fp_nlllossgrad_p"]],
  ] as const)("%s has the element types, cores and functions that the document gives it", (id, types, cores, mask, entries) => {
    const platform = PLATFORMS[id];
    expect(platform.id).toBe(id);
    expect(platform.elementTypes).toEqual(types);
    expect(platform.cores).toBe(cores);
    expect(platform.alignment).toBe(64);
    expect(fullMask(platform)).toBe(mask);
    expect(entriesOf(platform)).toEqual(entries);
    expect(entriesOf(platform)).toBe(entriesOf(platform));
  });

  it("are two, and tokens carry their places", () => {
    expect(PLATFORM_IDS).toEqual(["ft78ne", "mt7004"]);
  });

  it.each([
    ["FT-M7032:fp:16:128", { title: "FT-M7032", elementTypes: ["fp"], cores: 16, alignment: 128 }, "ft-m7032"],
    ["x:hp+fp:1:4", { title: "x", elementTypes: ["hp", "fp"], cores: 1, alignment: 4 }, "x"],
    ["a.b_c-d:hp:31:4096", { title: "a.b_c-d", elementTypes: ["hp"], cores: 31, alignment: 4096 }, "a.b_c-d"],
  ] as const)("of others are told by their id alone: %s", (id, platform, name) => {
    expect(readPlatform(id)).toEqual({ id, ...platform });
    expect(platformNamed(platform.title, platform)).toBe(id);
    expect(platformOf(id)).toBe(platformOf(id));
    expect(shortName(id)).toBe(name);
  });

  it.each([
    ...[
      "",
      "x",
      "x:fp:4",
      "x:fp:0:64",
      "x:fp:32:64",
      "x:fp:04:64",
      "x:fp:4:48",
      "x:fp:4:2",
      "x:fp:4:8192",
      "x:fp:4:64 ",
      "x:fp:4:64\n",
    ],
    ...[
      "x:dp:4:64",
      "x:fp+hp:4:64",
      "x::4:64",
      ":fp:4:64",
      "1:fp:4:64",
      "a b:fp:4:64",
      "MT7004:fp:4:64",
      `${"x".repeat(33)}:fp:4:64`,
    ],
    ...["toString", "__proto__"],
  ])("are none by another word: %j", (text) => {
    expect(readPlatform(text)).toBeNull();
    expect(() => platformOf(text as PlatformId)).toThrow(`${text}: no platform's id`);
  });

  it("may have as many cores as a mask has bits but the sign", () => {
    expect(fullMask({ ...PLATFORMS.ft78ne, cores: 31 })).toBe(2 ** 31 - 1);
    expect(fullMask({ ...PLATFORMS.ft78ne, cores: 1 })).toBe(1);
  });
});

/** Buffers, the output aside, that lie at least partly in the bytes of `logits`. */
function insideLogits(example: DocumentExample): BufferName[] {
  const { addresses, batch, classNum, reduction } = example;
  const bytes: Readonly<Record<BufferName, number>> = {
    logits: 0,
    lossGrad: 4 * (reduction === NONE ? batch : 1),
    labels: 4 * batch,
    weight: 4 * classNum,
    totalWeight: 4,
    logitsGrad: 4 * batch * classNum,
  };
  const end = addresses.logits + 4 * batch * classNum;
  return BUFFERS.filter((name) => name !== "logits" && addresses[name] < end && addresses[name] + bytes[name] > addresses.logits);
}

describe("the document's examples", () => {
  const [shared, local] = DOCUMENT_EXAMPLES as [DocumentExample, DocumentExample];

  it("call one function of each storage with batch 32 and class_num 1000", () => {
    expect(DOCUMENT_EXAMPLES).toHaveLength(2);
    expect(shared).toMatchObject({ entry: "fp_nlllossgrad_s", batch: 32, classNum: 1000, reduction: 1, coreMask: 0xff });
    expect(local).toMatchObject({ entry: "fp_nlllossgrad_p", batch: 32, classNum: 1000, reduction: 2, coreMask: null });
  });

  it("stand at the document's addresses", () => {
    expect(BUFFERS.map((name) => shared.addresses[name])).toEqual([
      0xa0000000, 0xa0001000, 0xa0002000, 0xa0003000, 0xa0004000, 0xc0000000,
    ]);
    expect(BUFFERS.map((name) => local.addresses[name])).toEqual([
      0x10810000, 0x10820000, 0x10830000, 0x10840000, 0x10850000, 0x10860000,
    ]);
  });

  it("have the small inputs inside logits where storage is shared, and loss_grad where it is private", () => {
    expect(insideLogits(shared)).toEqual(["lossGrad", "labels", "weight", "totalWeight"]);
    expect(insideLogits(local)).toEqual(["lossGrad"]);
  });

  it("extend from logits to the end of the output, rounded up to 64 KiB", () => {
    // 32 * 1000 floats are 128 000 bytes: two times 64 KiB.
    expect(exampleExtent(shared)).toEqual({ low: 0xa0000000, high: 0xc0020000 });
    expect(exampleExtent(local)).toEqual({ low: 0x10810000, high: 0x10880000 });
  });
});
