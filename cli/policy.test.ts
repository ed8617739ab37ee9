import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { UsageError } from "./arguments.ts";
import { readPolicy } from "./policy.ts";

let files = 0;
function policyFile(text: string): string {
  const file = join(scratchFolder(), `policy-${++files}.json`);
  writeFileSync(file, text);
  return file;
}

describe("a policy file", () => {
  it.each([
    ["{}", undefined],
    ['{ "call-model": "once" }', { kind: "once" }],
    ['{ "call-model": { "choice": "once" } }', { kind: "once" }],
    ['{ "call-model": "each-core" }', { kind: "each-core", hook: "nllgrad_set_core" }],
    ['{ "call-model": { "choice": "each-core" } }', { kind: "each-core", hook: "nllgrad_set_core" }],
    ['{ "call-model": { "choice": "each-core", "core": "set_core_id" } }', { kind: "each-core", hook: "set_core_id" }],
  ])("declares how kernels are called: %s", (text, model) => {
    expect(readPolicy(policyFile(text))).toEqual({ "call-model": model });
  });

  it.each([
    ["that is not JSON", "{ call-model: once }", /not JSON: /],
    ["that holds no object", '["once"]', /holds no object of choices; known is "call-model"/],
    ["that holds nothing", "null", /holds no object of choices/],
    [
      "with another clause",
      '{ "zero-sign": "ieee" }',
      /takes no choice for "zero-sign"; known is "call-model", .*"once" or "each-core"/,
    ],
    ["with a clause of every object's", '{ "__proto__": "once" }', /takes no choice for "__proto__"; known is/],
    ["with another choice", '{ "call-model": "twice" }', /call-model: "twice" is no choice; known is .*"once" or "each-core"/],
    ["with a choice of another kind", '{ "call-model": ["once"] }', /call-model: \["once"\] is no choice; known is/],
    ["with null for a choice", '{ "call-model": null }', /call-model: null is no choice; known is/],
    ["with an object without a choice", '{ "call-model": { "core": "f" } }', /call-model: has no choice; known is/],
    [
      "with an unknown field",
      '{ "call-model": { "choice": "each-core", "hook": "f" } }',
      /no field "hook"; known are "choice" and "core"/,
    ],
    ["with a core for once", '{ "call-model": { "choice": "once", "core": "f" } }', /"core" goes with each-core alone/],
    [
      "with no name of a function",
      '{ "call-model": { "choice": "each-core", "core": "a b" } }',
      /"core" takes the name of a C function/,
    ],
    ["with an empty name", '{ "call-model": { "choice": "each-core", "core": "" } }', /"core" takes the name/],
    ["with a number for a name", '{ "call-model": { "choice": "each-core", "core": 7 } }', /"core" takes the name/],
  ])("%s is refused with its name and what is known", (_, text, named) => {
    const file = policyFile(text);
    expect(() => readPolicy(file)).toThrow(UsageError);
    expect(() => readPolicy(file)).toThrow(named);
    expect(() => readPolicy(file)).toThrow(`--policy ${file}: `);
  });

  it("is as docs/launch.md shows it", () => {
    const page = readFileSync(new URL("../docs/launch.md", import.meta.url), "utf8");
    const [, whole] = /```json\n(.*?)\n```/s.exec(page) as RegExpExecArray;
    const [, short] = /short: `(.*?)`/.exec(page) as RegExpExecArray;
    expect(readPolicy(policyFile(whole as string))).toEqual({ "call-model": { kind: "each-core", hook: "set_core_id" } });
    expect(readPolicy(policyFile(short as string))).toEqual({ "call-model": { kind: "each-core", hook: "nllgrad_set_core" } });
  });

  it("that cannot be read is refused", () => {
    const folder = join(scratchFolder(), "policies");
    mkdirSync(folder, { recursive: true });
    expect(() => readPolicy(join(folder, "none.json"))).toThrow(/none\.json: cannot be read \(ENOENT\); give the path/);
    expect(() => readPolicy(folder)).toThrow(/cannot be read \(EISDIR\)/);
  });
});
