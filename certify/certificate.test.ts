import { describe, expect, it } from "vitest";
import { CERTIFICATE } from "./certificate.fixture.ts";
import { accusedOf, killersOf, strataOf, survivorsOf, type WrongKernel } from "./certificate.ts";
import { htmlOf } from "./html.ts";
import { loneParts, pillarsOf, restsByClass } from "./leave-one-out.ts";
import { markdownOf } from "./markdown.ts";
import { renderCertificate, renderLeaveOneOut } from "./text.ts";

const plain = { bold: same, dim: same, red: same, green: same, yellow: same };
function same(text: string): string {
  return text;
}

describe("a certificate", () => {
  it("knows who survived, who is accused, and what killed, most cases first", () => {
    expect(survivorsOf(CERTIFICATE).map(({ name }) => name)).toEqual(["wrong/survivor"]);
    expect(accusedOf(CERTIFICATE).map(({ name }) => name)).toEqual(["right/accused"]);
    const [both] = CERTIFICATE.wrong as [WrongKernel];
    expect(killersOf(both)).toEqual(["every cell is written", "no input changes"]);
    expect(strataOf(both)).toEqual(["small", "long"]);
  });

  it("counts a kernel as a survivor that one of its seeds did not find", () => {
    const [kernel] = CERTIFICATE.wrong as [WrongKernel];
    const [hunt] = kernel.hunts as [WrongKernel["hunts"][number]];
    const twice = { ...CERTIFICATE, wrong: [{ ...kernel, hunts: [hunt, { ...hunt, seed: 8, killed: false }] }] };
    expect(survivorsOf(twice)).toHaveLength(1);
    expect(renderCertificate({ ...twice, seeds: [7, 8] }, plain)).toContain("✗ wrong/by-both   survives under seed 8");
  });
});

describe("left out one at a time", () => {
  it("a property or stratum is held against the kernels that nothing else kills", () => {
    const pillars = pillarsOf(CERTIFICATE).map(({ kind, name, kernels }) => [kind, name, kernels.map((kernel) => kernel.name)]);
    expect(pillars).toEqual([
      ["property", "a library offers what its platform has", ["wrong/without-a-case"]],
      ["property", "no input changes", ["wrong/by-one-property"]],
      ["stratum", "vast", ["wrong/by-one-case"]],
    ]);
  });

  it("what is alone in what it found is tried without: a property, a stratum, but not what no case showed", () => {
    const lone = CERTIFICATE.wrong.map((kernel) => loneParts(kernel).map(({ kind, name }) => `${kind} ${name}`));
    expect(lone).toEqual([
      [],
      ["property no input changes"],
      ["property every cell is written", "stratum vast"],
      ["property a library offers what its platform has"],
      [],
    ]);
  });

  it("is told only if it was tried", () => {
    expect(markdownOf(CERTIFICATE)).toContain("| stratum | vast | by-one-case |");
    const untried = { ...CERTIFICATE, wrong: CERTIFICATE.wrong.map((kernel) => ({ ...kernel, leftOut: null })) };
    expect(markdownOf(untried)).not.toContain("Left out");
    expect(htmlOf(untried)).not.toContain("Left out");
  });

  it("classes of defects are counted, survivors not among them", () => {
    expect(restsByClass(CERTIFICATE)).toEqual([
      { defectClass: "memory", kernels: 1, onOneProperty: 1, onOneStratum: 0 },
      { defectClass: "state", kernels: 3, onOneProperty: 1, onOneStratum: 1 },
    ]);
    expect(renderLeaveOneOut(CERTIFICATE, plain)).toContain("1  without the stratum vast   by-one-case");
  });
});

describe("a certificate as text", () => {
  it("names survivors, accused and what was not judged first, and ends with the sum", () => {
    const lines = renderCertificate(CERTIFICATE, plain).split("\n");
    expect(lines[0]).toBe("✗ wrong/survivor   survives   output-extent");
    expect(lines.join("\n")).toContain("✗ right/accused   accused under seed 7: output-extent/x");
    expect(lines.join("\n")).toContain("! right/accused   warned of subnormals, which its header does not name");
    expect(lines.join("\n")).toContain("- wrong/huge   not judged: belongs to the huge tier");
    expect(lines.at(-3)).toBe("✗ 4 of 5 hunts of 5 wrong kernels end in a kill, 1 of 1 right kernels accused in 1 trials");
  });
});

describe("a certificate as a page", () => {
  it("has a row for every kernel, as Markdown, and text of others is never markup", () => {
    const page = markdownOf(CERTIFICATE);
    for (const { name } of CERTIFICATE.wrong) expect(page).toContain(`\n| ${name.slice(6)}`);
    expect(page).toContain(
      "| by-one-property (held out) | memory | output-extent | no input changes | medium, small | smoke | 12 | 0.5 |",
    );
    expect(page).toContain("| accused | output-extent/x: \\<i\\>never\\</i\\> \\| written | subnormals |");
  });

  it("has a row for every kernel, as HTML that loads nothing, and text of others is never markup", () => {
    const page = htmlOf(CERTIFICATE);
    for (const { name } of CERTIFICATE.wrong) expect(page).toContain(`>${name.slice(6)}`);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/https?:|<script|<i>|<b>\| Nobody/);
    expect(page.match(/◆/g)).toHaveLength(4);
  });
});
