import { defineConfig, type UserConfig } from "vitepress";
import { siteLink, sourceOf } from "./repository.ts";
import { sidebarOf } from "./sidebar.ts";

/** Words of a text for the search: Chinese is written without spaces. Runs in the browser, so it uses nothing from around it. */
function words(text: string): string[] {
  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  // Piece by piece: each segment holds a copy of all that was segmented, gigabytes of them for a long table.
  return text
    .split(/\s+/)
    .flatMap((piece) => [...segmenter.segment(piece)].filter((part) => part.isWordLike).map((part) => part.segment));
}

const CHINESE_SEARCH = {
  button: { buttonText: "搜索", buttonAriaLabel: "搜索" },
  modal: {
    displayDetails: "显示详情",
    resetButtonTitle: "清除",
    backButtonTitle: "返回",
    noResultsText: "没有结果：",
    footer: { selectText: "选择", navigateText: "移动", closeText: "关闭" },
  },
};

const config: UserConfig = defineConfig({
  title: "nllgrad",
  description: "Finds out whether a kernel computes NLLLossGrad as the operator's document says",
  head: [["link", { rel: "icon", href: "data:," }]],
  locales: {
    root: { label: "English", lang: "en", themeConfig: { sidebar: sidebarOf("docs/index.md") } },
    zh: {
      label: "简体中文",
      lang: "zh-CN",
      description: "检验一个核函数是否按照算子文档计算 NLLLossGrad",
      themeConfig: {
        sidebar: sidebarOf("docs/zh/index.md"),
        outline: { label: "本页内容" },
        docFooter: { prev: "上一页", next: "下一页" },
        darkModeSwitchLabel: "外观",
        lightModeSwitchTitle: "切换到浅色",
        darkModeSwitchTitle: "切换到深色",
        sidebarMenuLabel: "目录",
        returnToTopLabel: "回到顶部",
        langMenuLabel: "语言",
      },
    },
  },
  markdown: {
    config: (md) => {
      // Pages are written to be read as files. Here what leads out of docs/ leads to its copy, and indented code is framed as fenced code is.
      md.core.ruler.push("files as pages", ({ tokens, env }) => {
        for (const token of tokens) if (token.type === "code_block") Object.assign(token, { type: "fence", info: "text" });
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const link = token.type === "link_open" ? token.attrGet("href") : null;
          if (link !== null) token.attrSet("href", siteLink(sourceOf(env.relativePath), link));
        }
      });
    },
  },
  themeConfig: {
    i18nRouting: false,
    search: {
      provider: "local",
      options: { locales: { zh: { translations: CHINESE_SEARCH } }, miniSearch: { options: { tokenize: words } } },
    },
  },
});

export default config;
