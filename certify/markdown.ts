import { accusedOf, type Certificate, killersOf, strataOf, survivorsOf, type WrongKernel } from "./certificate.ts";
import { diagnosesLine, diagnosesOf, missLine } from "./diagnosis.ts";
import { pillarsOf, restsByClass, wasLeftOut } from "./leave-one-out.ts";

/** A certificate as a page of the documentation: pure Markdown, whole. */
export function markdownOf(certificate: Certificate): string {
  const { wrong, right, aside, seeds, tier } = certificate;
  const survivors = survivorsOf(certificate);
  const accused = accusedOf(certificate);
  const under = seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds from ${seeds[0]}`;
  return [
    "# The kill matrix",
    "",
    "Written by `nllgrad certify --report DIR`; what it means, and how to read it: [certify.md](certify.md).",
    "",
    `Tier ${tier}, ${under}: ${wrong.length - survivors.length} of ${wrong.length} wrong kernels are killed, ${accused.length} of ${right.length} right ones accused.`,
    "",
    "## Survivors and accused",
    "",
    ...listOrNone([...survivors, ...accused].map(({ name }) => `- ${name}`)),
    "",
    ...asideSection(aside),
    ...diagnosisSection(certificate),
    "## By property",
    "",
    ...table(["property", "kills", "the only one"], byProperty(certificate)),
    "",
    ...leftOutSection(certificate),
    "## Wrong kernels",
    "",
    ...table(
      ["kernel", "class", "breaks", "killed by", "in", "tier", "cases", "seconds"],
      wrong.map((kernel) => {
        const [hunt] = kernel.hunts;
        return [
          short(kernel) + (kernel.heldOut ? " (held out)" : ""),
          kernel.defectClass,
          kernel.clauses.join(", "),
          killersOf(kernel).join("; ") || "nothing",
          strataOf(kernel).join(", "),
          hunt?.tier ?? "",
          hunt?.cases ?? "",
          hunt?.seconds.toFixed(1) ?? "",
        ];
      }),
    ),
    "",
    "## Right kernels",
    "",
    ...table(
      ["kernel", "accused of", "warned of"],
      right.map(({ name, trials }) => [
        name.replace("right/", ""),
        [...new Set(trials.flatMap(({ accusations }) => accusations))].join("; ") || "nothing",
        [...new Set(trials.flatMap(({ warned }) => warned))].join(", ") || "nothing",
      ]),
    ),
    "",
  ].join("\n");
}

const short = ({ name }: Pick<WrongKernel, "name">): string => name.replace("wrong/", "");

function byProperty(certificate: Certificate): [string, number, number][] {
  const kills = new Map<string, number>();
  for (const kernel of certificate.wrong) for (const name of killersOf(kernel)) kills.set(name, (kills.get(name) ?? 0) + 1);
  const alone = (name: string): number =>
    certificate.wrong.filter((kernel) => killersOf(kernel).length === 1 && killersOf(kernel)[0] === name).length;
  return [...kills].sort(([, a], [, b]) => b - a).map(([name, count]) => [name, count, alone(name)]);
}

function leftOutSection(certificate: Certificate): string[] {
  if (!wasLeftOut(certificate)) return [];
  return [
    "## Left out one at a time",
    "",
    "Kernels that one property, or one stratum of cases, alone had found were hunted again without it. These pass then:",
    "",
    ...table(
      ["without", "", "kernels"],
      pillarsOf(certificate).map(({ kind, name, kernels }) => [kind, name, kernels.map((kernel) => short(kernel)).join(", ")]),
    ),
    "",
    ...table(
      ["class", "kernels", "on one property", "on one stratum"],
      restsByClass(certificate).map(({ defectClass, kernels, onOneProperty, onOneStratum }) => [
        defectClass,
        kernels,
        onOneProperty,
        onOneStratum,
      ]),
    ),
    "",
  ];
}

function diagnosisSection(certificate: Certificate): string[] {
  const diagnoses = diagnosesOf(certificate);
  if (diagnoses === null) return [];
  const line = diagnosesLine(diagnoses);
  return [
    "## Diagnosis",
    "",
    `${line.charAt(0).toUpperCase()}${line.slice(1)}. Another cause comes first for:`,
    "",
    ...listOrNone(diagnoses.misses.map((miss) => `- ${escapeCell(missLine(miss))}`)),
    "",
  ];
}

function asideSection(aside: Certificate["aside"]): string[] {
  if (aside.length === 0) return [];
  return ["## Not judged", "", ...aside.map(({ name, why }) => `- ${name}: ${escapeCell(why)}`), ""];
}

function listOrNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ["None."] : lines;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => escapeCell(String(cell))).join(" | ")} |`;
  return [line(head), `| ${head.map(() => "---").join(" | ")} |`, ...rows.map(line)];
}

/** Text of others in a table's cell: no markup, no line breaks, no end of the cell. */
function escapeCell(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\|<>*_`[\]]/g, (mark) => (mark === "_" ? mark : `\\${mark}`));
}
