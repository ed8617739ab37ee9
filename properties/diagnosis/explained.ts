import type { Platform } from "../../core/contract.ts";
import type { ModelName } from "./models/models.ts";
import { type Parted, sharpestOf, type Told } from "./sharpest.ts";
import { PLACES } from "./statements/families.ts";
import type { Got, Unit } from "./units.ts";

/** How well a wrong formula explains the wrong cells, and the cells that tell where it is used. */
export interface Explained extends Told {
  /** Right cells that it gives as well are left out: they say nothing about where it is at work. */
  readonly disagreeing: Parted;
}

/** Share of wrong cells that a formula has to explain before anybody asks where it is used. */
const MOST_EXPLAINED = 0.75;

/** Wrong cells that a formula has to explain: one or two agree with some formula by chance. */
const FEWEST = 3;

/** What a formula is worth that says something of a few wrong cells only. */
const SAYING = 0.6;

/** What a formula is worth that holds in a part of the cells only, told by nothing, and by a statement that parts them sharply. */
const IN_PART = 0.85;
const IN_PART_AT_MOST = 0.98;

/** What speaks for one formula and against others. */
const NUMBERS: ReadonlySet<Got> = new Set<Got>(["number", "stray", "near"]);

/** The wrong formulas of one finding, held against its cells: each once, however many rules ask for it. */
export class Models {
  private readonly parted: Parted;
  private readonly platform: Platform;
  private readonly regions = new Map<ModelName, Told | null>();
  /** How many wrong cells each formula explains that explains any. */
  private readonly explaining = new Map<ModelName, number>();

  constructor(parted: Parted, platform: Platform) {
    this.parted = parted;
    this.platform = platform;
    for (const { models, silent } of parted.wrong)
      for (const name of models) if (!silent.has(name)) this.explaining.set(name, (this.explaining.get(name) ?? 0) + 1);
  }

  /** The formula that explains the most; `apart`: right cells need not follow it. */
  sharpest(names: readonly ModelName[], apart: boolean): Explained | null {
    let best: Explained | null = null;
    for (const name of names) {
      const explained = this.explain(name, apart);
      if (explained !== null && explained.score > (best?.score ?? 0)) best = explained;
    }
    return best;
  }

  private explain(name: ModelName, apart: boolean): Explained | null {
    const { wrong, right } = this.parted;
    const explained = this.explaining.get(name) ?? 0;
    if (explained === 0 || explained < Math.min(FEWEST, wrong.length)) return null;
    const asked = (units: readonly Unit[]): Unit[] => units.filter((unit) => !unit.silent.has(name));
    const failing = asked(wrong);
    // What it says nothing of may have another cause.
    const written = Math.max(failing.length, wrong.filter(({ got }) => NUMBERS.has(got)).length);
    const share = (explained / failing.length) * (SAYING + ((1 - SAYING) * failing.length) / written);
    const passing = asked(right);
    const agreeing = passing.filter((unit) => unit.models.has(name)).length;
    const against = passing.length - agreeing;
    const disagreeing: Parted = { ...this.parted, right: right.filter((unit) => !unit.models.has(name)) };
    const text = `${name.startsWith("computed") ? `${name}: ` : ""}explains ${explained} of ${failing.length} wrong cells`;
    if (apart) return { score: share, text, disagreeing };
    const both = passing.length === 0 ? "" : `, and ${agreeing} of ${passing.length} right ones`;
    // One that says nothing where it changes nothing is contradicted by every right cell that it speaks of.
    const agreement =
      against === 0 ? 1 : agreeing > 0 ? 0.6 + (0.4 * agreeing) / passing.length : explained / (explained + against);
    const everywhere: Explained = { score: share * agreement, text: `${text}${both}`, disagreeing };
    if (against === 0 || share < MOST_EXPLAINED) return everywhere;
    // What a region has to score to tell more: share * (IN_PART + (IN_PART_AT_MOST - IN_PART) * score) > everywhere.score.
    const least = (everywhere.score / share - IN_PART) / (IN_PART_AT_MOST - IN_PART);
    const region = this.regionOf(name, { ...disagreeing, wrong: failing, right: asked(disagreeing.right) }, Math.max(0, least));
    if (region === null) return everywhere;
    return {
      score: share * (IN_PART + (IN_PART_AT_MOST - IN_PART) * region.score),
      text: `${text}; ${region.text}`,
      disagreeing,
    };
  }

  /** The statement that tells best where a formula is used; `null` if none scores more than `least`. */
  private regionOf(name: ModelName, parted: Parted, least: number): Told | null {
    const known = this.regions.get(name);
    if (known !== undefined) return known;
    const region = sharpestOf(PLACES, parted, this.platform, least);
    this.regions.set(name, region);
    return region;
  }
}
