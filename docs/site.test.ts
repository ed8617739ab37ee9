import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HAS_BROWSER, launchBrowser, NEEDS_BROWSER, troubleOn } from "../reports/html/browser.fixture.ts";
import { pages, read, siteLink } from "./.vitepress/repository.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const VITEPRESS = join(ROOT, "node_modules/vitepress/bin/vitepress.js");

describe("the site", () => {
  const folder = mkdtempSync(join(tmpdir(), "nllgrad-site-"));
  const html = new Map<string, string>();

  // A link to a page that is not there ends the build.
  beforeAll(() => {
    execFileSync(process.execPath, [VITEPRESS, "build", "docs", "--outDir", folder], { cwd: ROOT, stdio: "pipe" });
    for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (path.endsWith(".html") && path !== "404.html") html.set(`/${path}`, readFileSync(join(folder, path), "utf8"));
    }
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("has a page for each file of docs/, and its lists name each of them", () => {
    const listed = new Set(["docs/index.md", "docs/zh/index.md"].flatMap((index) => links(index)));
    for (const page of pages()) {
      const path = page.slice("docs/".length);
      expect([...html.keys()]).toContain(`/${path.replace(/md$/, "html")}`);
      if (!page.endsWith("/index.md")) expect(listed, page).toContain(`/${path}`);
    }
  });

  it("has what its links lead to, down to the heading", () => {
    const dead: string[] = [];
    for (const [page, text] of html) {
      for (const [, link] of text.matchAll(/<a [^>]*?href="(?!https?:)([^"]*)"/g)) {
        const [path, anchor] = (link as string).split("#") as [string, string?];
        const target = path === "" ? page : decodeURI(path).replace(/\/$/, "/index.html");
        const there = html.get(target);
        const id = anchor && `id="${decodeURIComponent(anchor)}"`;
        if (there === undefined || (id && !there.includes(id))) dead.push(`${page}: ${link}`);
      }
    }
    expect(html.size).toBeGreaterThan(40);
    expect(dead).toEqual([]);
  });

  it("asks for nothing from elsewhere", () => {
    for (const [page, text] of html) {
      const [head] = text.split("</head>") as [string];
      const loaded = [
        ...head.matchAll(/<link [^>]*href="([^"]*)"/g),
        ...text.matchAll(/<(?:script|img|iframe)\b[^>]* src="([^"]*)"/g),
      ];
      expect(
        loaded.map(([, link]) => link as string).filter((link) => /^(\w+:)?\/\//.test(link)),
        page,
      ).toEqual([]);
    }
    const styles = readdirSync(join(folder, "assets")).filter((name) => name.endsWith(".css"));
    for (const name of styles) expect(readFileSync(join(folder, "assets", name), "utf8")).not.toMatch(/url\(["']?(https?:)?\/\//);
    expect(existsSync(join(folder, "index.html"))).toBe(true);
  });

  it.skipIf(!HAS_BROWSER)(
    `is read, searched and changed to Chinese in a browser${NEEDS_BROWSER}`,
    { timeout: 120_000 },
    async () => {
      const server = await serve(folder);
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage();
        const broken = troubleOn(page, origin);
        await page.goto(origin);
        await page.locator(".VPSidebar a[href$='start.html']").first().click();
        await page.waitForURL("**/start.html");
        expect(await page.locator("h1").first().innerText()).toContain("minutes");
        await page.locator(".VPNavBarSearch button").first().click();
        await page.locator("#localsearch-input").fill("subnormal");
        const found = page.locator("#localsearch-list a").first();
        await found.waitFor();
        expect((await found.innerText()).toLowerCase()).toContain("subnormal");
        await page.keyboard.press("Escape");
        await page.goto(`${origin}zh/start.html`);
        expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
        expect(await page.locator("h1").first().innerText()).toMatch(/\p{Script=Han}/u);
        expect(broken).toEqual([]);
      } finally {
        await browser.close();
        server.closeAllConnections();
        server.close();
      }
    },
  );

  function links(index: string): string[] {
    return [...read(index).matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => siteLink(index, link as string));
  }
});

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  woff2: "font/woff2",
};

/** Serves the files of a folder on a free port of this machine. */
async function serve(folder: string): Promise<Server> {
  const server = createServer(({ url = "/" }, response) => {
    const path = decodeURI(new URL(url, "http://localhost").pathname).replace(/\/$/, "/index.html");
    const file = join(folder, path);
    if (!existsSync(file)) return response.writeHead(404).end();
    return response
      .writeHead(200, { "content-type": TYPES[path.split(".").at(-1) as string] ?? "text/plain" })
      .end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
