import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, posix } from "node:path";

const ROOT = new URL("../../", import.meta.url);

/** How files that pages link to are coloured; others are shown plain. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ".c": "c",
  ".h": "c",
  ".json": "json",
  ".py": "python",
  ".ts": "ts",
  ".yml": "yaml",
};

/** The text of a file of the repository. */
export function read(path: string): string {
  return readFileSync(new URL(path, ROOT), "utf8");
}

/** The pages of the site that are files of `docs/`, by their paths in the repository. */
export function pages(): string[] {
  return readdirSync(new URL("docs/", ROOT), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && !/^(\.vitepress|files)\b/.test(path))
    .map((path) => `docs/${path.replaceAll("\\", "/")}`);
}

/** Where a page of the site comes from: a path in the repository. */
export function sourceOf(page: string): string {
  const file = /^files\/(.*)\.md$/.exec(page)?.[1];
  if (file === undefined) return `docs/${page}`;
  return existsSync(new URL(file, ROOT)) ? file : `${file}.md`;
}

/** Where on the site a link leads that stands in a file of the repository; as it is, if the repository is not meant. */
export function siteLink(source: string, link: string): string {
  const hash = link.indexOf("#");
  const [path, anchor] = hash < 0 ? [link, ""] : [link.slice(0, hash), link.slice(hash)];
  if (path === "" || path.startsWith("/") || /^\w+:/.test(path)) return link;
  const target = posix.join(posix.dirname(source), path);
  const isMarkdown = target.endsWith(".md");
  if (isMarkdown && target.startsWith("docs/")) return `/${target.slice("docs/".length)}${anchor}`;
  return `/files/${isMarkdown ? target : `${target}.md`}${anchor}`;
}

/**
 * The files outside of the site's own pages that these link to, straight or by way of each other: each becomes a page itself, so that
 * the site is whole without the repository.
 */
export function linkedFiles(): string[] {
  const found = new Set<string>();
  const waiting = pages();
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    for (const [, link] of read(source).matchAll(/\]\(([^)\s]+)\)/g)) {
      const page = /^\/(files\/[^#]*)/.exec(siteLink(source, link as string))?.[1];
      const file = page && sourceOf(page);
      if (file === undefined || found.has(file)) continue;
      found.add(file);
      if (file.endsWith(".md")) waiting.push(file);
    }
  }
  return [...found].sort();
}

/** A file of the repository as Markdown: as it is, if it is that, or in a fence; of a folder, what is in it. */
export function asMarkdown(path: string): string {
  const place = new URL(path, ROOT);
  const text = statSync(place).isDirectory() ? readdirSync(place).join("\n") : read(path);
  if (path.endsWith(".md")) return text;
  return `# ${path}\n\n\`\`\`\`${LANGUAGES[extname(path)] ?? "text"}\n${text}\n\`\`\`\`\n`;
}
