import type { ElementType } from "../core/format.ts";
import { PLATFORM_IDS, type PlatformId, platformNamed, shortName } from "../reference/platforms.ts";
import { UsageError } from "./arguments.ts";
import { type NamedFile, readAs, readText } from "./read-json.ts";

/** A platform as the file has it. */
interface Described {
  readonly name: string;
  readonly elementTypes: readonly ElementType[];
  readonly cores: number;
  readonly alignment: number;
}

/** The platforms that an option `--platform` may name. */
export interface Platforms {
  /** Those of the file, in its order; none without one. */
  readonly own: readonly PlatformId[];
  /**
   * The platform of that name, in any case of letters.
   *
   * @throws UsageError that says which names there are.
   */
  find(name: string): PlatformId;
}

/**
 * Reads a file of platforms; without one, the document's are all that there are.
 *
 * @throws UsageError that names the file, the place in it, what is wrong there and what is taken.
 */
export function readPlatforms(file: string | undefined): Platforms {
  const own = file === undefined ? [] : platformsIn(file);
  const all: readonly PlatformId[] = [...PLATFORM_IDS, ...own];
  return {
    own,
    find(name) {
      const found = all.find((id) => shortName(id) === name.toLowerCase());
      if (found !== undefined) return found;
      throw new UsageError(
        `--platform ${name}: takes ${all.map(shortName).join(" or ")}${file === undefined ? "; --platforms FILE adds others" : ""}`,
      );
    },
  };
}

function platformsIn(file: string): readonly PlatformId[] {
  const named: NamedFile = { option: "--platforms", file, what: "a file of platforms" };
  const read = readAs(named, readText(named), "platforms.schema.json", { unknown: "refused" });
  const { platforms } = read as { readonly platforms: readonly Described[] };
  const taken = new Set<string>(PLATFORM_IDS);
  return platforms.map(({ name, elementTypes, cores, alignment }, k) => {
    if (taken.has(name.toLowerCase()))
      throw new UsageError(
        `--platforms ${file}: platforms[${k}].name: ${name} is a platform already; give another name, so that reports tell them apart`,
      );
    taken.add(name.toLowerCase());
    return platformNamed(name, { elementTypes, cores, alignment });
  });
}
