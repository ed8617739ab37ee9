import { fullMask } from "../../../reference/platforms.ts";
import { SPLITS, shareOf } from "../shares.ts";
import type { Unit } from "../units.ts";
import { elementsOf, type Family, least, most, say, tail, VECTORS } from "./statement.ts";

const hex = (mask: number): string => `0x${mask.toString(16)}`;

const extents = [
  ["class_num", (u: Unit): number => u.c.classNum],
  ["batch", (u: Unit): number => u.c.batch],
] as const;

/** Extents that one call shows to be special if it fails: of a larger one it says nothing that others near it do not. */
const FEW = 64;

/** Names of the families about extents and cores. */
export type CallFamily =
  | "mask with gaps"
  | "mask not full"
  | "core in the mask"
  | "core not in the mask"
  | "one mask"
  | "number of cores"
  | "several cores"
  | "few rows"
  | "shape"
  | "large shape"
  | "limit of a type"
  | "small shape"
  | "one class"
  | "one shape"
  | "aligned rows"
  | "aligned shares";

/** Statements about extents and cores. */
export const CALL_FAMILIES: Readonly<Record<CallFamily, Family>> = {
  "mask with gaps": (_, { cores }) => [
    say(
      "core_mask has no core in one half of them",
      ({ c: { coreMask } }) => coreMask >>> (cores / 2) === 0 || coreMask % 2 ** (cores / 2) === 0,
    ),
    say("core_mask has gaps", (u) => (u.c.coreMask & (u.c.coreMask + 1)) !== 0),
    say("core_mask has gaps, and batch > 1", (u) => (u.c.coreMask & (u.c.coreMask + 1)) !== 0 && u.c.batch > 1),
    say("core_mask has a gap between two cores", ({ c: { coreMask } }) => {
      const low = coreMask / (coreMask & -coreMask);
      return (low & (low + 1)) !== 0;
    }),
  ],
  "mask not full": (_, platform) => [say(`core_mask != ${hex(fullMask(platform))}`, (u) => u.c.coreMask !== fullMask(platform))],
  "core in the mask": (_, { cores }) =>
    Array.from({ length: cores }, (__, k) => say(`core_mask has core ${k}`, (u) => (u.c.coreMask & (1 << k)) !== 0)),
  "core not in the mask": (_, { cores }) =>
    Array.from({ length: cores }, (__, k) => say(`core_mask lacks core ${k}`, (u) => (u.c.coreMask & (1 << k)) === 0)),
  "one mask": (wrong) => {
    const [mask] = new Set(wrong.map((u) => u.c.coreMask));
    return mask === undefined || mask === 1 || wrong.some((u) => u.c.coreMask !== mask)
      ? []
      : [say(`core_mask = ${hex(mask)}`, (u) => u.c.coreMask === mask)];
  },
  "number of cores": (wrong) =>
    [...new Set(wrong.map((u) => u.cores))].slice(0, 3).map((n) => say(`core_mask has ${n} cores`, (u) => u.cores === n)),
  "several cores": () => [
    say("core_mask has more than one core", (u) => u.cores > 1),
    say("core_mask has more than one core, and batch > 1", (u) => u.cores > 1 && u.c.batch > 1),
  ],
  "few rows": () => [
    say("batch < cores of core_mask", (u) => u.c.batch < u.cores),
    say(
      "batch < cores of core_mask, and column >= class_num - class_num % cores",
      (u) => u.c.batch < u.cores && u.column >= tail(u.c.classNum, u.cores),
    ),
  ],
  shape: (wrong) => [
    ...extents.flatMap(([name, of]) => {
      const low = least(wrong, of);
      const high = most(wrong, of);
      return [
        ...(low === high ? [{ ...say(`${name} = ${low}`, (u: Unit) => of(u) === low), ofOne: true as const }] : []),
        ...(low === high ? [] : VECTORS).flatMap((m) => [
          say(`${name} % ${m} = ${low % m}`, (u) => of(u) % m === low % m),
          say(`${name} % ${m} != 0`, (u) => of(u) % m !== 0),
        ]),
      ];
    }),
  ],
  "large shape": (wrong) => [
    ...extents.flatMap(([name, of]) => {
      const low = least(wrong, of);
      return low < 64 ? [] : [say(`${name} >= ${low}`, (u: Unit) => of(u) >= low)];
    }),
    ...(least(wrong, elementsOf) < 2 ** 12
      ? []
      : [say(`batch * class_num >= ${least(wrong, elementsOf)}`, (u) => elementsOf(u) >= least(wrong, elementsOf))]),
  ],
  "limit of a type": (wrong) =>
    [...extents, ["batch * class_num", elementsOf] as const].flatMap(([name, of]) => {
      const low = least(wrong, of);
      const isNear = [8, 15, 16, 24].some((k) => Math.abs(low - 2 ** k) <= 2 ** (k - 5));
      return isNear ? [say(`${name} >= ${low}`, (u: Unit) => of(u) >= low)] : [];
    }),
  "small shape": () => [
    ...VECTORS.flatMap((m) => extents.map(([name, of]) => say(`${name} < ${m}`, (u) => of(u) < m))),
    ...SPLITS.flatMap((split) =>
      VECTORS.slice(0, 4).map((m) =>
        say(`a core's share has fewer than ${m} rows`, ({ c: { batch }, cores, row }) => {
          const { from, to } = shareOf(batch, cores, Math.max(0, row), split);
          return to - from < m;
        }),
      ),
    ),
  ],
  "one class": () => [say("class_num = 1", (u) => u.c.classNum === 1), say("batch = 1", (u) => u.c.batch === 1)],
  "one shape": (wrong) =>
    extents.flatMap(([name, of]) => {
      const low = least(wrong, of);
      const isAlone = wrong.every(({ c }) => c === wrong[0]?.c);
      return low > 1 && (low < FEW || !isAlone) && low === most(wrong, of)
        ? [say(`${name} = ${low}`, (u: Unit) => of(u) === low)]
        : [];
    }),
  "aligned shares": () =>
    [2, 4, 8, 16].flatMap((m) =>
      SPLITS.map((split) =>
        say(`a core's share of ${m} rows or more begins at a row that is no multiple of ${m}`, ({ c: { batch }, cores }) =>
          Array.from({ length: batch }, (_, row) => shareOf(batch, cores, row, split)).some(
            ({ from, to }) => from % m !== 0 && to - from >= m,
          ),
        ),
      ),
    ),
  "aligned rows": () =>
    [2, 4, 8, 16].flatMap((m) => [
      say(`class_num % ${m} != 0`, (u) => u.c.classNum % m !== 0),
      say(`class_num % ${m} != 0 and batch > 1`, (u) => u.c.classNum % m !== 0 && u.c.batch > 1),
    ]),
};
