/** The script of a report in a browser: filters, search, links, copies, colours, keys. Inlined by `script.ts`; nothing else imports it. */
import type { RunRecord } from "../../core/record.ts";
import { drawBody, drawFinding, findingsOf, replayCommand, type Shown, searchText } from "./findings.ts";
import { plural } from "./text.ts";

/** Findings that are added to the page at a time, as one scrolls down. */
const CHUNK = 100;

/** Findings that are opened for printing: some hundred pages. */
const PRINTED_WHOLE = 500;

const find = <T extends Element>(selector: string): T | null => document.querySelector<T>(selector);

/** The record that the page carries. */
async function readRecord(): Promise<RunRecord> {
  const element = find<HTMLScriptElement>("#record") as HTMLScriptElement;
  const text = element.textContent ?? "";
  if (element.type === "application/json") return JSON.parse(text) as RunRecord;
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text()) as RunRecord;
}

/** What each filter compares. */
const FILTERED: Readonly<Record<string, (shown: Shown) => string | null | undefined>> = {
  level: ({ severe }) => (severe ? "violation" : "warning"),
  implementation: ({ run }) => `${run.target} · ${run.platform}`,
  clause: ({ finding }) => finding.clauses[0],
  function: ({ finding }) => finding.entry,
  reduction: ({ finding }) => finding.reduction,
};

/** The list of findings: those that the filters let through, added to the page as they are needed. */
class FindingList {
  private readonly all: readonly Shown[];
  private readonly texts: string[] = [];
  private readonly list: HTMLElement;
  private readonly form: HTMLFormElement;
  private readonly end = document.createElement("div");
  private chosen: readonly Shown[] = [];
  private drawn = 0;

  constructor(all: readonly Shown[], list: HTMLElement, form: HTMLFormElement) {
    this.all = all;
    this.list = list;
    this.form = form;
    this.end.className = "end";
    list.after(this.end);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.choose());
    form.addEventListener("reset", () => setTimeout(() => this.choose()));
    list.addEventListener("toggle", (event) => this.complete(event.target as HTMLDetailsElement), true);
    new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.draw(this.drawn + CHUNK);
      },
      { rootMargin: "600px" },
    ).observe(this.end);
    this.choose();
  }

  /** The finding that an element of the list shows. */
  shownIn(element: Element): Shown | undefined {
    return this.chosen.find(({ key }) => key === element.id);
  }

  private choose(): void {
    const { form, all, texts } = this;
    const words = (form.querySelector<HTMLInputElement>("input[type=search]")?.value ?? "")
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean);
    const tests = [...form.querySelectorAll<HTMLSelectElement>("select[data-filter]")]
      .filter(({ value }) => value !== "")
      .map(({ dataset, value }) => ({ of: FILTERED[dataset.filter ?? ""], value }));
    const holds = (shown: Shown, k: number): boolean => {
      if (!tests.every(({ of, value }) => of?.(shown) === value)) return false;
      if (words.length === 0) return true;
      texts[k] ??= searchText(shown);
      const text = texts[k];
      return words.every((word) => text.includes(word));
    };
    this.chosen = all.filter(holds);
    this.list.replaceChildren();
    this.drawn = 0;
    this.draw(CHUNK);
    const count = form.querySelector("output");
    if (count !== null)
      count.textContent =
        this.chosen.length === all.length
          ? plural(all.length, "finding", "findings")
          : `${plural(this.chosen.length, "finding", "findings")} of ${all.length}`;
  }

  /** Adds findings until there are so many. */
  draw(until: number): void {
    const more = this.chosen.slice(this.drawn, until);
    if (more.length === 0) return;
    this.drawn += more.length;
    this.list.insertAdjacentHTML("beforeend", more.map((shown) => drawFinding(shown, false)).join(""));
  }

  /** Draws what a finding opens to, the first time that it is opened. */
  complete(element: HTMLDetailsElement): void {
    if (element.querySelector(".body") !== null) return;
    const shown = this.shownIn(element);
    if (shown !== undefined) element.insertAdjacentHTML("beforeend", drawBody(shown));
  }

  /** Brings a finding into view and opens it; gives whether there is one of that key. */
  open(key: string): boolean {
    if (!this.all.some((shown) => shown.key === key)) return false;
    if (!this.chosen.some((shown) => shown.key === key)) {
      // What a link names is shown, whatever was filtered before.
      for (const field of this.form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) field.value = "";
      this.choose();
    }
    const at = this.chosen.findIndex((shown) => shown.key === key);
    this.draw(at + 1 + CHUNK);
    const element = document.getElementById(key) as HTMLDetailsElement;
    this.complete(element);
    element.open = true;
    element.scrollIntoView({ block: "start" });
    element.querySelector("summary")?.focus({ preventScroll: true });
    return true;
  }

  /** Draws and opens all, and gives a way back. */
  expand(): () => void {
    this.draw(this.chosen.length);
    const closed = [...this.list.querySelectorAll<HTMLDetailsElement>("details:not([open])")].slice(0, PRINTED_WHOLE);
    for (const element of closed) {
      this.complete(element);
      element.open = true;
    }
    return () => {
      for (const element of closed) element.open = false;
    };
  }

  /** Moves the focus to the next finding, or the one before. */
  step(by: 1 | -1): void {
    const heads = [...this.list.querySelectorAll<HTMLElement>("details > summary")];
    const at = heads.indexOf(document.activeElement as HTMLElement);
    const next = heads[at < 0 ? 0 : at + by];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }
}

