import type { RunComparison } from "../core/record.ts";
import type { SpeedChange } from "../core/record-gate.ts";
import { oneLine } from "./plain.ts";
import type { TextStyle } from "./text.ts";

/** Identities of one kind that text shows; the record has them all. */
const SHOWN = 20;

/** A comparison in numbers, each with its word: none of them alone tells anything. */
export function countsOf({ new: fresh, changed, unchanged, fixed, unseen }: RunComparison): string {
  return [
    `${fresh.length} new`,
    `${fixed.length} fixed`,
    `${changed.length} changed`,
    `${unchanged.length} unchanged`,
    ...(unseen.length === 0 ? [] : [`${unseen.length} not seen`]),
  ].join(", ");
}

/** What changed, a kind a list, with what each entry is about. */
export function listsOf(comparison: RunComparison): readonly { readonly title: string; readonly lines: readonly string[] }[] {
  const { new: fresh, changed, unchanged, fixed, unseen, clauses, speed } = comparison;
  const moved = speed.filter(({ change }) => change !== "within noise");
  return [
    { title: "new", lines: fresh },
    { title: "fixed", lines: fixed.map(({ id, message }) => `${id}   ${message}`) },
    { title: "changed", lines: changed.map(({ id, what }) => `${id}   ${what.join("; ")}`) },
    { title: "unchanged", lines: unchanged },
    { title: "not seen", lines: unseen.map(({ id, message }) => `${id}   ${message}`) },
    { title: "clauses", lines: clauses.map(({ id, before, after }) => `${id}   ${after}, before ${before}`) },
    {
      title: "speed",
      lines: [
        ...moved.map(
          (one) => `${shapeOf(one)}   ${one.change}: ${share(one.after)} of a memset's speed, before ${share(one.before)}`,
        ),
        ...(moved.length === speed.length ? [] : [`${speed.length - moved.length} of ${speed.length} shapes within noise`]),
      ],
    },
  ].filter(({ lines }) => lines.length > 0);
}

const share = (part: number): string => String(Number(part.toPrecision(3)));

const shapeOf = ({ entry, reduction, batch, classNum }: SpeedChange): string => `${entry} ${reduction} ${batch} x ${classNum}`;

/** What a comparison rests on, in words. */
export function basisLine({ before }: RunComparison): string {
  if (before === null) return "nothing to compare with";
  return `against ${before.target} · ${before.platform}: ${before.verdict}, tier ${before.tier}, seed ${before.seed}, ${before.cases} cases, suite ${before.suite}`;
}

/** A comparison as text: what it rests on, what changed, and what could not be compared. */
export function renderComparison(comparison: RunComparison, style: TextStyle): string {
  const { caveats } = comparison;
  const field = (name: string, text: string): string => `  ${style.dim(name.padEnd(10))}${oneLine(text)}`;
  const lists = listsOf(comparison).flatMap(({ title, lines }) => [
    ...lines.slice(0, SHOWN).map((line, k) => field(k === 0 ? title : "", line)),
    ...(lines.length > SHOWN ? [field("", `and ${lines.length - SHOWN} more`)] : []),
  ]);
  return [
    field("baseline", basisLine(comparison)),
    ...lists,
    ...caveats.map((text) => field("mind", text)),
    field("", countsOf(comparison)),
  ].join("\n");
}
