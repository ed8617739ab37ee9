import { describe, expect, it } from "vitest";
import { LONG_TIMEOUT, mutantsOf, mutate } from "../../core/mutants.fixture.ts";
import { Random } from "../../core/random.ts";
import { ENTRY_NAMES } from "../../reference/operator.ts";
import { BrokenHarness } from "./broken.ts";
import { HELLO_BYTES, parseHello } from "./hello.ts";

const MUTANTS = mutantsOf(10_000);

const LEAST = { protocol: 1, name: "kernel", elementTypes: ["fp"] };

const WHOLE = {
  protocol: 1,
  name: "my kernel",
  version: "1.2",
  elementTypes: ["hp", "fp"],
  functions: ["hp_nlllossgrad_s", "fp_nlllossgrad_s"],
  platform: "mt7004",
  abilities: ["inputs", "guards", "left", "endings"],
  maxCalls: 16,
  maxBytes: 1048576,
};

const parse = (json: unknown): ReturnType<typeof parseHello> => parseHello(Buffer.from(JSON.stringify(json)));

describe("hello", () => {
  it("is read field by field, other fields aside", () => {
    expect(parse({ ...WHOLE, author: "somebody" })).toEqual({
      name: "my kernel",
      version: "1.2",
      entries: ["fp_nlllossgrad_s", "hp_nlllossgrad_s"],
      platform: "mt7004",
      abilities: new Set(["inputs", "guards", "left", "endings"]),
      maxCalls: 16,
      maxBytes: 1048576,
    });
  });

  it("of the mandatory fields alone has every function of its element types, no ability, and bounds of the protocol", () => {
    expect(parse(LEAST)).toEqual({
      name: "kernel",
      version: "",
      entries: ["fp_nlllossgrad_s", "fp_nlllossgrad_p"],
      platform: null,
      abilities: new Set(),
      maxCalls: 256,
      maxBytes: Number.MAX_SAFE_INTEGER,
    });
    expect(parse({ ...LEAST, elementTypes: ["hp", "fp", "hp"] }).entries).toEqual(ENTRY_NAMES);
  });

  it("takes null for a field that is not there, as serialisers write it", () => {
    const optional = ["version", "functions", "platform", "abilities", "maxCalls", "maxBytes"];
    expect(parse({ ...LEAST, ...Object.fromEntries(optional.map((field) => [field, null])) })).toEqual(parse(LEAST));
  });

  it("asks for no more calls in a batch than the protocol has, and keeps names to a line", () => {
    const { name, maxCalls } = parse({ ...LEAST, name: `two\nlines ${"x".repeat(200)}`, maxCalls: 100000 });
    expect(maxCalls).toBe(256);
    expect(name).toBe(`two lines ${"x".repeat(90)}…`);
  });

  const twoTypes = "hello: expected elementTypes";
  it.each([
    [[], "hello: expected an object; came []"],
    [null, "hello: expected an object; came null"],
    ["hello", 'hello: expected an object; came "hello"'],
    [{}, "hello: expected protocol 1; came nothing"],
    [{ ...LEAST, protocol: 2 }, "hello: expected protocol 1; came 2"],
    [{ ...LEAST, protocol: "1" }, 'hello: expected protocol 1; came "1"'],
    [{ ...LEAST, name: undefined }, "hello: expected name as a string that is not empty; came nothing"],
    [{ ...LEAST, name: " " }, 'hello: expected name as a string that is not empty; came " "'],
    [{ ...LEAST, version: 2 }, "hello: expected version as a string; came 2"],
    [{ ...LEAST, elementTypes: undefined }, `${twoTypes} as a list of fp, hp; came nothing`],
    [{ ...LEAST, elementTypes: "fp" }, `${twoTypes} as a list of fp, hp; came "fp"`],
    [{ ...LEAST, elementTypes: ["fp32"] }, `${twoTypes} as a list of fp, hp; came ["fp32"]`],
    [{ ...LEAST, elementTypes: [] }, `${twoTypes} with fp, hp or both; came []`],
    [
      { ...LEAST, functions: ["hp_nlllossgrad_s"] },
      'hello: expected functions as a list of fp_nlllossgrad_s, fp_nlllossgrad_p; came ["hp_nlllossgrad_s"]',
    ],
    [{ ...LEAST, functions: [] }, "hello: expected functions with one of fp_nlllossgrad_s, fp_nlllossgrad_p at least; came []"],
    [{ ...LEAST, platform: "ft99" }, 'hello: expected platform as ft78ne or mt7004; came "ft99"'],
    [{ ...LEAST, platform: ["mt7004"] }, 'hello: expected platform as ft78ne or mt7004; came ["mt7004"]'],
    [
      { ...LEAST, abilities: ["flying"] },
      'hello: expected abilities as a list of inputs, guards, left, endings; came ["flying"]',
    ],
    [{ ...LEAST, maxCalls: 0 }, "hello: expected maxCalls as a whole number from 1; came 0"],
    [{ ...LEAST, maxCalls: "16" }, 'hello: expected maxCalls as a whole number from 1; came "16"'],
    [{ ...LEAST, maxBytes: 1.5 }, "hello: expected maxBytes as a whole number from 1; came 1.5"],
    [{ ...LEAST, maxBytes: -1 }, "hello: expected maxBytes as a whole number from 1; came -1"],
  ])("names the field, what it should hold and what it holds: %j", (json, message) => {
    expect(() => parse(json)).toThrow(new BrokenHarness(message));
  });

  it.each([
    ["no JSON", Buffer.from("hello, I am a kernel")],
    ["cut JSON", Buffer.from('{"protocol":1')],
    ["nothing", Buffer.alloc(0)],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22])],
  ])("is refused as %s", (_, bytes) => {
    expect(() => parseHello(bytes)).toThrow(BrokenHarness);
    expect(() => parseHello(bytes)).toThrow(/^expected hello as JSON in UTF-8; came (?:SyntaxError|TypeError).*/);
  });

  it("shows no more than the beginning of what came", () => {
    const long = { ...LEAST, elementTypes: ["x".repeat(5000)] };
    expect(() => parse(long)).toThrow(/; came \["x{98}…$/);
  });

  it.each([
    ["in a list", `${"[".repeat(HELLO_BYTES / 2)}${"]".repeat(HELLO_BYTES / 2)}`],
    [
      "in a field",
      `{"protocol":1,"name":"k","elementTypes":${"[".repeat(HELLO_BYTES / 2 - 50)}${"]".repeat(HELLO_BYTES / 2 - 50)}}`,
    ],
  ])("of lists in lists, as deep as its bytes allow, is refused: %s", (_, text) => {
    expect(() => parseHello(Buffer.from(text))).toThrow(
      // By how deep the engine's own JSON goes.
      /^hello: expected .*; came (?:something that is nested too deeply to be shown|\[+…)$/,
    );
    expect(() => parseHello(Buffer.from(text))).toThrow(BrokenHarness);
  });

  it(`that was damaged is refused or read, and nothing else is thrown: ${MUTANTS} mutants`, { timeout: LONG_TIMEOUT }, () => {
    const original = Buffer.from(JSON.stringify(WHOLE));
    const random = new Random();
    let refused = 0;
    for (let k = 0; k < MUTANTS; k++) {
      const mutant = mutate(random.reset(2, 0, k), original);
      try {
        const { entries, maxCalls, maxBytes } = parseHello(mutant);
        expect(entries.every((entry) => ENTRY_NAMES.includes(entry))).toBe(true);
        expect(maxCalls).toBeGreaterThanOrEqual(1);
        expect(maxCalls).toBeLessThanOrEqual(256);
        expect(Number.isSafeInteger(maxBytes) && maxBytes >= 1).toBe(true);
      } catch (error) {
        if (!(error instanceof BrokenHarness)) throw new Error(`mutant ${k}: ${String(error)}`);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(MUTANTS / 2);
    expect(refused).toBeLessThan(MUTANTS);
  });
});
