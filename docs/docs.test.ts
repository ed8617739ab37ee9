import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readZoo, zooFolder } from "../certify/zoo.ts";
import { HALF } from "../core/format.ts";
import { conform, type Schema } from "../core/json-schema.ts";
import { PROPERTIES } from "../properties/list.ts";
import { STRATA } from "../properties/strata.ts";
import { CLAUSE_IDS, CLAUSES } from "../reference/clauses.ts";
import { isLegalMean, legalMeans } from "../reference/mean.ts";
import { PLATFORMS } from "../reference/platforms.ts";
import { isFlushedProduct } from "../reference/product.ts";
import { isToleratedMean } from "../reference/tolerance.ts";

const ROOT = new URL("../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");
const value = (bits: number): number => HALF.fromBits(bits);

describe("docs/clauses.md", () => {
  const page = read("docs/clauses.md");

  it.each(CLAUSE_IDS)("says of %s what the code says, under its level", (id) => {
    const { level, text, source } = CLAUSES[id];
    const section = page.split(`\n## ${level}\n`)[1]?.split("\n## ")[0];
    expect(section).toContain(`\n- **${id}**: ${text}\n  - ${source}\n`);
  });
});

describe("docs/numerics.md", () => {
  // Tables without their padding.
  const text = read("docs/numerics.md").replace(/ +\|/g, " |");

  it("gives the products that the code gives", () => {
    const rows = [...text.matchAll(/^\| \S+ `(0x\w{4})` \| \S+ `(0x\w{4})` \| ([^|]+) \| \S+ `(0x\w{4})` \|( 0 \|)?$/gm)];
    expect(rows).toHaveLength(5);
    for (const [row, gBits, wBits, exact, bits, flushed] of rows) {
      const [g, w] = [value(Number(gBits)), value(Number(wBits))];
      expect(HALF.toBits(g * w), row).toBe(Number(bits));
      expect(Number((g * w).toPrecision(10)), row).toBe(Number.parseFloat(exact as string));
      expect(isFlushedProduct(HALF, g, w, 0), row).toBe(flushed !== undefined);
    }
  });

  it("gives the legal results of mean that the code gives", () => {
    const bits = [...text.matchAll(/^\| \S+ `(0x\w{4})` \| [^|`]+ \|$/gm)].map(([, hex]) => Number(hex));
    const legal = legalMeans(HALF, 3, value(0x399a), 10).map((x) => HALF.toBits(x));
    expect(bits).toEqual(legal.sort((a, b) => a - b));
    expect(new Set(legalMeans(HALF, 600, 200, 1000))).toEqual(new Set([120, Number.POSITIVE_INFINITY, 120.0625]));
    expect(legalMeans(HALF, value(0x1419), value(0x00a8), value(0x0001)).map((x) => x.toPrecision(5))).toEqual(
      expect.arrayContaining(["0.16809", "0.0000", "NaN", "Infinity"]),
    );
  });

  it("reads bits as the code reads them", () => {
    const rows = [...text.matchAll(/^\| (\S+) \| `(0x\w{4})` \| `([01]) ([01]{5}) ([01]{10})` \|/gm)];
    expect(rows).toHaveLength(8);
    for (const [row, decimal, hex, sign, exponent, fraction] of rows) {
      expect(Number.parseInt(`${sign}${exponent}${fraction}`, 2), row).toBe(Number(hex));
      expect(value(Number(hex)), row).toBe(Number(decimal));
    }
    expect(HALF.toBits(0.3)).toBe(0x34cd);
    expect(text).toContain(`\`0x34cc\`, ${value(0x34cc)}, and \`0x34cd\`, ${value(0x34cd)};`);
  });

  it("gives each order's steps as halves are computed", () => {
    const [g, w, t] = [3, value(0x399a), 10];
    const half = (x: number): number => HALF.fromBits(HALF.toBits(x));
    const orders: Readonly<Record<string, readonly number[]>> = {
      A: [half(g * w), half(half(g * w) / t)],
      B: [half(g / t), half(half(g / t) * w)],
      C: [half(w / t), half(half(w / t) * g)],
      D: [half(g * w), half(1 / t), half(half(g * w) * half(1 / t))],
      E: [half(1 / t), half(half(1 / t) * g), half(half(half(1 / t) * g) * w)],
      F: [half(1 / t), half(half(1 / t) * w), half(half(half(1 / t) * w) * g)],
    };
    for (const [order, steps] of Object.entries(orders)) {
      const row = new RegExp(`^\\| ${order} \\| .* = .*$`, "m").exec(text)?.[0] as string;
      const shown = [...row.matchAll(/ = (\S+) `(0x\w{4})`/g)];
      expect(shown.map(([, decimal]) => Number(decimal))).toEqual(steps);
      expect(shown.map(([, , hex]) => Number(hex))).toEqual(steps.map((step) => HALF.toBits(step)));
      const exact = (g * w) / t;
      const off = Math.abs((steps.at(-1) as number) - exact) / exact / 2 ** -11;
      expect(row).toMatch(new RegExp(`\\| ${off.toFixed(2)} \\|$`));
    }
  });

  it("gives the errors that come to nearly 3u", () => {
    const [g, w, t] = [value(0x3e9f), value(0x3d22), value(0x3fd2)];
    const [product, reciprocal] = [value(0x4040), value(0x3818)];
    const steps = [g * w, 1 / t, product * reciprocal, (g * w) / t];
    const rows = [...text.matchAll(/^\| [^|]+ \| (\d\.\d{9,10}) \| (\S+) `(0x\w{4})` \| (\d\.\d\d)u \|$/gm)];
    expect(rows).toHaveLength(4);
    for (const [i, [, before, rounded, hex, off]] of rows.entries()) {
      const exact = steps[i] as number;
      expect(Number(before)).toBe(Number(exact.toPrecision(10)));
      expect(value(Number(hex))).toBe(Number(rounded));
      if (i < 3) expect(HALF.toBits(exact)).toBe(Number(hex));
      expect(off).toBe((Math.abs(Number(rounded) - exact) / exact / 2 ** -11).toFixed(2));
    }
    expect(HALF.toBits((g * w) / t)).toBe(0x3c59);
  });

  it("gives the ends of what is tolerated", () => {
    const [, low, high] = /values from `(0x\w{4})`.* to `(0x\w{4})`/.exec(text) as RegExpExecArray;
    const accepted = (bits: number): boolean => {
      const operands = [3, value(0x399a), 10, value(bits)] as const;
      return isLegalMean(HALF, ...operands) || isToleratedMean(HALF, ...operands);
    };
    for (let bits = 0x3280; bits < 0x3300; bits++) {
      expect(accepted(bits), bits.toString(16)).toBe(bits >= Number(low) && bits <= Number(high));
    }
  });
});

describe("docs/waivers.md", () => {
  it("shows a file that is as the schema has it, and names each of its fields", () => {
    const page = read("docs/waivers.md");
    const schema = JSON.parse(read("core/waivers.schema.json")) as Schema;
    const [, example] = /```json\n(.*?)```/s.exec(page) as RegExpExecArray;
    expect(() => conform(schema, JSON.parse(example as string), { unknown: "refused" })).not.toThrow();
    for (const field of schema.definitions?.Waiver?.required ?? [])
      expect(page).toMatch(new RegExp(`^\\| \`${field}\` +\\|`, "m"));
  });
});

describe("docs/platforms.md", () => {
  const page = read("docs/platforms.md");

  it("shows a file that is as the schema has it, and names each of its fields", () => {
    const schema = JSON.parse(read("core/platforms.schema.json")) as Schema;
    const [, example] = /```json\n(.*?)```/s.exec(page) as RegExpExecArray;
    expect(() => conform(schema, JSON.parse(example as string), { unknown: "refused" })).not.toThrow();
    for (const field of Object.keys(schema.definitions?.Platform?.properties ?? {}))
      expect(page).toMatch(new RegExp(`^\\| \`${field}\` +\\|`, "m"));
  });

  it("gives the document's platforms as the code has them", () => {
    for (const { id, elementTypes, cores, alignment } of Object.values(PLATFORMS))
      expect(page.replace(/ +\|/g, " |")).toContain(`| \`${id}\` | ${elementTypes.join(", ")} | ${cores} | ${alignment} bytes |`);
  });
});

describe("links between the documents", () => {
  const names = readdirSync(new URL("docs/", ROOT), { recursive: true, encoding: "utf8" });
  const documents = ["README.md", "CONTRIBUTING.md", ...names.map((name) => `docs/${name}`)];

  it.each(documents.filter((path) => path.endsWith(".md")))("all lead somewhere from %s", (path) => {
    for (const [, link] of read(path).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      expect(() => readFileSync(new URL(link as string, new URL(path, ROOT))), link).not.toThrow();
    }
  });
});

describe("docs/kill-matrix.md", () => {
  const page = read("docs/kill-matrix.md");
  const kernels = readZoo(zooFolder() as string);
  const rows = new Map(
    page
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")))
      .map((cells) => [cells[0] as string, cells]),
  );

  it.each(kernels.filter(({ name, tier }) => name.startsWith("wrong/") && tier !== "huge"))(
    "has $name, with its class and clauses, and what kills it",
    ({ name, heldOut, defectClass, clauses }) => {
      const [, group, breaks, killers, strata] = rows.get(name.slice(6) + (heldOut ? " (held out)" : "")) as string[];
      expect([group, breaks]).toEqual([defectClass, clauses.join(", ")]);
      const properties = new Set(PROPERTIES.map((property) => property.name));
      for (const killer of (killers as string).split("; ")) expect(properties).toContain(killer);
      for (const stratum of (strata as string).split(", ")) expect([...STRATA, "no case"]).toContain(stratum);
    },
  );

  it.each(kernels.filter(({ name }) => name.startsWith("right/")))("has $name, accused of nothing", ({ name }) => {
    expect(rows.get(name.slice(6))?.[1]).toBe("nothing");
  });

  it("has no kernel that is not there any more", () => {
    const section = (title: string): string => (page.split(`\n## ${title}\n`)[1] as string).split("\n## ")[0] as string;
    const count = (title: string): number =>
      section(title)
        .split("\n")
        .filter((line) => line.startsWith("| ")).length - 2;
    expect(count("Right kernels")).toBe(kernels.filter(({ name }) => name.startsWith("right/")).length);
    expect(count("Wrong kernels")).toBe(kernels.filter(({ name, tier }) => name.startsWith("wrong/") && tier !== "huge").length);
  });
});

describe("docs/certify.md", () => {
  it("names kernels that there are, for every class of bug that real kernels had", () => {
    const names = new Set(readZoo(zooFolder() as string).map(({ name }) => name.replace(/^\w+\//, "")));
    const section = (read("docs/certify.md").split("### Bugs that real kernels had")[1] as string).split("\n## ")[0] as string;
    const named = [...section.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name as string);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });
});
