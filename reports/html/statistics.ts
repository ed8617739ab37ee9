import type { Run, RunRecord, StratumStatus } from "../../core/record.ts";
import { notShown, percent, repeatsLine } from "../statistics.ts";
import { escapeText, grouped } from "./text.ts";

function rateOf({ failureRateBelow }: StratumStatus): string {
  return failureRateBelow === null ? `<span class="dim">not told</span>` : percent(failureRateBelow);
}

function drawStrata(run: Run, open: boolean): string {
  const rows = run.strata.map(
    (stratum) =>
      `<tr><th scope="row">${escapeText(stratum.name)}</th><td class="number">${grouped(stratum.cases)}</td><td class="number${stratum.failing > 0 ? " bad" : " dim"}">${grouped(stratum.failing)}</td><td class="number">${rateOf(stratum)}</td><td class="dim">${escapeText(stratum.text)}</td></tr>`,
  );
  const slack = run.slack.map(
    ({ entry, bound, worst, allowed, used }) =>
      `<tr><th scope="row"><code>${escapeText(entry)}</code></th><td class="number">${worst.toFixed(2)}</td><td class="number dim">${allowed.toFixed(2)}</td><td class="number">${Math.round(100 * used)} %</td><td class="dim">${escapeText(bound)}</td></tr>`,
  );
  const items = (lines: readonly string[]): string => lines.map((line) => `<li>${escapeText(line)}</li>`).join("");
  const notes = [...run.notes, repeatsLine(run)].filter((line) => line !== "");
  return `<details class="row"${open ? " open" : ""}><summary><h3>${escapeText(run.target)} <span class="dim">${escapeText(run.platform)}</span></h3></summary>
<div class="scroll"><table class="plain"><thead><tr><th scope="col">stratum</th><th scope="col" class="number">cases</th><th scope="col" class="number">failing</th><th scope="col" class="number">failure rate below</th><th scope="col">what is drawn</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>
${slack.length === 0 ? "" : `<div class="scroll"><table class="plain"><thead><tr><th scope="col">bound of</th><th scope="col" class="number">worst, steps</th><th scope="col" class="number">allowed</th><th scope="col" class="number">used</th><th scope="col">bound</th></tr></thead><tbody>${slack.join("")}</tbody></table></div>`}
${notes.length === 0 ? "" : `<ul class="notes">${items(notes)}</ul>`}
<h4>What this run does not show</h4><ul class="notes">${items(notShown(run))}</ul></details>`;
}

/** What the verdicts rest on: strata with their bounds, slack, and each run's notes. */
export function drawStatistics({ runs }: RunRecord): string {
  return `<p class="key">A failure rate below p: with 95 % confidence, of calls that are drawn as the stratum's are.</p>${runs.map((run) => drawStrata(run, runs.length === 1)).join("\n")}`;
}

/** What the runs have in common: whether they were given the same cases. */
export function streamLine({ runs }: RunRecord): string {
  const [first] = runs;
  if (first === undefined) return "no runs";
  const distinct = (of: (run: Run) => string | number): Set<string | number> => new Set(runs.map(of));
  const basis = (name: string, values: Set<string | number>): string =>
    values.size === 1 ? `${name} ${[...values][0]}` : `${values.size} ${name}s`;
  const parts = [
    basis(
      "tier",
      distinct(({ tier }) => tier),
    ),
    basis(
      "seed",
      distinct(({ seed }) => seed),
    ),
  ];
  const stream = distinct(({ tier, seed }) => `${tier}/${seed}`).size === 1;
  // Cases are drawn for a platform: what runs of one platform were given can be told.
  const counts = new Set(
    runs.map(({ platform, strata }) => JSON.stringify([platform, strata.map(({ name, cases }) => [name, cases])])),
  );
  const same = stream && counts.size === distinct(({ platform }) => platform).size;
  if (runs.length > 1)
    parts.push(
      same
        ? "the same cases for every implementation of a platform"
        : stream
          ? "one stream of cases, of which some were given more than others"
          : "not the same stream of cases",
    );
  return parts.map(String).join(" · ");
}