async function copy(text: string, button: HTMLElement | null): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages from a file may be refused the clipboard: the old way still works there.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  if (button === null) return;
  button.textContent = "Copied";
  setTimeout(() => {
    button.textContent = "Copy";
  }, 1500);
}

const THEMES = ["auto", "light", "dark"] as const;

/** The button that goes through the colours; what was chosen is kept where the browser keeps such things for files. */
function startThemes(button: HTMLButtonElement): void {
  const show = (theme: string): void => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    (button.querySelector("span") as HTMLElement).textContent = theme;
    button.setAttribute("aria-label", theme === "auto" ? "colours: as the system has them" : `colours: ${theme}`);
  };
  let theme: string = "auto";
  try {
    theme = localStorage.getItem("nllgrad-theme") ?? "auto";
  } catch {
    // No storage here.
  }
  show(theme);
  button.hidden = false;
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme as (typeof THEMES)[number]) + 1) % THEMES.length] as string;
    show(theme);
    try {
      localStorage.setItem("nllgrad-theme", theme);
    } catch {
      // As above.
    }
  });
}

function startKeys(list: FindingList, form: HTMLFormElement): void {
  const search = form.querySelector<HTMLInputElement>("input[type=search]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const active = document.activeElement;
    if (event.key === "Escape" && form.contains(active)) {
      form.reset();
      (active as HTMLElement).blur();
      return;
    }
    if (active instanceof HTMLInputElement || active instanceof HTMLSelectElement) return;
    if (event.key === "/") {
      event.preventDefault();
      search?.focus();
    } else if (event.key === "j") list.step(1);
    else if (event.key === "k") list.step(-1);
    else if (event.key === "c") {
      const element = active?.closest("details.finding");
      const shown = element ? list.shownIn(element) : undefined;
      if (element && shown !== undefined && replayCommand(shown) !== "")
        void copy(replayCommand(shown), element.querySelector<HTMLElement>("button.copy"));
    }
  });
}

async function start(): Promise<void> {
  const theme = find<HTMLButtonElement>("#theme");
  if (theme !== null) startThemes(theme);
  const sections = [...document.querySelectorAll<HTMLDetailsElement>("section:not(#findings) details")];
  let undo: (() => void)[] = [];
  const expanded = (): (() => void) => {
    const closed = sections.filter((element) => !element.open);
    for (const element of closed) element.open = true;
    return () => {
      for (const element of closed) element.open = false;
    };
  };
  const list = find<HTMLElement>("#list");
  const form = find<HTMLFormElement>("form.filters");
  const findings = list === null || form === null ? null : new FindingList(findingsOf(await readRecord()), list, form);
  addEventListener("beforeprint", () => {
    undo = [expanded(), ...(findings === null ? [] : [findings.expand()])];
  });
  addEventListener("afterprint", () => {
    for (const back of undo) back();
  });
  if (findings !== null && form !== null) {
    startKeys(findings, form);
    const follow = (): boolean => findings.open(location.hash.slice(1));
    addEventListener("hashchange", follow);
    document.addEventListener("click", (event) => {
      const target = event.target as Element;
      const button = target.closest<HTMLElement>("button.copy");
      if (button !== null) void copy(button.dataset.copy ?? "", button);
      // A link to where one is already says nothing to `hashchange`.
      const link = target.closest<HTMLAnchorElement>('a[href^="#"]');
      if (link !== null && link.hash === location.hash) follow();
    });
    follow();
  }
  document.documentElement.dataset.ready = "true";
}

void start();
