import type { ProofPart, ProofRecord } from "../core/proof.ts";
import type { TextStyle } from "./text.ts";

/** 4294967296 as `2^32`, and what is no power of two, or small, as it is. */
function numberOf(n: number): string {
  const power = Math.log2(n);
  return n >= 2 ** 20 && Number.isInteger(power) ? `2^${power}` : String(n);
}

function renderPart(part: ProofPart, style: TextStyle): string[] {
  const { what, unit, tried, of, asked, wrong, why } = part;
  const mark = wrong.some(({ level }) => level === "MUST")
    ? style.red("✗")
    : wrong.length > 0
      ? style.yellow("!")
      : tried === of
        ? style.green("✓")
        : style.yellow("?");
  const how =
    tried === of
      ? `all ${numberOf(of)} ${unit}`
      : `${numberOf(tried)} of ${numberOf(of)} ${unit}${asked < of ? ", a stripe" : ""}`;
  return [
    `  ${mark} ${what}: ${how}${why === "" ? "" : `; ${why}`}`,
    ...wrong.map(
      ({ clause, count, pattern }) =>
        `      ${style.bold(clause)}   ${count} ${count === 1 ? unit.slice(0, -1) : unit}${pattern === "" ? "" : `: ${pattern}`}`,
    ),
  ];
}

/** What was proved, part by part, what cannot be, and the verdict. */
export function renderProof({ run, proof }: ProofRecord, style: TextStyle): string {
  const pairs = proof.parts.filter(({ unit }) => unit === "pairs");
  const verdict = {
    proved: style.green("✓ proved"),
    refuted: style.red("✗ refuted"),
    unfinished: style.yellow("? not proved"),
    failed: style.red("! error"),
  }[proof.verdict];
  const claim =
    proof.verdict === "proved"
      ? pairs.length > 0
        ? "all 2^32 pairs of halves in sum and none, each half as each operand of mean, every mask"
        : "every mask; of floats no more can be"
      : proof.verdict === "unfinished"
        ? proof.stripe > 1
          ? `one in ${proof.stripe} was asked for, and no violation found in it`
          : "not everything ran; no violation was found in what did"
        : `${run.violations.length} ${run.violations.length === 1 ? "violation" : "violations"}`;
  const warnings =
    run.warnings.length === 0 ? "" : `, ${run.warnings.length} ${run.warnings.length === 1 ? "warning" : "warnings"}`;
  return [
    ...proof.parts.flatMap((part) => renderPart(part, style)),
    ...proof.beyond.map((text) => `  ${style.dim(`· not of what is proved: ${text}`)}`),
    "",
    `${verdict}   ${style.bold(run.target)} · ${run.platform}   ${style.dim(`${claim}${warnings}, ${run.seconds.toFixed(1)} s`)}`,
  ].join("\n");
}
