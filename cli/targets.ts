import { existsSync } from "node:fs";
import { basename } from "node:path";
import { splitCommand } from "../adapters/harness/command.ts";
import { inspectLibrary, mangledNames, namesIn } from "../adapters/native/inspect.ts";
import { readBytes, UnusableTarget } from "../adapters/unusable.ts";
import type { ElementType } from "../core/format.ts";
import { BUILT_IN_TYPES } from "../impls/index.ts";
import { ENTRIES, ENTRY_NAMES } from "../reference/operator.ts";
import { PLATFORM_IDS, type PlatformId, platformOf, shortName } from "../reference/platforms.ts";
import type { Introduction, Target } from "../runner/protocol.ts";
import { HarnessFailure, Session } from "../runner/session.ts";
import { UsageError } from "./arguments.ts";
import { type Calling, refuseCallModel } from "./calling.ts";

/** A target as the user named it, with the platforms that it is to be judged as. */
export interface NamedTarget {
  readonly name: string;
  /** As the user wrote it, without a name: what another command takes. */
  readonly place: string;
  readonly target: Target;
  readonly platforms: readonly PlatformId[];
  /** Why it could not even be asked what it is: its harness failed. */
  readonly failure?: string;
}

/** Names of the built-in implementations. */
export const BUILT_IN_NAMES: readonly string[] = Object.keys(BUILT_IN_TYPES);

/**
 * Reads `TARGET` or `name=TARGET`. `asked`: the platforms of --platform; empty for those that the target can serve.
 * `calling`: how its functions are found and called, if it is a shared library.
 *
 * @throws UsageError or UnusableTarget if it is nothing that can be judged.
 */
export async function readTarget(text: string, asked: readonly PlatformId[], calling: Calling): Promise<NamedTarget> {
  const [, given, rest] = /^([\w.-]+)=(.+)$/s.exec(text) ?? [];
  const place = rest ?? text;
  const named =
    (await READERS.find((reader) => reader.reads(place))?.read(place, asked, calling)) ?? readLibrary(place, asked, calling);
  if (named.target.kind !== "library") refuseCallModel(place, calling);
  return { ...named, name: given ?? named.name, place };
}

/** A target without the name that the user may have given it. */
type Read = Omit<NamedTarget, "place">;

interface Reader {
  reads(place: string): boolean;
  read(place: string, asked: readonly PlatformId[], calling: Calling): Read | Promise<Read>;
}

/** Kinds of targets by how they are written; anything else is a shared library. */
const READERS: readonly Reader[] = [
  { reads: (place) => BUILT_IN_TYPES[place] !== undefined, read: readBuiltIn },
  { reads: (place) => place.startsWith("exec:"), read: readProgram },
  { reads: (place) => /\.wasm$/.test(place), read: readWasm },
  { reads: (place) => /\.(?:[cm]?js|[cm]?ts)$/.test(place), read: readModule },
];

function readBuiltIn(place: string, asked: readonly PlatformId[]): Read {
  const types = BUILT_IN_TYPES[place] as readonly ElementType[];
  return { name: place, target: { kind: "built-in", name: place }, platforms: servedBy(place, types, asked) };
}

async function readProgram(place: string, asked: readonly PlatformId[]): Promise<Read> {
  const target: Target = { kind: "exec", command: splitCommand(place.slice("exec:".length)) };
  let introduction: Introduction;
  try {
    introduction = await Session.introduce(target);
  } catch (error) {
    if (!(error instanceof HarnessFailure)) throw error;
    // The other targets are judged all the same.
    return { name: place, target, platforms: asked.length === 0 ? ["mt7004"] : asked, failure: error.message };
  }
  const { name, entries, elementTypes, platform } = introduction;
  const guessed = platform ?? (elementTypes.includes("hp") ? "mt7004" : "ft78ne");
  return { name, target: { ...target, functions: entries }, platforms: asked.length === 0 ? [guessed] : asked };
}

async function readWasm(place: string, asked: readonly PlatformId[], { symbols }: Calling): Promise<Read> {
  const { compileModule } = await import("../adapters/wasm/instance.ts");
  const { names } = compileModule(place, readBytes(place, "a WebAssembly module"), symbols);
  if (names.size === 0) throw noneOf(place);
  const guessed = [...names.keys()].some((entry) => ENTRIES[entry].type === "hp") ? "mt7004" : "ft78ne";
  return {
    name: basename(place),
    target: { kind: "wasm", path: place, symbols },
    platforms: asked.length === 0 ? [guessed] : asked,
  };
}

async function readModule(place: string, asked: readonly PlatformId[]): Promise<Read> {
  const target: Target = { kind: "module", path: place };
  const { elementTypes } = await Session.introduce(target);
  return { name: basename(place), target, platforms: servedBy(place, elementTypes, asked) };
}

/** Whether a built-in has an element type of a platform. */
export function servesPlatform(name: string, id: PlatformId): boolean {
  return platformOf(id).elementTypes.some((type) => BUILT_IN_TYPES[name]?.includes(type));
}

/** Platforms that a kernel of such types is judged as. */
function servedBy(place: string, types: readonly ElementType[], asked: readonly PlatformId[]): readonly PlatformId[] {
  const serves = (id: PlatformId): boolean => platformOf(id).elementTypes.some((type) => types.includes(type));
  const served: readonly PlatformId[] = PLATFORM_IDS.filter(serves);
  const unserved = asked.find((id) => !serves(id));
  if (unserved !== undefined)
    throw new UsageError(
      `${place}: offers ${types.join(" and ")}, which ${platformOf(unserved).title} does not have; leave --platform ${shortName(unserved)} away`,
    );
  return asked.length === 0 ? served : asked;
}

function readLibrary(place: string, asked: readonly PlatformId[], calling: Calling): Read {
  if (!existsSync(place) && !/[/.]/.test(place))
    throw new UsageError(`${place}: no built-in of that name (${BUILT_IN_NAMES.join(", ")}), and no such file`);
  const bytes = readBytes(place, "a shared library");
  inspectLibrary(place, bytes);
  return {
    name: basename(place),
    target: { kind: "library", path: place, symbols: calling.symbols, model: calling.model },
    platforms: asked.length === 0 ? [guessPlatform(place, bytes, calling)] : asked,
  };
}

/**
 * All four functions, or any hp: MT7004; else FT78NE. A library with none of them is unusable. What lies behind a launch
 * layer does not show: MT7004, which has every function.
 */
function guessPlatform(path: string, bytes: Buffer, { symbols, model }: Calling): PlatformId {
  if (model.kind === "launch") return "mt7004";
  const names = namesIn(
    bytes,
    ENTRY_NAMES.map((entry) => symbols[entry] ?? entry),
  );
  const found = ENTRY_NAMES.filter((entry) => names.has(symbols[entry] ?? entry));
  if (found.length === 0) {
    const mangled = mangledNames(bytes);
    throw mangled.length > 0
      ? new UnusableTarget(`${path}: has the functions under C++ names (${mangled[0]}); declare them extern "C"`)
      : noneOf(path);
  }
  return found.some((entry) => ENTRIES[entry].type === "hp") ? "mt7004" : "ft78ne";
}

function noneOf(path: string): UnusableTarget {
  return new UnusableTarget(
    `${path}: exports none of ${ENTRY_NAMES.join(", ")}; export them, or map other names with --symbol FUNCTION=NAME`,
  );
}
