import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunRecord } from "../../core/record.ts";
import { HAS_BROWSER, NEEDS_BROWSER, ReportBrowser } from "./browser.fixture.ts";
import { COMPARED, HOSTILE, manyFindings, recordWith, WHOLE } from "./report.fixture.ts";

const FIRST = "#libmine.so/MT7004/output-extent/hp_nlllossgrad_s/none/off-label";

const visibleFindings = (page: Page): Promise<number> => page.locator("details.finding:visible").count();

describe.skipIf(!HAS_BROWSER)(`a report in a browser${NEEDS_BROWSER}`, () => {
  let browser: ReportBrowser;
  const open = (record: RunRecord, options: Parameters<ReportBrowser["open"]>[1] = {}) => browser.open(record, options);
  beforeAll(async () => {
    browser = await ReportBrowser.launch();
  }, 60_000);
  afterAll(() => browser?.close());

  it("starts without an error, within its policy, and asks nothing of any network", async () => {
    const { page, broken } = await open(COMPARED);
    for (const summary of await page.locator("details.finding > summary").all()) await summary.click();
    await expect.poll(() => page.locator("details.finding .body").count()).toBe(await page.locator("details.finding").count());
    expect(broken).toEqual([]);
    expect(await page.title()).toBe("2 implementations · NLLLossGrad conformance");
  });

  it("runs no script but its own: what is added to it stays text", async () => {
    const { page } = await open(COMPARED);
    await page.evaluate(`{
      const script = document.createElement("script");
      script.textContent = "document.title = 'broken into'";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=\\"document.title='broken into'\\">");
    }`);
    await page.waitForTimeout(50);
    expect(await page.title()).not.toContain("broken into");
  });

  it("shows a kernel's name as text, whatever it is", async () => {
    const run = {
      ...WHOLE,
      target: HOSTILE,
      place: HOSTILE,
      notes: [HOSTILE],
      violations: WHOLE.violations.map((finding) => ({ ...finding, message: HOSTILE, why: [HOSTILE], received: HOSTILE })),
    };
    const { page, broken } = await open(recordWith(run));
    await page.locator("details.finding > summary").first().click();
    await page.locator("details.finding[open] .body").waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("h1").innerText()).toBe(`<img src=x onerror="document.title='broken into'">\\u{202e}gnp.exe`);
    expect(await page.locator("h1 .unseen").innerText()).toBe("\\u{202e}");
    expect(await page.locator("body").innerText()).not.toContain("\u202e");
    expect(broken).toEqual([]);
  });

  it("opens a finding by a click, and draws its case: label cells, off-label cells, what was never written, guards", async () => {
    const { page } = await open(COMPARED);
    const finding = page.locator("details.finding").first();
    expect(await finding.locator(".body").isVisible()).toBe(false);
    await finding.locator("summary").click();
    await finding.locator(".body").waitFor();
    expect(await finding.locator("td.label.right").allInnerTexts()).toEqual(["-2\nc000", "-4\nc400"]);
    expect(await finding.locator("td.found.unwritten").innerText()).toBe("✗ NaN\n7ebd\n≠ 0");
    expect(await finding.locator("td.off.right").allInnerTexts()).toEqual(["0", "-0\n8000", "0"]);
    expect(await finding.locator("td.formula").first().innerText()).toBe("-1 × 2 = -2 c000");
    expect(await finding.locator(".guards .broken").allInnerTexts()).toEqual(["3c00"]);
    expect(await finding.locator("dd").allInnerTexts()).toContain("NaN (0x7ebd), the poison: never written");
  });

  it("filters findings by what they are, searches their texts, and says how many are left", async () => {
    const { page } = await open(recordWith(manyFindings(30)));
    const output = page.locator(".filters output");
    expect(await output.innerText()).toBe("31 findings");
    await page.locator('select[data-filter="clause"]').selectOption("clause-3");
    expect(await visibleFindings(page)).toBe(4);
    expect(await output.innerText()).toBe("4 findings of 31");
    await page.locator("input[type=search]").fill("Every CELL off-label-10");
    expect(await page.locator("details.finding .count").allInnerTexts()).toEqual(["10 cases"]);
    await page.locator("button[type=reset]").click();
    await expect.poll(() => visibleFindings(page)).toBe(31);
    await page.locator('select[data-filter="level"]').selectOption("warning");
    expect(await page.locator("details.finding .clause").allInnerTexts()).toEqual(["mean-accuracy"]);
  });

  it("leads a link to its finding, opens it, and lets go of filters that hide it", async () => {
    const { page } = await open(COMPARED, { hash: FIRST });
    const finding = page.locator("details.finding[open]");
    expect(await finding.locator(".clause").innerText()).toBe("output-extent");
    await page.locator('select[data-filter="level"]').selectOption("warning");
    await page.locator("table.clauses a").first().click();
    await expect.poll(() => page.locator("details.finding[open] .clause").allInnerTexts()).toEqual(["output-extent"]);
    expect(new URL(page.url()).hash).toBe(FIRST);
  });

  it("copies the command that runs a case again", async () => {
    const { page } = await open(COMPARED, { hash: FIRST });
    // The old way to copy is what a file is left with where the clipboard is refused.
    await page.evaluate(`{
      document.addEventListener("copy", () => { document.body.dataset.copied = document.activeElement.value; });
      Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new Error("refused")) } });
    }`);
    await page.locator("details.finding[open] button.copy").click();
    await expect.poll(() => page.locator("button.copy").first().innerText()).toBe("Copied");
    expect(await page.evaluate("document.body.dataset.copied")).toBe("nllgrad replay n1.AAEC ./libmine.so");
  });

  it("is worked by keys alone: search, next, open, copy, clear", async () => {
    const { page } = await open(COMPARED);
    await page.evaluate(`{
      const writeText = async (text) => { document.body.dataset.copied = text; };
      Object.defineProperty(navigator, "clipboard", { value: { writeText } });
    }`);
    await page.keyboard.press("/");
    await page.keyboard.type("mean-accuracy");
    expect(await visibleFindings(page)).toBe(1);
    await page.keyboard.press("Escape");
    await expect.poll(() => visibleFindings(page)).toBe(2);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    expect(await page.locator("details.finding[open] .clause").allInnerTexts()).toEqual(["mean-accuracy"]);
    await page.keyboard.press("k");
    await page.keyboard.press("c");
    await expect.poll(() => page.evaluate("document.body.dataset.copied")).toBe("nllgrad replay n1.AAEC ./libmine.so");
  });

  it("has the colours that the system asks for, until the reader chooses others", async () => {
    const { page } = await open(COMPARED, { colorScheme: "dark" });
    const background = (): Promise<string> => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const dark = await background();
    await page.locator("#theme").click();
    const light = await background();
    expect(light).not.toBe(dark);
    expect(await page.locator("#theme").innerText()).toBe("◐ light");
    await page.locator("#theme").click();
    expect(await background()).toBe(dark);
  });

  it("tells statuses apart without colours: by signs, with words for who hears them", async () => {
    const { page } = await open(COMPARED);
    const row = page.locator("table.clauses tr", { hasText: "output-extent" });
    expect(await row.locator("td").first().innerText()).toMatch(/^✗/);
    expect(await row.locator("td").first().locator(".words").textContent()).toBe("failed");
    expect(await row.locator("td").nth(1).innerText()).toMatch(/^·/);
  });

  it("shows each clause by element type and reduction when asked: not judged is told apart from passed", async () => {
    const { page } = await open(COMPARED);
    const parts = page.locator("table.clauses tr", { hasText: "output-extent" }).locator("td").first().locator(".parts");
    expect(await parts.isVisible()).toBe(false);
    await page.locator("#parted").check();
    expect((await parts.innerText()).replace(/\s+/g, " ")).toBe("fp ✓ · ✓ hp · · ✗");
    await page.locator("#broken").check();
    expect(await page.locator("table.clauses tbody th[scope=row]:visible").allInnerTexts()).toEqual([
      "output-extent",
      "mean-accuracy",
    ]);
  });

  it("prints all that is folded away, on white, without what only a screen has", async () => {
    const { page } = await open(COMPARED, { colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator("nav").isVisible()).toBe(false);
    expect(await page.locator(".finding .body:visible").count()).toBe(2);
    expect(await page.locator("#statistics table:visible").count()).toBeGreaterThan(0);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    expect(await page.evaluate("getComputedStyle(document.body).colorScheme")).toBe("light");
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator("details.finding[open]").count()).toBe(0);
  });

  it.each([360, 768, 1600])("fits a page %d pixels wide: what is wider scrolls by itself", async (width) => {
    const { page } = await open(COMPARED, { viewport: { width, height: 900 } });
    await page.locator("details.finding > summary").first().click();
    await page.locator("details.finding[open] .body").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
  });

  it("carries ten thousand findings, of which it draws what is looked at", async () => {
    const { page, broken } = await open(recordWith(manyFindings(10_000)));
    const drawn = await page.locator("details.finding").count();
    expect(drawn).toBeGreaterThan(20);
    expect(drawn).toBeLessThan(1000);
    expect(await page.locator(".filters output").innerText()).toBe("10\u202f001 findings");
    await page.locator("input[type=search]").fill("off-label-9876");
    expect(await page.locator("details.finding .count").allInnerTexts()).toEqual(["9\u202f876 cases"]);
    await page.locator("details.finding > summary").click();
    await page.locator("details.finding .case").waitFor();
    await page.locator("input[type=search]").fill("");
    await page.locator("details.finding").last().scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator("details.finding").count()).toBeGreaterThan(drawn);
    expect(broken).toEqual([]);
  });

  it("can be read without its script: verdicts, clauses, and the first findings", async () => {
    const { page } = await open(COMPARED, { javaScriptEnabled: false });
    expect(await page.locator("td.verdict").allInnerTexts()).toEqual(["✗ fails", "✓ conforms"]);
    await page.locator("details.finding > summary").first().click();
    expect(await page.locator("details.finding .case").first().isVisible()).toBe(true);
  });
});
