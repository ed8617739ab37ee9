import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { Screen } from "./screen.ts";

/** A terminal of 40 columns and 5 rows that remembers what was written, and a screen on it that shows `lines`. */
function onTerminal(): {
  readonly terminal: EventEmitter & { columns: number; rows: number };
  readonly screen: Screen;
  readonly asked: [number, number][];
  show(...lines: string[]): void;
  /** What was written since it was last asked. */
  written(): string;
} {
  let texts: string[] = [];
  let shown: string[] = ["one", "two", "three"];
  const asked: [number, number][] = [];
  const terminal = Object.assign(new EventEmitter(), { columns: 40, rows: 5, write: (text: string) => texts.push(text) > 0 });
  const screen = new Screen(terminal, (columns, rows) => {
    asked.push([columns, rows]);
    return shown;
  });
  return {
    terminal,
    screen,
    asked,
    show(...lines) {
      shown = lines;
      screen.draw();
    },
    written() {
      const all = texts.join("");
      texts = [];
      return all;
    },
  };
}

describe("a screen", () => {
  it("takes a screen of its own, without cursor, and gives the old one back", () => {
    const { screen, written } = onTerminal();
    expect(written()).toBe(
      "\u001b[?1049h\u001b[?25l\u001b[2J\u001b[?2026h\u001b[1;1Hone\u001b[K\u001b[2;1Htwo\u001b[K\u001b[3;1Hthree\u001b[K\u001b[?2026l",
    );
    screen.close();
    expect(written()).toBe("\u001b[?25h\u001b[?1049l");
    screen.draw();
    screen.close();
    expect(written()).toBe("");
  });

  it("writes the lines that changed, clears those that are gone, and nothing if nothing changed", () => {
    const { show, written, screen } = onTerminal();
    written();
    show("one", "2", "three");
    expect(written()).toBe("\u001b[?2026h\u001b[2;1H2\u001b[K\u001b[?2026l");
    show("one");
    expect(written()).toBe("\u001b[?2026h\u001b[2;1H\u001b[J\u001b[?2026l");
    show("one");
    expect(written()).toBe("");
    screen.close();
  });

  it("is drawn anew in the room there is when the window changes, the last column free", () => {
    const { terminal, asked, written, screen } = onTerminal();
    written();
    Object.assign(terminal, { columns: 100, rows: 30 });
    terminal.emit("resize");
    expect(asked.at(-1)).toEqual([99, 30]);
    expect(written()).toContain("\u001b[2J\u001b[?2026h\u001b[1;1Hone");
    screen.close();
    expect(terminal.listenerCount("resize")).toBe(0);
  });

  it("leaves nothing behind in the process that it was in", () => {
    const before = ["exit", "SIGTSTP", "SIGCONT"].map((event) => process.listenerCount(event));
    onTerminal().screen.close();
    expect(["exit", "SIGTSTP", "SIGCONT"].map((event) => process.listenerCount(event))).toEqual(before);
  });

  it("comes back after Ctrl-Z", () => {
    const { written, screen } = onTerminal();
    written();
    process.emit("SIGCONT");
    expect(written()).toMatch(/\[\?1049h.*one/);
    screen.close();
  });
});
