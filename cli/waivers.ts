import { UnusableTarget } from "../adapters/unusable.ts";
import type { Run } from "../core/record.ts";
import { applyWaivers, hasExpired, meets, type Pinned, type Waiver } from "../core/waive.ts";
import { decodeToken, type GradientPlan, InvalidToken } from "../properties/token.ts";
import { identityOf } from "../properties/violation.ts";
import { CLAUSE_IDS } from "../reference/clauses.ts";
import { type PlatformId, shortName } from "../reference/platforms.ts";
import type { Target } from "../runner/protocol.ts";
import { replayToken } from "../runner/replay.ts";
import { HarnessFailure } from "../runner/session.ts";
import { UsageError } from "./arguments.ts";
import { type NamedFile, readAs, readText } from "./read-json.ts";

/** A waiver as the file has it: whom it is for besides. */
interface AddressedWaiver extends Waiver {
  /** The target's name; `*` stands for any characters. */
  readonly target: string;
  /** The platform's name. */
  readonly platform: string;
}

/** A waiver with the plan that its token names. */
export interface ReadWaiver extends AddressedWaiver {
  readonly plan: GradientPlan;
}

/**
 * Reads a file of waivers.
 *
 * @throws UsageError that names the file, the place in it, what is wrong there and what is taken.
 */
export function readWaivers(file: string): readonly ReadWaiver[] {
  const named: NamedFile = { option: "--waivers", file, what: "a file of waivers" };
  const read = readAs(named, readText(named), "waivers.schema.json", { unknown: "refused" });
  const { waivers } = read as { readonly waivers: readonly AddressedWaiver[] };
  return waivers.map((waiver, k) => {
    const refuse = (field: string, what: string): UsageError =>
      new UsageError(`--waivers ${file}: waivers[${k}].${field}: ${what}`);
    const same = ({ finding, target, platform }: AddressedWaiver): boolean =>
      finding === waiver.finding && target === waiver.target && platform === waiver.platform;
    if (waivers.findIndex(same) < k) throw refuse("finding", "stands there twice for one target; keep one of them");
    if (!isDay(waiver.expires)) throw refuse("expires", `${waiver.expires} is no day; give one as 2026-12-31`);
    if (!CLAUSE_IDS.some((clause) => couldMeet(waiver.finding, clause)))
      throw refuse(
        "finding",
        `${JSON.stringify(waiver.finding)} begins with no clause; give a finding's id, as the record has it`,
      );
    return { ...waiver, plan: planOf(waiver, refuse) };
  });
}

function planOf({ token, platform }: AddressedWaiver, refuse: (field: string, what: string) => UsageError): GradientPlan {
  try {
    const reproduction = decodeToken(token);
    const own = shortName(reproduction.platform);
    if (own !== platform) throw refuse("token", `is of ${own}, and the waiver of ${platform}; give one of that platform`);
    return reproduction.plan;
  } catch (error) {
    if (error instanceof InvalidToken) throw refuse("token", error.message);
    throw error;
  }
}

/** Whether a pattern can mean a finding of a clause. */
function couldMeet(pattern: string, clause: string): boolean {
  const [head] = pattern.split("/") as [string];
  return pattern.includes("/") ? meets(head, clause) : pattern.includes("*") && meets(pattern, `${clause}/`);
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The waivers of a file that are for a target and a platform. */
export function waiversFor(waivers: readonly ReadWaiver[], target: string, platform: PlatformId): readonly ReadWaiver[] {
  return waivers.filter((waiver) => waiver.platform === shortName(platform) && meets(waiver.target, target));
}

/** What pinned cases are run on. */
export interface PinnedOn {
  readonly target: Target;
  /** Milliseconds that a call may take. */
  readonly timeout: number;
  /** The day, UTC: `2026-01-31`. */
  readonly today: string;
}

/** Runs the pinned case of each waiver, and marks what they cover. */
export async function waive(run: Run, waivers: readonly ReadWaiver[], on: PinnedOn): Promise<Run> {
  const tried: { waiver: Waiver; pinned: Pinned }[] = [];
  for (const { plan: _plan, target: _target, platform: _platform, ...waiver } of waivers)
    tried.push({ waiver, pinned: await runPinned(waiver, run, on) });
  return applyWaivers(run, tried, on.today);
}

async function runPinned(waiver: Waiver, run: Run, { target, timeout, today }: PinnedOn): Promise<Pinned> {
  if (hasExpired(waiver, today) || run.verdict === "error") return { kind: "untried", why: "it was not tried" };
  try {
    const { violations } = await replayToken(waiver.token, target, timeout);
    if (violations.length === 0) return { kind: "passes" };
    // A finding may be filed under another clause than the one that its case breaks first, once it is known what it depends on.
    const shows = violations.some((violation) =>
      CLAUSE_IDS.some((clause) => meets(waiver.finding, identityOf({ ...violation, clause }))),
    );
    return shows ? { kind: "shows" } : { kind: "other", identities: [...new Set(violations.map(identityOf))] };
  } catch (error) {
    if (error instanceof UnusableTarget || error instanceof HarnessFailure) return { kind: "untried", why: error.message };
    throw error;
  }
}
