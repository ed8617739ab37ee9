import { type Outcome, RETURNED } from "../../core/contract.ts";
import { type CallShape, ENTRIES } from "../../reference/operator.ts";
import { UnusableTarget } from "../unusable.ts";
import type { Kernels } from "./kernels.ts";
import type { LoadedLibrary } from "./loaded.ts";

/** Odd numbers that mix the sizes of a call, so that shapes next to each other are not called in one order: primes. */
const MIX = { batch: 31, classNum: 17, reduction: 7 } as const;

/**
 * The cores of a call's mask, in the order in which they are called: ascending, descending, or ascending from another
 * core than the first. On a device the order is not given; here it is a function of the call alone, so that a case that
 * fails fails again.
 */
export function coresInOrder({ batch, classNum, reduction, coreMask }: CallShape): number[] {
  const cores: number[] = [];
  for (let core = 0; core < 32; core++) if ((coreMask >>> core) & 1) cores.push(core);
  const mixed = (MIX.batch * batch + MIX.classNum * classNum + MIX.reduction * reduction + coreMask) % (cores.length + 1);
  if (mixed === cores.length) return cores.reverse();
  return [...cores.slice(mixed), ...cores.slice(0, mixed)];
}

/**
 * The same kernels, `_s` called once on each core of its mask, one after another, `_p` on core 0. Before each call the
 * library's function `hook` is told the core.
 *
 * @throws UnusableTarget if the library lacks the hook.
 */
export function onEachCore(kernels: Kernels, path: string, library: LoadedLibrary, hook: string): Kernels {
  const setCore = library.find(hook, "void", ["int"]);
  if (setCore === null) {
    throw new UnusableTarget(
      `${path}: has no function ${hook}, by which the policy call-model each-core tells a kernel its core; export void ${hook}(int core), or name another with "core" in the policy file`,
    );
  }
  return {
    entries: kernels.entries,
    call(shape, offsets, base) {
      const cores = ENTRIES[shape.entry].storage === "s" ? coresInOrder(shape) : [0];
      let outcome: Outcome = RETURNED;
      for (const core of cores) {
        outcome = setCore.call([core]);
        if (outcome.kind === "returned") outcome = kernels.call(shape, offsets, base);
        if (outcome.kind !== "returned") break;
      }
      return outcome;
    },
  };
}
