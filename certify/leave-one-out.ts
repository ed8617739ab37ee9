import { type Certificate, killersOf, NO_CASE, strataOf, type WrongKernel } from "./certificate.ts";
import type { Part } from "./judge.ts";

/** What would let wrong kernels pass if it were gone. */
export interface Pillar extends Part {
  /** Wrong kernels that nothing else kills. */
  readonly kernels: readonly WrongKernel[];
}

/** How much of a class of defects rests on one thing. */
export interface ClassRest {
  readonly defectClass: string;
  readonly kernels: number;
  readonly onOneProperty: number;
  readonly onOneStratum: number;
}

/**
 * The property, and the stratum, that alone found a kernel: they may have kept others from finding it, since a cell is filed under one
 * property, and what ends the process too often is left out of what follows.
 */
export function loneParts(kernel: Pick<WrongKernel, "hunts">): Part[] {
  const lone = (kind: Part["kind"], names: readonly string[]): Part[] =>
    names.length === 1 && names[0] !== NO_CASE ? [{ kind, name: names[0] as string }] : [];
  return [...lone("property", killersOf(kernel)), ...lone("stratum", strataOf(kernel))];
}

/** Whether a certificate tells what kernels rest on. */
export function wasLeftOut({ wrong }: Certificate): boolean {
  return wrong.some(({ leftOut }) => leftOut !== null);
}

/** What kernels rest on alone: the parts of the suite without which they passed. */
export function pillarsOf(certificate: Certificate): Pillar[] {
  const rests = { property: new Map<string, WrongKernel[]>(), stratum: new Map<string, WrongKernel[]>() };
  for (const kernel of certificate.wrong)
    for (const { kind, name } of restsOf(kernel)) rests[kind].set(name, [...(rests[kind].get(name) ?? []), kernel]);
  return (["property", "stratum"] as const).flatMap((kind) =>
    [...rests[kind]]
      .map(([name, kernels]) => ({ kind, name, kernels }))
      .sort((a, b) => b.kernels.length - a.kernels.length || (a.name < b.name ? -1 : 1)),
  );
}

function restsOf({ leftOut }: WrongKernel): Part[] {
  return (leftOut ?? []).filter(({ kills }) => kills.length === 0).map(({ part }) => part);
}

/** The same by class of defect. */
export function restsByClass(certificate: Certificate): ClassRest[] {
  const classes = [...new Set(certificate.wrong.map(({ defectClass }) => defectClass))].sort();
  return classes.map((defectClass) => {
    const kernels = killed(certificate).filter((kernel) => kernel.defectClass === defectClass);
    const on = (kind: Part["kind"]): number =>
      kernels.filter((kernel) => restsOf(kernel).some((part) => part.kind === kind)).length;
    return { defectClass, kernels: kernels.length, onOneProperty: on("property"), onOneStratum: on("stratum") };
  });
}

function killed({ wrong }: Certificate): WrongKernel[] {
  return wrong.filter((kernel) => killersOf(kernel).length > 0);
}
