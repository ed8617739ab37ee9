import type { Certificate, LeftOut, WrongKernel } from "./certificate.ts";
import type { Part, Sighted } from "./judge.ts";

const kill = (property: string, stratum: Sighted["stratum"], cases: number): Sighted => ({
  property,
  clause: "output-extent",
  stratum,
  cases,
});

const wrong = (name: string, kills: readonly Sighted[], change: Partial<WrongKernel> = {}): WrongKernel => ({
  name: `wrong/${name}`,
  defectClass: "state",
  defect: `What is wrong with ${name}.`,
  clauses: ["output-extent"],
  platform: "ft78ne",
  heldOut: false,
  causes: ["no-zero-fill"],
  diagnosis: { finding: "output-extent/x", causes: ["no-zero-fill"] },
  hunts: [{ seed: 7, tier: "smoke", killed: kills.length > 0, cases: 12, seconds: 0.5, kills }],
  leftOut: [],
  ...change,
});

/** Without a part nothing kills. */
const passes = (kind: Part["kind"], name: string): LeftOut => ({ part: { kind, name }, kills: [] });

const A = "every cell is written";
const B = "no input changes";
const STATIC = "a library offers what its platform has";

/** A certificate with one of everything: kills by one and several, a survivor, one accused, one not judged. */
export const CERTIFICATE: Certificate = {
  schema: "nllgrad.certificate/1",
  suite: "1.2.3",
  tier: "gate",
  seeds: [7],
  bail: false,
  seconds: 3.25,
  wrong: [
    wrong("by-both", [kill(A, "small", 900), kill(B, "small", 3), kill(A, "long", 1)]),
    wrong("by-one-property", [kill(B, "small", 2), kill(B, "medium", 40)], {
      ...{ defectClass: "memory", heldOut: true },
      leftOut: [passes("property", B)],
    }),
    wrong("by-one-case", [kill(A, "vast", 1)], {
      leftOut: [{ part: { kind: "property", name: A }, kills: [kill(B, "vast", 1)] }, passes("stratum", "vast")],
    }),
    wrong("without-a-case", [kill(STATIC, null, 1)], { leftOut: [passes("property", STATIC)] }),
    wrong("survivor", [], { diagnosis: { finding: null, causes: [] }, defect: "<b>| Nobody\nsees it.</b>" }),
  ],
  right: [
    {
      name: "right/accused",
      unusual: "Odd.",
      platform: "ft78ne",
      trials: [
        {
          seed: 7,
          cases: 100,
          seconds: 1,
          accusations: ["output-extent/x: <i>never</i> | written"],
          warned: ["subnormals"],
          unexpected: ["subnormals"],
        },
      ],
    },
  ],
  aside: [{ name: "wrong/huge", why: "belongs to the huge tier", needed: false }],
};
