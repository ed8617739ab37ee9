import type { CampaignEnd, Outlook, ResidualRisk, Stability } from "../core/campaign.ts";
import type { Met } from "../core/record.ts";
import { percentage } from "./campaign.ts";
import { widthOf } from "./fold.ts";
import type { TextStyle } from "./text.ts";

/** How long ago something was: in cases, and in seconds if that is known. */
export interface Since {
  readonly cases: number;
  readonly seconds: number | null;
}

/** A kind of finding, as a screen has room for it. */
export interface ShownFinding {
  readonly id: string;
  readonly severe: boolean;
  readonly count: number;
  /** How surely it shows again; empty if at once. */
  readonly again: string;
}

/** What a status screen shows of a campaign: plain data. */
export interface CampaignView {
  readonly title: string;
  /** What it was begun with, in words. */
  readonly facts: string;
  readonly state: "judging" | "shrinking" | "stored" | CampaignEnd;
  /** Of this sitting; `null` where nobody knows. */
  readonly seconds: number | null;
  readonly epochs: number;
  readonly shards: { readonly done: number; readonly of: number };
  readonly cases: number;
  /** Cases a second, of late and of the whole sitting. */
  readonly rate: { readonly now: number; readonly mean: number } | null;
  readonly pairs: Met;
  readonly triples: Met;
  readonly newCell: Since | null;
  readonly newFinding: Since | null;
  readonly findings: readonly ShownFinding[];
  /** Kinds that were seen and are not confirmed yet. */
  readonly unconfirmed: number;
  readonly stability: Stability;
  readonly residual: readonly ResidualRisk[];
  readonly outlook: Outlook;
  /** New cells in the next hour, if it goes on as in the last epoch; `null` where nobody knows. */
  readonly newCellsAnHour: number | null;
  readonly alarms: readonly string[];
  /** How to end it, or to go on with it. */
  readonly hint: string;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Text of others as one line without control characters. */
const plain = (text: string): string => text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");

/** A text in exactly so many columns: cut with a mark, or filled up. */
export function toWidth(text: string, columns: number): string {
  const line = plain(text);
  const width = widthOf(line);
  if (width <= columns) return line + " ".repeat(columns - width);
  let kept = "";
  let used = 0;
  for (const { segment } of graphemes.segment(line)) {
    const more = widthOf(segment);
    if (used + more > columns - 1) break;
    kept += segment;
    used += more;
  }
  return `${kept}…${" ".repeat(Math.max(0, columns - used - 1))}`.slice(0, columns === 0 ? 0 : undefined);
}

/** A whole number with thin groups of three digits: `1 234 567`. */
export function grouped(n: number): string {
  return Math.round(n)
    .toFixed(0)
    .replace(/\B(?=(\d{3})+$)/g, " ");
}

/** A time in its two largest units: `12 s`, `3 min 20 s`, `2 d 5 h`. */
export function lasting(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 172_800) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** One in how many, rounded so that the rate is not made smaller than it is: `1 in 3 400`. */
export function oneIn(rate: number): string {
  const n = Math.floor(1 / rate);
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, n))) - 1);
  return n < 2 ? `${Math.ceil(1000 * rate) / 10} %` : `1 in ${grouped(Math.floor(n / scale) * scale)}`;
}

function since(event: Since | null): string {
  if (event === null) return "none yet";
  const cases = `${grouped(event.cases)} cases ago`;
  return event.seconds === null ? cases : `${lasting(event.seconds)} ago, ${cases}`;
}

function stabilityText({ repeated, same, findings, again }: Stability): string {
  const share = (met: number, feasible: number): string => percentage({ met, feasible });
  const parts = [
    ...(repeated > 0 ? [`${share(same, repeated)} of ${grouped(repeated)} calls`] : []),
    ...(findings > 0 ? [`${share(again, findings)} of ${findings} findings`] : []),
  ];
  return parts.length === 0 ? "nothing repeated yet" : parts.join(", ");
}

/** Whether going on is worth it, in a sentence. */
export function outlookText({ worthwhile, quiet, newRateBelow, newCells }: Outlook, anHour: number | null): string {
  if (!worthwhile && newRateBelow !== null)
    return `not worth much more: nothing new in the last ${grouped(quiet)} cases; fewer than ${oneIn(newRateBelow)} show anything new`;
  if (newCells === null) return "too early to say";
  if (newCells === 0 || (anHour !== null && anHour < 1))
    return "few new combinations are to be expected; the longer nothing is new, the less it is worth";
  const expected =
    anHour === null
      ? `${grouped(newCells)} new combinations in another epoch`
      : `${grouped(anHour)} new combinations in the next hour`;
  return `still worth it: about ${expected}`;
}

const STATES: Readonly<Record<CampaignView["state"], string>> = {
  judging: "running",
  shrinking: "shrinking what was found",
  stored: "as stored",
  running: "running",
  done: "done",
  interrupted: "interrupted",
  failed: "failed",
};

/** Columns from which boxes stand side by side. */
const WIDE = 100;

/** Alarms that are shown at most; each kind is one line. */
const MOST_ALARMS = 4;

/** Lines that findings get before anything is told of rates. */
const LEAST_FINDINGS = 3;

/** Columns below which nothing is made narrower. */
const NARROWEST = 20;

type Field = readonly [name: string, text: string];

function fieldLines(fields: readonly Field[], columns: number, style: TextStyle): string[] {
  return fields.map(([name, text]) => ` ${style.dim(toWidth(name, 10))}${toWidth(text, columns - 11)}`);
}

