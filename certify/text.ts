import type { TextStyle } from "../reports/text.ts";
import { accusedOf, type Certificate, type Hunt, killersOf, survivorsOf, type WrongKernel } from "./certificate.ts";
import { diagnosesLine, diagnosesOf, isBelowFloor, missLine } from "./diagnosis.ts";
import type { Part } from "./judge.ts";
import { pillarsOf, restsByClass } from "./leave-one-out.ts";

/** Kernels that took the most cases to kill. */
const HARDEST = 10;

/** Kernels that a pillar names. */
const NAMED = 8;

/** What came of it, for a terminal: what is not as it should be whole, of the rest the interesting. */
export function renderCertificate(certificate: Certificate, style: TextStyle): string {
  const { wrong, right, aside, seeds, tier, seconds } = certificate;
  const survivors = survivorsOf(certificate);
  const accused = accusedOf(certificate);
  const lines: string[] = [];
  const missed = (kernel: WrongKernel): string =>
    kernel.hunts
      .filter(({ killed }) => !killed)
      .map(({ seed }) => seed)
      .join(", ");
  for (const kernel of survivors)
    lines.push(
      `${style.red("✗")} ${style.bold(kernel.name)}   survives${seeds.length === 1 ? "" : ` under seed ${missed(kernel)}`}   ${style.dim(kernel.clauses.join(", "))}`,
      `  ${kernel.defect}`,
    );
  for (const kernel of accused)
    for (const { seed, accusations } of kernel.trials)
      for (const accusation of accusations)
        lines.push(`${style.red("✗")} ${style.bold(kernel.name)}   accused under seed ${seed}: ${accusation}`);
  for (const { name, trials } of right) {
    const beyond = [...new Set(trials.flatMap(({ unexpected }) => unexpected))];
    if (beyond.length > 0)
      lines.push(`${style.yellow("!")} ${name}   warned of ${beyond.join(", ")}, which its header does not name`);
  }
  for (const { name, why, needed } of aside)
    lines.push(`${needed ? style.red("✗") : style.dim("-")} ${name}   not judged: ${why}`);
  if (lines.length > 0) lines.push("");
  lines.push(...hardestLines(wrong, style));
  const hunts = wrong.flatMap((kernel) => kernel.hunts);
  const killed = hunts.filter((hunt) => hunt.killed).length;
  const trials = right.flatMap((kernel) => kernel.trials).length;
  const under = seeds.length === 1 ? `seed ${seeds[0]}` : `each of ${seeds.length} seeds from ${seeds[0]}`;
  const parts = [
    ...(wrong.length > 0 ? [`${killed} of ${hunts.length} hunts of ${wrong.length} wrong kernels end in a kill`] : []),
    ...(right.length > 0 ? [`${accused.length} of ${right.length} right kernels accused in ${trials} trials`] : []),
  ];
  const diagnoses = diagnosesOf(certificate);
  if (diagnoses !== null)
    lines.push(
      ...diagnoses.misses.map((miss) => `${style.yellow("!")} ${missLine(miss)}`),
      `${isBelowFloor(certificate) ? style.red("✗") : style.green("✓")} ${diagnosesLine(diagnoses)}`,
    );
  const good = survivors.length + accused.length === 0 && aside.every(({ needed }) => !needed);
  lines.push(`${good ? style.green("✓") : style.red("✗")} ${parts.join(", ")}`);
  lines.push(style.dim(`tier ${tier}, ${under}, ${seconds.toFixed(1)} s`));
  return `${lines.join("\n")}\n`;
}

function hardestLines(wrong: readonly WrongKernel[], style: TextStyle): string[] {
  const worst = ({ hunts }: WrongKernel): Hunt => [...hunts].sort((a, b) => b.cases - a.cases)[0] as Hunt;
  const hardest = wrong
    .filter(({ hunts }) => hunts.every(({ killed }) => killed))
    .map((kernel) => ({ kernel, hunt: worst(kernel) }))
    .sort((a, b) => b.hunt.cases - a.hunt.cases)
    .slice(0, HARDEST);
  if (hardest.length === 0) return [];
  const width = Math.max(...hardest.map(({ kernel }) => kernel.name.length));
  const rows = hardest.map(
    ({ kernel, hunt }) =>
      `  ${kernel.name.padEnd(width)}  ${String(hunt.cases).padStart(7)} cases  ${hunt.seconds.toFixed(1).padStart(6)} s  ${hunt.tier}   ${style.dim(killersOf(kernel).join("; "))}`,
  );
  return [style.bold("Hardest to kill"), ...rows, ""];
}

/** What the kills rest on, for a terminal. */
export function renderLeaveOneOut(certificate: Certificate, style: TextStyle): string {
  const lines = [style.bold("Left out one at a time: wrong kernels that would pass")];
  const pillars = pillarsOf(certificate);
  for (const { kind, name, kernels } of pillars) {
    const named = kernels.slice(0, NAMED).map((kernel) => kernel.name.replace("wrong/", ""));
    const more = kernels.length > NAMED ? `, and ${kernels.length - NAMED} more` : "";
    lines.push(
      `  ${String(kernels.length).padStart(3)}  without the ${kind} ${style.bold(name)}   ${style.dim(named.join(", ") + more)}`,
    );
  }
  lines.push("", style.bold("By class of defect"));
  lines.push(`  ${"".padEnd(10)}  kernels  on one property  on one stratum`);
  for (const { defectClass, kernels, onOneProperty, onOneStratum } of restsByClass(certificate))
    lines.push(
      `  ${defectClass.padEnd(10)}  ${String(kernels).padStart(7)}  ${String(onOneProperty).padStart(15)}  ${String(onOneStratum).padStart(14)}`,
    );
  const on = (kind: Part["kind"], kernel: WrongKernel): boolean =>
    pillars.some((pillar) => pillar.kind === kind && pillar.kernels.includes(kernel));
  const both = certificate.wrong.filter((kernel) => on("property", kernel) && on("stratum", kernel));
  lines.push(
    "",
    `${both.length} wrong kernels rest on one property and one stratum: ${both.map(({ name }) => name.replace("wrong/", "")).join(", ")}`,
  );
  return `${lines.join("\n")}\n\n`;
}
