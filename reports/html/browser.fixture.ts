import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { RunRecord } from "../../core/record.ts";
import { htmlReport } from "./report.ts";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const PROGRAM = PROGRAMS.find((path) => existsSync(path));

export const HAS_BROWSER: boolean = PROGRAM !== undefined;
export const NEEDS_BROWSER: string = HAS_BROWSER ? "" : " (skipped: no Chromium in /usr/bin)";

/** As root it has no sandbox; without the rest it looks for hosts on the network. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a browser that nobody sees. */
export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath: PROGRAM as string, args: FLAGS });

/** What goes wrong on a page from here on: errors, warnings, and requests that lead elsewhere than to addresses that begin so. */
export function troubleOn(page: Page, own: string): string[] {
  const broken: string[] = [];
  page.on("pageerror", (error) => broken.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") broken.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(own)) broken.push(`asked for ${request.url()}`);
  });
  return broken;
}

/** A browser that opens reports as users do: as files. */
export class ReportBrowser {
  private readonly browser: Browser;
  private readonly folder = mkdtempSync(join(tmpdir(), "nllgrad-report-"));

  private constructor(browser: Browser) {
    this.browser = browser;
  }

  static async launch(): Promise<ReportBrowser> {
    return new ReportBrowser(await launchBrowser());
  }

  /** Opens a record's report, once its script has started; `broken` gathers errors, and whatever the page asked of a network. */
  async open(
    record: RunRecord,
    options: BrowserContextOptions & { readonly hash?: string } = {},
  ): Promise<{ readonly page: Page; readonly broken: string[] }> {
    const file = join(this.folder, "report.html");
    writeFileSync(file, htmlReport(record));
    const { hash = "", ...context } = options;
    const page = await (await this.browser.newContext(context)).newPage();
    const broken = troubleOn(page, "file:");
    await page.goto(pathToFileURL(file).href + hash);
    if (context.javaScriptEnabled !== false) await page.waitForSelector("html[data-ready]", { state: "attached" });
    return { page, broken };
  }

  async close(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true });
  }
}