/** A heading across the columns: `── met ───────`. */
function rule(text: string, columns: number, style: TextStyle): string {
  const shown = plain(text);
  const head = `── ${shown} `;
  const rest = columns - widthOf(head);
  return rest < 0 ? toWidth(head, columns) : `${style.dim("── ")}${style.bold(shown)} ${style.dim("─".repeat(rest))}`;
}

function sideBySide(left: readonly string[], right: readonly string[], columns: number): string[] {
  return Array.from(
    { length: Math.max(left.length, right.length) },
    (_, k) => `${left[k] ?? " ".repeat(columns)}  ${right[k] ?? ""}`,
  );
}

function findingLine({ id, severe, count, again }: ShownFinding, columns: number, style: TextStyle): string {
  const mark = severe ? style.red("✗") : style.yellow("!");
  const number = grouped(count).padStart(13);
  const remark = again === "" ? "" : `  ${again}`;
  return ` ${mark} ${toWidth(`${id}${remark}`, columns - 3 - number.length)}${number}`;
}

/**
 * A status screen, line by line, none wider than `columns`, no more than `rows`: what there is no room for is left out from the least telling on.
 */
export function campaignScreen(view: CampaignView, columns: number, rows: number, style: TextStyle): string[] {
  const width = Math.max(NARROWEST, columns);
  const wide = width >= WIDE;
  const half = wide ? Math.floor((width - 2) / 2) : width;
  const time = view.seconds === null ? "" : lasting(view.seconds);
  const state = `${STATES[view.state]}${time === "" ? "" : ` · ${time}`}`;
  const room = width - widthOf(state) - 1;
  const title = `nllgrad fuzz   ${view.title}`;
  const head = [room < NARROWEST ? style.bold(toWidth(title, width)) : `${style.bold(toWidth(title, room))} ${state}`];
  if (view.facts !== "") head.push(style.dim(toWidth(view.facts, width)));
  const run = [
    rule("run", half, style),
    ...fieldLines(
      [
        ["cases", grouped(view.cases)],
        ...(view.rate === null
          ? []
          : [["rate", `${grouped(view.rate.now)} a second, ${grouped(view.rate.mean)} on average`] as const]),
        [
          "epoch",
          view.state === "stored"
            ? `${view.epochs} ended`
            : `${view.epochs + 1}, ${view.shards.done} of ${view.shards.of} shards`,
        ],
        ["stability", stabilityText(view.stability)],
      ],
      half,
      style,
    ),
  ];
  const met = [
    rule("met", half, style),
    ...fieldLines(
      [
        ["pairs", `${percentage(view.pairs)}   ${grouped(view.pairs.met)} of ${grouped(view.pairs.feasible)}`],
        ["triples", `${percentage(view.triples)}   ${grouped(view.triples.met)} of ${grouped(view.triples.feasible)}`],
        ["new cell", since(view.newCell)],
        ["new kind", since(view.newFinding)],
      ],
      half,
      style,
    ),
  ];
  const risk = view.residual.map(
    ({ stratum, cases, failing, failureRateBelow }): Field => [
      stratum,
      `below ${oneIn(failureRateBelow)}   ${failing > 0 ? `${grouped(failing)} of ${grouped(cases)} failed` : `after ${grouped(cases)} cases`}`,
    ],
  );
  const inHalf = (fields: readonly Field[]): string[] => fieldLines(fields, half, style);
  const middle = Math.ceil(risk.length / 2);
  const riskLines = wide ? sideBySide(inHalf(risk.slice(0, middle)), inHalf(risk.slice(middle)), half) : inHalf(risk);
  const foot = [
    ...view.alarms.slice(-MOST_ALARMS).map((alarm) => style.red(toWidth(` ! ${alarm}`, width))),
    ` ${style.dim(toWidth("going on", 10))}${toWidth(outlookText(view.outlook, view.newCellsAnHour), width - 11)}`,
    style.dim(toWidth(` ${view.hint}`, width)),
  ];
  const top = [...head, ...(wide ? sideBySide(run, met, half) : [...run, ...met])];
  const riskBlock = [rule("failure rate of unsteered cases, with 95 % confidence", width, style), ...riskLines];
  const spare = rows - top.length - foot.length - 1;
  const kinds = [...view.findings].sort((a, b) => Number(b.severe) - Number(a.severe) || b.count - a.count);
  const withRisk = view.residual.length > 0 && spare - riskBlock.length >= Math.min(LEAST_FINDINGS, kinds.length);
  const lines = Math.max(0, spare - (withRisk ? riskBlock.length : 0));
  const shown = kinds.length > lines ? kinds.slice(0, Math.max(0, lines - 1)) : kinds;
  const more = kinds.length - shown.length;
  const found = [
    rule(`findings ${kinds.length}${view.unconfirmed > 0 ? `, ${view.unconfirmed} more to confirm` : ""}`, width, style),
    ...shown.map((finding) => findingLine(finding, width, style)),
    ...(more > 0 && lines > 0 ? [style.dim(toWidth(`   and ${more} more`, width))] : []),
  ];
  const all = [...top, ...found, ...(withRisk ? riskBlock : []), ...foot];
  // A window of a few lines: the end tells what to do, the beginning what it is.
  return all.length > rows ? [...all.slice(0, Math.max(0, rows - foot.length)), ...foot].slice(0, rows) : all;
}
