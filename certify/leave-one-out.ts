import { type Certificate, killersOf, strataOf, type WrongKernel } from "./certificate.ts";

/** What would let wrong kernels pass if it were gone. */
export interface Pillar {
  readonly kind: "property" | "stratum";
  readonly name: string;
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

/** What kernels rest on alone: from all that was found, what remains when one property's, or one stratum's, findings are discarded. */
export function pillarsOf(certificate: Certificate): Pillar[] {
  const rests = { property: new Map<string, WrongKernel[]>(), stratum: new Map<string, WrongKernel[]>() };
  for (const kernel of killed(certificate)) {
    for (const [kind, names] of [
      ["property", killersOf(kernel)],
      ["stratum", strataOf(kernel)],
    ] as const) {
      const [name, ...others] = names as [string, ...string[]];
      if (others.length === 0) rests[kind].set(name, [...(rests[kind].get(name) ?? []), kernel]);
    }
  }
  return (["property", "stratum"] as const).flatMap((kind) =>
    [...rests[kind]]
      .map(([name, kernels]) => ({ kind, name, kernels }))
      .sort((a, b) => b.kernels.length - a.kernels.length || (a.name < b.name ? -1 : 1)),
  );
}

/** The same by class of defect. */
export function restsByClass(certificate: Certificate): ClassRest[] {
  const classes = [...new Set(certificate.wrong.map(({ defectClass }) => defectClass))].sort();
  return classes.map((defectClass) => {
    const kernels = killed(certificate).filter((kernel) => kernel.defectClass === defectClass);
    return {
      defectClass,
      kernels: kernels.length,
      onOneProperty: kernels.filter((kernel) => killersOf(kernel).length === 1).length,
      onOneStratum: kernels.filter((kernel) => strataOf(kernel).length === 1).length,
    };
  });
}

function killed({ wrong }: Certificate): WrongKernel[] {
  return wrong.filter((kernel) => killersOf(kernel).length > 0);
}
