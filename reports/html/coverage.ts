import type { Run, RunRecord, ShapeMap } from "../../core/record.ts";
import { escapeText, grouped, plainText } from "./text.ts";

const CELL = 9;

/** Shades of cells, by powers of four of their cases. */
const SHADES = 5;

const countsOf = (rows: readonly string[]): number[][] => rows.map((row) => row.split(" ").map(Number));

/** Squares of one size at some cells, row by row, as one path that is stroked as wide as they are: few characters for each. */
function squares(look: string, cells: readonly (readonly [number, number])[], side: number): string {
  if (cells.length === 0) return "";
  const inset = (CELL - 1 - side) / 2;
  const parts = cells.map(([x, y], k) => {
    const before = cells[k - 1];
    const next = before !== undefined && before[1] === y && before[0] === x - 1;
    return next ? `m${CELL - side} 0h${side}` : `M${x * CELL + inset} ${y * CELL + inset + side / 2}h${side}`;
  });
  return `<path class="${look}" stroke-width="${side}" d="${parts.join("")}"/>`;
}

function drawMap({ name, across, down, cases, failing }: ShapeMap, words: string): string {
  const all = countsOf(cases);
  const bad = countsOf(failing);
  const most = Math.max(1, ...all.flat());
  const shades: [number, number][][] = Array.from({ length: SHADES + 1 }, () => []);
  const marks: [number, number][][] = [[], [], []];
  all.forEach((row, y) => {
    row.forEach((count, x) => {
      const shade = count === 0 ? 0 : Math.max(1, Math.ceil((SHADES * Math.log1p(count)) / Math.log1p(most)));
      shades[shade]?.push([x, y]);
      const failed = bad[y]?.[x] ?? 0;
      // Some, half, nearly all of the cell's cases: by the size of the mark.
      if (failed > 0) marks[failed >= 0.9 * count ? 2 : failed >= 0.4 * count ? 1 : 0]?.push([x, y]);
    });
  });
  const paths = shades.map((cells, k) => squares(`shade${k}`, cells, CELL - 1));
  const signs = marks.map((cells, k) => squares("failing", cells, 2 + 2 * k));
  const [width, height] = [across.length * CELL, down.length * CELL];
  const every = Math.max(1, Math.ceil(down.length / 8));
  const left = 8 + 5.2 * Math.max(...down.map((label) => label.length));
  const ys = down.map((label, k) =>
    k % every === 0 ? `<text class="y" x="-4" y="${k * CELL + 7}">${plainText(label)}</text>` : "",
  );
  const xs = across.map((label, k) =>
    k % every === 0
      ? `<text class="x" transform="translate(${k * CELL + 7} ${height + 4}) rotate(90)">${plainText(label)}</text>`
      : "",
  );
  const below = 10 + 5.2 * Math.max(...across.map((label) => label.length));
  return `<figure class="map"><figcaption>${escapeText(name)}</figcaption><svg role="img" aria-label="${plainText(words)}" viewBox="${-left} 0 ${width + left} ${height + below}" width="${width + left}" height="${height + below}">${paths.join("")}${signs.join("")}${ys.join("")}${xs.join("")}</svg></figure>`;
}

/** The values of an axis, as a strip of shades. */
function drawAxis(name: string, values: Readonly<Record<string, number>>): string {
  const entries = Object.entries(values);
  const most = Math.max(1, ...entries.map(([, count]) => count));
  const least = entries.reduce((few, entry) => (entry[1] < few[1] ? entry : few), entries[0] as [string, number]);
  const strip = entries
    .map(([value, count]) => {
      const shade = Math.max(1, Math.ceil((SHADES * Math.log1p(count)) / Math.log1p(most)));
      return `<i class="shade${shade}" title="${plainText(value)}: ${grouped(count)} cases"></i>`;
    })
    .join("");
  return `<tr><th scope="row">${escapeText(name)}</th><td class="number">${entries.length}</td><td><span class="strip">${strip}</span></td><td class="dim">${escapeText(least[0])}</td><td class="number dim">${grouped(least[1])}</td></tr>`;
}

function drawRuns(runs: readonly Run[]): string {
  const [run] = runs as [Run];
  const names = runs.map(({ target, platform }) => `${escapeText(target)} <span class="dim">${escapeText(platform)}</span>`);
  const maps = run.shapes.map((map) => drawMap(map, `cases of ${run.target}, batch and class_num ${map.name}`)).join("");
  const axes = Object.entries(run.coverage).filter(([, values]) => Object.keys(values).length > 0);
  const table =
    axes.length === 0
      ? ""
      : `<details><summary>values of ${axes.length} axes</summary><div class="scroll"><table class="plain axes"><thead><tr><th scope="col">axis</th><th scope="col" class="number">values</th><th scope="col">cases of each</th><th scope="col">fewest</th><th></th></tr></thead><tbody>${axes.map(([name, values]) => drawAxis(name, values)).join("")}</tbody></table></div></details>`;
  return `<div class="row"><h3>${names.join(", ")}</h3><div class="maps">${maps}</div>${table}</div>`;
}

/** Where cases lay, and where they failed. Runs with the same cases and failures share a map. */
export function drawCoverage({ runs }: RunRecord): string {
  const alike = new Map<string, Run[]>();
  for (const run of runs) {
    if (run.shapes.length === 0) continue;
    const key = JSON.stringify([run.shapes, run.coverage]);
    alike.set(key, [...(alike.get(key) ?? []), run]);
  }
  if (alike.size === 0) return `<p class="dim">No cases were counted.</p>`;
  const shades = Array.from({ length: SHADES + 1 }, (_, k) => `<i class="shade${k}"></i>`).join("");
  return `<p class="options"><span class="key">batch from left to right, class_num downwards. Cases: none <span class="strip">${shades}</span> many. <i class="sign"></i> cases that broke a MUST clause: the larger, the more of the cell's cases</span></p><div class="blocks">${[...alike.values()].map(drawRuns).join("\n")}</div>`;
}
