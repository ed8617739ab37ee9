import type { EntryChoices, Run, RunRecord, Speed } from "../../core/record.ts";
import { escapeText, grouped } from "./text.ts";
import { VERDICTS } from "./verdicts.ts";

/** Orders that are named before the rest is counted. */
const ORDERS_NAMED = 2;

function orderOf({ orders }: EntryChoices): string {
  if (orders.length === 0) return `<span class="dim">no single order</span>`;
  const more = orders.length - ORDERS_NAMED;
  return `<b>${orders.slice(0, ORDERS_NAMED).map(escapeText).join(" or ")}</b>${more > 0 ? ` <span class="dim" >or ${more} more</span>` : ""}`;
}

/** Functions that make the same choices, in one row. */
function alike(run: Run): [string[], EntryChoices][] {
  const groups = new Map<string, [string[], EntryChoices]>();
  for (const [entry, choices] of Object.entries(run.fingerprint.entries)) {
    const { orderSensitive: _, meanError: __, ...same } = choices;
    const key = JSON.stringify(same);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [[entry], choices]);
    else group[0].push(entry);
  }
  return [...groups.values()];
}

/** What the implementations choose where the document leaves it open, side by side. */
export function drawChoices({ runs }: RunRecord): string {
  const bodies = runs.map((run) => {
    const groups = alike(run);
    const rows = groups.map(([entries, choices], k) => {
      const head =
        k === 0
          ? `<th scope="rowgroup" rowspan="${groups.length}">${escapeText(run.target)} <span class="dim">${escapeText(run.platform)}</span></th>`
          : "";
      const errors = entries.flatMap((entry) => run.fingerprint.entries[entry]?.meanError ?? []);
      const bias =
        errors.length === 0
          ? `<span class="dim">too few</span>`
          : errors.map((error) => error.toFixed(2).replace("-0.00", "0.00")).join(", ");
      const alignment = k === 0 ? `<td rowspan="${groups.length}">${escapeText(run.fingerprint.alignment)}</td>` : "";
      return `<tr>${head}<td><code>${entries.map((entry) => escapeText(entry.replace("_nlllossgrad_", "_"))).join(" ")}</code></td><td>${orderOf(choices)}</td><td>${escapeText(choices.subnormals)}</td><td>${escapeText(choices.zeroSigns)}</td><td>${escapeText(choices.zeroTotal)}</td><td class="number">${bias}</td>${alignment}</tr>`;
    });
    return `<tbody>${rows.join("")}</tbody>`;
  });
  return `<div class="scroll"><table class="plain choices"><thead><tr><th scope="col">implementation</th><th scope="col">functions</th><th scope="col">order of mean</th><th scope="col">subnormals</th><th scope="col">signs of zeros</th><th scope="col">total_weight 0</th><th scope="col" class="number">mean error, ULP</th><th scope="col">alignment</th></tr></thead>${bodies.join("\n")}</table></div><p class="key">None of these is right or wrong by itself: two implementations that choose otherwise may differ in last bits, and both conform. Orders: A (g·w)/t, B (g/t)·w, C g·(w/t), D (g·w)·(1/t), E (g·(1/t))·w, F (w·(1/t))·g.</p>`;
}

const percent = (share: number): string => `${share >= 0.1 ? Math.round(100 * share) : Number((100 * share).toPrecision(2))} %`;

/** Width of a gauge: memset's own speed. What is faster still is cut. */
const GAUGE = 200;

function drawSpeed({ entry, share, low, high }: Speed): string {
  const [from, at, to] = [low, share, high].map((part) => GAUGE * Math.min(1, part)) as [number, number, number];
  const gauge = `<svg class="gauge" role="img" aria-label="${percent(share)} of memset" viewBox="0 0 ${GAUGE} 12" width="${GAUGE}" height="12"><rect class="bin" width="${GAUGE}" height="12"/><rect class="bar" y="2" width="${at.toFixed(1)}" height="8"/><path class="noise" d="M${from.toFixed(1)} 1v10M${from.toFixed(1)} 6H${to.toFixed(1)}M${to.toFixed(1)} 1v10"/></svg>`;
  return `<tr><td><code>${escapeText(entry)}</code></td><td>${gauge}</td><td class="number"><b>${percent(share)}</b></td><td class="number dim">${percent(low)} to ${percent(high)}</td></tr>`;
}

/** Speed beside correctness: a fast kernel that is wrong is no fast kernel. */
export function drawSpeeds({ runs }: RunRecord): string {
  const measured = runs.filter(({ speed }) => speed.length > 0);
  if (measured.length === 0)
    return `<p class="dim">Nothing was measured: kernels behind a pipe are not, nor are runs that did not come to their end.</p>`;
  const [example] = (measured[0] as Run).speed as [Speed];
  const bodies = measured.map((run) => {
    const { sign, word, look } = VERDICTS[run.verdict];
    return `<div class="row"><h3>${escapeText(run.target)} <span class="dim">${escapeText(run.platform)}</span> <span class="${look}">${sign} ${word}</span></h3><div class="scroll"><table class="plain speed"><tbody>${run.speed.map(drawSpeed).join("")}</tbody></table></div></div>`;
  });
  return `<p class="key">Throughput as a share of memset's of the same bytes: 100 % is as fast as memory is set. The middle of ${example.rounds} rounds, and where the middle half of them lay; ${escapeText(example.reduction)}, an output of ${grouped(example.bytes / 1024)} KiB, each call in turn with a memset in the same process. A measure on this machine, beside whatever else it did: no clause, and of no device.</p><div class="speeds">${bodies.join("\n")}</div>`;
}
