import type { ErrorHistogram, RunRecord, WorstCell } from "../../core/record.ts";
import { escapeText, grouped, plainText, shortNumber } from "./text.ts";

const BAR = 16;
const HEIGHT = 44;

/** Bars whose heights are logarithms: one cell among a million is what one looks for. */
function drawBars(counts: Readonly<Record<string, number>>, name: string): string {
  const bins = Object.entries(counts);
  const most = Math.max(1, ...bins.map(([, count]) => count));
  const bars = bins.map(([, count], k) => {
    const height = count === 0 ? 0 : Math.max(3, (HEIGHT * Math.log1p(count)) / Math.log1p(most));
    return height === 0 ? "" : `M${k * BAR} ${HEIGHT}h${BAR - 2}v-${height.toFixed(1)}h-${BAR - 2}z`;
  });
  const ticks = bins.map(([bin], k) =>
    k % 2 === 1 || k === bins.length - 1
      ? `<text x="${k * BAR + (BAR - 2) / 2}" y="${HEIGHT + 11}">${plainText(bin.replace(/^≤ /, ""))}</text>`
      : "",
  );
  const width = bins.length * BAR;
  const told = bins.filter(([, count]) => count > 0).map(([bin, count]) => `${bin}: ${grouped(count)}`);
  return `<svg class="bars" role="img" viewBox="-8 0 ${width + 16} ${HEIGHT + 14}" width="${width + 16}" height="${HEIGHT + 14}"><title>${plainText(name)}: ${plainText(told.join(", "))}</title><path class="bin" stroke-width="${HEIGHT}" d="M0 ${HEIGHT / 2}${`h${BAR - 2}m2 0`.repeat(bins.length)}"/><path class="bar" d="${bars.join("")}"/>${ticks.join("")}</svg>`;
}

function drawWorst(worst: WorstCell | null): string {
  if (worst === null) return `<p class="dim">every cell exact</p>`;
  const { ulp, relative, lossGrad, weight, totalWeight, expected, received } = worst;
  const size = ulp === null ? "no number" : `${shortNumber(ulp)} ULP`;
  const total = totalWeight === null ? "" : `<br><span class="dim">total_weight</span> <code>${escapeText(totalWeight)}</code>`;
  return `<p class="worst"><b>${size}</b> at worst${relative === null ? "" : `, relative ${shortNumber(relative)}`}<br><span class="dim">loss_grad</span> <code>${escapeText(lossGrad)}</code><br><span class="dim">weight</span> <code>${escapeText(weight)}</code>${total}<br><span class="dim">gave</span> <code>${escapeText(received)}</code> <span class="dim">for</span> <code>${escapeText(expected)}</code></p>`;
}

function drawHistogram(histogram: ErrorHistogram): string {
  const { entry, reduction, cells, ulp, relative, worst } = histogram;
  const name = `${entry} ${reduction}`;
  return `<figure><figcaption><code>${escapeText(entry)}</code> <span class="dim">${grouped(cells)} cells</span></figcaption><div class="by-ulp">${drawBars(ulp, `errors of ${name} in ULP`)}</div><div class="by-relative">${drawBars(relative, `relative errors of ${name}`)}</div>${drawWorst(worst)}</figure>`;
}

/** How far each implementation's label cells are from the exact value. */
export function drawErrors({ runs }: RunRecord): string {
  const rows = runs
    .filter(({ errors }) => errors.length > 0)
    .map((run) => {
      const of = (reduction: string): string =>
        run.errors
          .filter((histogram) => histogram.reduction === reduction)
          .map(drawHistogram)
          .join("");
      return `<div class="row"><h3>${escapeText(run.target)} <span class="dim">${escapeText(run.platform)}</span></h3><div class="figures of-mean">${of("mean")}</div><div class="figures of-sum">${of("sum")}</div><div class="figures of-none">${of("none")}</div></div>`;
    });
  if (rows.length === 0) return `<p class="dim">No errors were counted.</p>`;
  const choice = (group: string, id: string, word: string, first: boolean): string =>
    `<label><input type="radio" name="${group}" id="${id}"${first ? " checked" : ""}> ${word}</label>`;
  return `<p class="options"><span class="segment">${choice("reduction", "of-mean", "mean", true)}${choice("reduction", "of-sum", "sum", false)}${choice("reduction", "of-none", "none", false)}</span><span class="segment">${choice("unit", "by-ulp", "ULP", true)}${choice("unit", "by-relative", "relative", false)}</span><span class="key">Label cells by their distance from the exact value, where no order of evaluation comes near over- or underflow. Up to 0.5 ULP is one rounding. Heights are logarithms.</span></p>${rows.join("\n")}`;
}
