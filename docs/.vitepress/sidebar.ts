import type { DefaultTheme } from "vitepress";
import { read, siteLink } from "./repository.ts";

/** The groups of a list of pages, such as `docs/index.md`: a heading, and below it `- [title](page)`. */
export function sidebarOf(index: string): DefaultTheme.SidebarItem[] {
  return read(index)
    .split("\n## ")
    .slice(1)
    .map((section) => ({
      text: section.split("\n")[0] as string,
      items: [...section.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)/gm)].map(([, text, link]) => ({
        text: text as string,
        link: siteLink(index, link as string),
      })),
    }));
}
