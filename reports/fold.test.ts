import { describe, expect, it } from "vitest";
import { fold, foldHelp, padColumns, widestOf, widthOf } from "./fold.ts";

describe("columns", () => {
  it("are two for a Chinese character, none for a colour", () => {
    expect(widestOf(["kernel", "内核.so", "\u001b[31mred\u001b[39m"])).toBe(7);
    expect(padColumns("内核", 6)).toBe("内核  ");
    expect(widthOf("naïve · “kernel” …")).toBe(18);
    expect(widthOf("soft\u00adhyphen")).toBe(10);
    expect(padColumns("kernel", 3)).toBe("kernel");
    expect(widestOf([])).toBe(0);
  });
});

describe("a long line", () => {
  it("is folded at spaces, and goes on under its text", () => {
    const text = `  what     ${"one two three four ".repeat(4).trim()}`;
    expect(fold(text, 40, 11)).toBe(
      ["  what     one two three four one two", "           three four one two three four", "           one two three four"].join(
        "\n",
      ),
    );
    expect(fold(text, 200, 11)).toBe(text);
    expect(fold(text, Number.POSITIVE_INFINITY, 11)).toBe(text);
  });

  it("keeps what stands in columns apart, and a word that is longer whole", () => {
    const token = `n1.${"A".repeat(60)}`;
    expect(fold(`  again    nllgrad replay ${token} ./kernel.so`, 40, 11)).toBe(
      ["  again    nllgrad replay", `           ${token}`, "           ./kernel.so"].join("\n"),
    );
    expect(fold("  what     a cell: row 0   expected 0   received NaN", 44, 11)).toBe(
      ["  what     a cell: row 0   expected 0", "           received NaN"].join("\n"),
    );
  });

  it("is left alone on a terminal that is too narrow to read on", () => {
    const text = "word ".repeat(30);
    expect(fold(text, 20, 11)).toBe(text);
  });

  it("is folded by what its characters take: Chinese, two columns each", () => {
    const text = `  what     ${"内核 ".repeat(10).trim()}`;
    for (const line of fold(text, 40, 11).split("\n")) expect(widestOf([line])).toBeLessThanOrEqual(40);
  });
});

describe("a command's help", () => {
  const HELP = [
    "command TARGET   does things",
    "",
    "  --seed N         same seed, same cases        --cases N    small single calls",
    "  --name LONG=NAME  another name",
    "  --platforms FILE further platforms: types, cores, and alignment",
    "                   and what follows it in a line of its own, which is long",
    "",
  ].join("\n");

  it("is as it was written where there is room", () => {
    expect(foldHelp(HELP, 100)).toBe(HELP);
    expect(foldHelp(HELP, Number.POSITIVE_INFINITY)).toBe(HELP);
  });

  it("has an option a line where there is not, and goes on under its words", () => {
    expect(foldHelp(HELP, 50)).toBe(
      [
        "command TARGET   does things",
        "",
        "  --seed N         same seed, same cases",
        "  --cases N        small single calls",
        "  --name LONG=NAME  another name",
        "  --platforms FILE further platforms: types,",
        "                   cores, and alignment",
        "                   and what follows it in a line",
        "                   of its own, which is long",
        "",
      ].join("\n"),
    );
  });

  it("is not pushed to the right where there are few columns", () => {
    const line = `  ${"--queue redis://[USER[:PASSWORD]@]HOST".padEnd(45)}  where shards are taken from by workers`;
    expect(foldHelp(line, 60)).toBe(`${line.slice(0, 54)}\n    shards are taken from by workers`);
  });
});
