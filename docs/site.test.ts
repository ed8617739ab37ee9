import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

  function links(index: string): string[] {
    return [...read(index).matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => siteLink(index, link as string));
  }
});
