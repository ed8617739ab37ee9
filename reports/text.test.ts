import { describe, expect, it } from "vitest";
import type { Finding } from "../core/record.ts";
import { BROKEN, FAILING, RIGHT, SHORT, UNWRITTEN } from "./run.fixture.ts";
import { renderFindings, renderFingerprint, renderTable, renderVerdict, type TextStyle } from "./text.ts";

const same = (text: string): string => text;
const PLAIN: TextStyle = { bold: same, dim: same, red: same, green: same, yellow: same };
/** Says what is set off how. */
const MARKED: TextStyle = {
  bold: (text) => `<b>${text}</b>`,
  dim: (text) => `<dim>${text}</dim>`,
  red: (text) => `<red>${text}</red>`,
  green: (text) => `<green>${text}</green>`,
  yellow: (text) => `<yellow>${text}</yellow>`,
};

describe("a run's findings as text", () => {
  it("are warnings first and violations last, each with what, case, why and the command that shows it again", () => {
    expect(renderFindings(FAILING, PLAIN)).toMatchInlineSnapshot(`
      "! mean-accuracy   libmine.so · MT7004 · fp_nlllossgrad_p mean   1 case
        what     a label cell is not what the clause asks: row 0, class 0   expected -0.333333343 (0xbeaaaaab)   received -0.333333373 (0xbeaaaaac)   off by 1 step, relative error 8.9e-8
        case     1 row x 1 class, mean
        again    nllgrad replay n1.AAED ./libmine.so

      ✗ output-extent   libmine.so · MT7004 · hp_nlllossgrad_s none   41 cases; with it off-label-zero
        what     an off-label cell was not written: row 0, class 8   expected 0   received NaN (0x7ebd), the poison: never written
        case     1 row x 9 classes, none, core_mask 0x1, labels first, loss_grad one, weight one
        why      fails 41 of 41 where class_num % 8 != 0, passes 12 of 12 elsewhere
        again    nllgrad replay n1.AAEC ./libmine.so

      ✗ platform-dtypes   libmine.so · MT7004   1 case
        what     the library lacks hp_nlllossgrad_p, which MT7004 has: the library   expected hp_nlllossgrad_p exported   received no such symbol
      "
    `);
  });

  it("are told whole once for each clause and kind of cell, and by name after that, seven at most", () => {
    const alike = ["fp_nlllossgrad_s", "fp_nlllossgrad_p", "hp_nlllossgrad_s", "hp_nlllossgrad_p"].flatMap((entry) =>
      ["sum", "mean"].map(
        (reduction, k): Finding => ({
          ...UNWRITTEN,
          id: `output-extent/${entry}/${reduction}/off-label`,
          entry,
          reduction,
          count: k + 2,
        }),
      ),
    );
    expect(renderFindings({ ...FAILING, violations: alike, warnings: [] }, PLAIN)).toMatchInlineSnapshot(`
      "✗ output-extent   libmine.so · MT7004 · fp_nlllossgrad_s sum   2 cases; with it off-label-zero
        what     an off-label cell was not written: row 0, class 8   expected 0   received NaN (0x7ebd), the poison: never written
        case     1 row x 9 classes, none, core_mask 0x1, labels first, loss_grad one, weight one
        why      fails 41 of 41 where class_num % 8 != 0, passes 12 of 12 elsewhere
        again    nllgrad replay n1.AAEC ./libmine.so
        also     fp_nlllossgrad_s mean (3), fp_nlllossgrad_p sum (2), fp_nlllossgrad_p mean (3), hp_nlllossgrad_s sum (2), hp_nlllossgrad_s mean (3), hp_nlllossgrad_p sum (2) and 1 more
      "
    `);
  });

  it("are nothing where nothing was found", () => {
    expect(renderFindings(RIGHT, PLAIN)).toBe("");
  });

  it("say nothing by colour alone", () => {
    const strip = (text: string): string => text.replace(/<\/?(b|dim|red|green|yellow)>/g, "");
    expect(strip(renderFindings(FAILING, MARKED))).toBe(renderFindings(FAILING, PLAIN));
    expect(strip(renderTable([FAILING, RIGHT, SHORT, BROKEN], MARKED))).toBe(renderTable([FAILING, RIGHT, SHORT, BROKEN], PLAIN));
  });
});

describe("a verdict as text", () => {
  it.each([
    ["fails", FAILING],
    ["conforms", RIGHT],
    ["incomplete", SHORT],
    ["error", BROKEN],
  ])("is one line: %s", (verdict, run) => {
    const line = renderVerdict(run, PLAIN);
    expect(line).not.toContain("\n");
    expect(line).toContain(verdict);
  });

  it("counts violations, warnings, judged clauses, cases and seconds", () => {
    expect(renderVerdict(FAILING, PLAIN)).toMatchInlineSnapshot(
      `"✗ fails   libmine.so · MT7004   1 warning, 2 violations, 1 of 3 judged clauses passed, 1234 cases, 2.3 s"`,
    );
    expect(renderVerdict(SHORT, MARKED)).toMatchInlineSnapshot(
      `"<yellow>? incomplete</yellow>   <b>short</b> · MT7004   <dim>1 of 1 judged clauses passed, 1 case, 2.3 s</dim>"`,
    );
  });

  it("of several runs are aligned", () => {
    expect(`\n${renderTable([FAILING, RIGHT, SHORT, BROKEN], PLAIN)}`).toMatchInlineSnapshot(`
      "
      ✗ fails       libmine.so  MT7004      1234 cases    2 violations    1 warning     2.3 s
      ✓ conforms    reference   MT7004         1 case     0 violations    0 warnings    2.3 s
      ? incomplete  short       MT7004         1 case     0 violations    0 warnings    2.3 s
      ! error       broken      MT7004         0 cases    0 violations    0 warnings    2.3 s"
    `);
  });
});

it("a fingerprint as text is a line for alignment and one for each function", () => {
  expect(renderFingerprint(FAILING, PLAIN)).toMatchInlineSnapshot(`
    "  alignment   needs 16 bytes
      fp_nlllossgrad_p   mean: no single order; subnormals: kept; zeros: +0 off-label; total 0: gives 0
      hp_nlllossgrad_s   mean: A in half or A in float or others; subnormals: flushed to zero; zeros: -0 off-label; total 0: not seen"
  `);
});
