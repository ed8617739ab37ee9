import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { inspectLibrary, mangledNames, namesIn } from "../adapters/native/inspect.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import { BUILT_IN_TYPES } from "../impls/index.ts";
import { ENTRIES, ENTRY_NAMES, type EntryName } from "../reference/operator.ts";
import { PLATFORM_IDS, PLATFORMS, type PlatformId } from "../reference/platforms.ts";
import type { Target } from "../runner/protocol.ts";
import { UsageError } from "./arguments.ts";

/** A target as the user named it, with the platforms that it is to be judged as. */
export interface NamedTarget {
  readonly name: string;
  /** As the user wrote it, without a name: what another command takes. */
  readonly place: string;
  readonly target: Target;
  readonly platforms: readonly PlatformId[];
}

/** Names of the built-in implementations. */
export const BUILT_IN_NAMES: readonly string[] = Object.keys(BUILT_IN_TYPES);

/**
 * Reads `TARGET` or `name=TARGET`. `asked`: the platforms of --platform; empty for those that the target can serve.
 *
 * @throws UsageError or UnusableTarget if it is nothing that can be judged.
 */
export function readTarget(
  text: string,
  asked: readonly PlatformId[],
  symbols: Readonly<Partial<Record<EntryName, string>>>,
): NamedTarget {
  const named = /^([\w.-]+)=(.+)$/.exec(text);
  const place = named?.[2] ?? text;
  const types = BUILT_IN_TYPES[place];
  if (types !== undefined) {
    const served = PLATFORM_IDS.filter((id) => PLATFORMS[id].elementTypes.some((type) => types.includes(type)));
    const platforms = asked.length === 0 ? served : asked;
    const unserved = platforms.find((id) => !served.includes(id));
    if (unserved !== undefined)
      throw new UsageError(
        `${place}: offers ${types.join(" and ")}, which ${PLATFORMS[unserved].title} does not have; leave --platform ${unserved} away`,
      );
    return { name: named?.[1] ?? place, place, target: { kind: "built-in", name: place }, platforms };
  }
  if (!existsSync(place) && !/[/.]/.test(place)) {
    throw new UsageError(`${place}: no built-in of that name (${BUILT_IN_NAMES.join(", ")}), and no such file`);
  }
  inspectLibrary(place);
  return {
    name: named?.[1] ?? basename(place),
    place,
    target: { kind: "library", path: place, symbols },
    platforms: asked.length === 0 ? [guessPlatform(place, symbols)] : asked,
  };
}

/** All four functions, or any hp: MT7004; else FT78NE. A library with none of them is unusable. */
function guessPlatform(path: string, symbols: Readonly<Partial<Record<EntryName, string>>>): PlatformId {
  const names = namesIn(
    readFileSync(path),
    ENTRY_NAMES.map((entry) => symbols[entry] ?? entry),
  );
  const found = ENTRY_NAMES.filter((entry) => names.has(symbols[entry] ?? entry));
  if (found.length === 0) {
    const mangled = mangledNames(path);
    throw new UnusableTarget(
      mangled.length > 0
        ? `${path}: has the functions under C++ names (${mangled[0]}); declare them extern "C"`
        : `${path}: exports none of ${ENTRY_NAMES.join(", ")}; export them, or map other names with --symbol FUNCTION=NAME`,
    );
  }
  return found.some((entry) => ENTRIES[entry].type === "hp") ? "mt7004" : "ft78ne";
}
