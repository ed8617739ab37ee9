import type { Platform } from "../core/contract.ts";
import type { Case } from "../properties/case.ts";
import { type Evidence, type ExaminedCall, isCellKind, NO_CELLS } from "../properties/diagnosis/evidence.ts";
import { baseOf } from "../properties/diagnosis/influence/changes.ts";
import type { Followed } from "../properties/diagnosis/influence/followed.ts";
import { telling } from "../properties/diagnosis/telling.ts";
import { type StratumName, Stream } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import type { Violation } from "../properties/violation.ts";
import type { Asked } from "./answering.ts";
import type { Confirmed } from "./confirmed.ts";
import type { Drawing } from "./findings.ts";
import { probesOf } from "./probes.ts";
import type { Bucket, Reply } from "./protocol.ts";
import { mainCase, settle } from "./workplace.ts";

/** Places of plans that are drawn again for what is told of a finding's cause. */
const DRAWN_AGAIN = 4000;

/** Calls of each sort, those that failed and those that passed, that are made again to look at their cells. */
const EXAMINED = 32;

/** Cells of the calls that are made again, in all. */
const MOST_CELLS = 2 ** 23;

/** The calls of a bucket's stratum, entry and reduction up to the last that is known to fail: what was judged, by drawing it again. */
export function judgedCalls(bucket: Bucket, setup: Drawing, platform: Platform): ExaminedCall[] {
  if (bucket.stratum === "examples") return [];
  const bad = new Set(bucket.failing);
  const last = Math.min(Math.max(...bucket.failing), bucket.from + DRAWN_AGAIN);
  return [...drawn(bucket, bucket.stratum, bucket.from, last + 1, setup, platform)].map(([index, c]) => ({
    case: c,
    failing: bad.has(index),
    ...NO_CELLS,
  }));
}

/** Calls of a bucket's entry and reduction that a stratum draws. */
function* drawn(
  { violation: { entry, reduction } }: Bucket,
  stratum: StratumName,
  from: number,
  to: number,
  setup: Drawing,
  platform: Platform,
): Generator<readonly [number, Case]> {
  const stream = new Stream(setup.seed, platform, setup.campaign?.steering, setup.wanted);
  for (let index = from; index < to; index++) {
    const c = mainCase(stream.draw(stratum, index));
    if (c !== null && c.entry === entry && c.reduction === reduction) yield [index, c];
  }
}

/** Calls of a sort that judging has to have shown before others are drawn besides. */
const ENOUGH = 24;

/** Small calls that nobody judged yet, where too few passed; they tell what small calls have in common that large ones lack. */
function smallCalls(bucket: Bucket, judged: readonly ExaminedCall[], setup: Drawing, platform: Platform): Case[] {
  if (judged.filter(({ failing }) => !failing).length >= ENOUGH) return [];
  const small: Case[] = [];
  for (const [, c] of drawn(bucket, "small", 0, DRAWN_AGAIN, setup, platform)) {
    small.push(c);
    if (small.length >= EXAMINED) break;
  }
  return small;
}

/** Whether calls that show a finding return: then they can be made again. */
function comesBack({ cell: { kind }, received }: Violation): boolean {
  return isCellKind(kind) || (kind === "around" && received.startsWith("a write"));
}

const asPlan = (call: Case): GradientPlan => settle({ kind: "call", before: [], call, watch: "nothing" }, true);

/** The plans to make again: the shrunk one, and calls that were judged, as many that failed as that passed, or others in their place. */
function plansToExamine(
  bucket: Bucket,
  plan: GradientPlan,
  judged: readonly ExaminedCall[],
  setup: Drawing,
  platform: Platform,
): GradientPlan[] {
  const isOfCells = comesBack(bucket.violation);
  const some = (failing: boolean): Case[] => {
    const calls = judged.filter((call) => call.failing === failing);
    const step = Math.max(1, calls.length / EXAMINED);
    return Array.from({ length: Math.min(calls.length, EXAMINED) }, (_, k) => (calls[Math.floor(k * step)] as ExaminedCall).case);
  };
  let cells = 0;
  const others = smallCalls(bucket, judged, setup, platform);
  const plans = (isOfCells ? [...some(true), ...some(false), ...others] : others).filter((c) => {
    cells += c.batch * c.classNum;
    return cells <= MOST_CELLS;
  });
  if (!isOfCells || plan.kind !== "call") return plans.map(asPlan);
  const shrunk = [plan, ...(plan.before.length === 0 ? [] : [telling(plan)])];
  return [...shrunk.map((one) => ({ ...settle(one, true), watch: "nothing" }) as GradientPlan), ...plans.map(asPlan)];
}

/** Calls around the one that a finding was shrunk to, if it needs no other. */
function plansAround(plan: GradientPlan, again: Confirmed["again"], violation: Violation, platform: Platform): GradientPlan[] {
  if (plan.kind !== "call" || plan.before.length > 0 || again === "never" || !comesBack(violation)) return [];
  return probesOf(plan.call, platform).map(asPlan);
}

/** Asks a host; `null` if it died of it. */
export type Ask = <K extends Reply["kind"]>(request: Asked) => Promise<Extract<Reply, { kind: K }> | null>;

/** What is known of a finding: calls that were judged, and others made again for it. */
export async function gathered(
  confirmed: Confirmed,
  { setup, patience }: { readonly setup: Drawing; readonly patience: number },
  platform: Platform,
  ask: Ask,
): Promise<Evidence> {
  const { bucket, plan, violation, again } = confirmed;
  const judged = judgedCalls(bucket, setup, platform);
  const shrunk = mainCase(plan);
  const calls: ExaminedCall[] =
    comesBack(violation) || shrunk === null ? [] : [...judged, { ...NO_CELLS, case: shrunk, failing: true }];
  const asked = [plansToExamine(bucket, plan, judged, setup, platform), plansAround(plan, again, violation, platform)];
  for (const [k, plans] of asked.entries()) {
    if (plans.length === 0) continue;
    const examined = await ask<"examined">({ kind: "examine", plans, violation, wait: k === 0, patience });
    if (examined === null) break;
    calls.push(...examined.calls);
  }
  return { ...confirmed, calls, followed: await followed(confirmed, calls, patience, ask) };
}

/** What wrong cells follow, if the finding is about cells and needs no other call. */
async function followed(
  { plan, again, violation }: Confirmed,
  calls: readonly ExaminedCall[],
  patience: number,
  ask: Ask,
): Promise<Followed | null> {
  const { kind } = violation.cell;
  if (!isCellKind(kind) || plan.kind !== "call" || plan.before.length > 0 || again !== "always") return null;
  const call = baseOf(calls);
  if (call === null) return null;
  return (await ask<"followed">({ kind: "follow", call, cells: kind, patience }))?.followed ?? null;
}
