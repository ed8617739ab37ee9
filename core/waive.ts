import { verdictOf } from "./gate.ts";
import type { Finding, Run } from "./record.ts";
import type { WaiverStatus } from "./record-gate.ts";

/** A known deviation that is let pass for a while. */
export type Waiver = Pick<WaiverStatus, "finding" | "reason" | "link" | "token" | "expires">;

/**
 * What came of a waiver's pinned case: it shows what is waived, it passes, it shows something else (whose identities these are), or
 * there was nothing to run it on and why.
 */
export type Pinned =
  | { readonly kind: "shows" }
  | { readonly kind: "passes" }
  | { readonly kind: "other"; readonly identities: readonly string[] }
  | { readonly kind: "untried"; readonly why: string };

/** Whether an identity is one that a pattern means: `*` stands for any characters, everything else for itself. */
export function meets(pattern: string, identity: string): boolean {
  const [first, ...rest] = pattern.split("*") as [string, ...string[]];
  if (rest.length === 0) return identity === pattern;
  const last = rest.pop() as string;
  if (!identity.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = identity.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return identity.length - last.length >= at && identity.endsWith(last);
}

/** `today` is a day, `2026-01-31`, as is a waiver's last. */
export function hasExpired({ expires }: Waiver, today: string): boolean {
  return expires < today;
}

/** A run with the findings marked that its waivers cover, and the verdict that follows. */
export function applyWaivers(
  run: Run,
  waivers: readonly { readonly waiver: Waiver; readonly pinned: Pinned }[],
  today: string,
): Run {
  const all = [...run.violations, ...run.warnings];
  const states = waivers.map(({ waiver, pinned }) => ({
    ...waiver,
    ...stateOf(
      waiver,
      pinned,
      all.filter(({ id }) => meets(waiver.finding, id)),
      run,
      today,
    ),
  }));
  const used = states.filter(({ state }) => state === "used");
  const mark = (finding: Finding): Finding => ({
    ...finding,
    waived: used.find((waiver) => meets(waiver.finding, finding.id))?.finding ?? null,
  });
  const marked = { ...run, violations: run.violations.map(mark), warnings: run.warnings.map(mark), waivers: states };
  return { ...marked, verdict: run.verdict === "error" ? "error" : verdictOf(marked) };
}

function stateOf(
  waiver: Waiver,
  pinned: Pinned,
  covered: readonly Finding[],
  { complete, verdict }: Run,
  today: string,
): Pick<WaiverStatus, "state" | "why"> {
  if (hasExpired(waiver, today))
    return { state: "expired", why: `expired on ${waiver.expires}: mend the kernel, or set another day with the reason why` };
  if (verdict === "error") return { state: "idle", why: "the harness failed" };
  switch (pinned.kind) {
    case "untried":
      return { state: "unmatched", why: `its pinned case cannot be run: ${pinned.why}` };
    case "passes":
      return {
        state: "unneeded",
        why:
          covered.length === 0
            ? "its pinned case passes now: remove it"
            : `its pinned case passes now, and ${covered[0]?.id} still shows: remove it, or pin ${covered[0]?.token ?? "that"}`,
      };
    case "other":
      return {
        state: "unmatched",
        why: `its pinned case shows ${pinned.identities.join(", ")}, which it does not name: correct one of them`,
      };
    case "shows":
      if (covered.length > 0) return { state: "used", why: "" };
      return complete
        ? { state: "unmatched", why: "no finding of this run has that identity: name one that the run shows" }
        : { state: "idle", why: "the run was cut short, or not asked for it" };
  }
}
