import type { ElementType } from "../../core/format.ts";
import { plainLine } from "../../core/plain-line.ts";
import { ENTRIES, ENTRY_NAMES, type EntryName } from "../../reference/operator.ts";
import { PLATFORM_IDS, type PlatformId } from "../../reference/platforms.ts";
import { BrokenHarness } from "./broken.ts";
import { PROTOCOL } from "./frames.ts";

/** Bytes that hello may have. */
export const HELLO_BYTES = 65536;

/** Calls in a batch, unless the harness asks for fewer. */
const MOST_CALLS = 256;

const ABILITIES = ["inputs", "guards", "left", "endings"] as const;
export type Ability = (typeof ABILITIES)[number];

/** How a harness introduces itself: docs/protocol.md. */
export interface Hello {
  readonly name: string;
  readonly version: string;
  readonly entries: readonly EntryName[];
  readonly platform: PlatformId | null;
  readonly abilities: ReadonlySet<Ability>;
  readonly maxCalls: number;
  readonly maxBytes: number;
}

/**
 * Reads hello's JSON.
 *
 * @throws BrokenHarness that names the field, what it should hold and what it holds.
 */
export function parseHello(payload: Uint8Array): Hello {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch (error) {
    throw new BrokenHarness(`expected hello as JSON in UTF-8; came ${plainLine(String(error), 100)}`);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw wrong("an object", json);
  // Serialisers write null for what is not there.
  const hello = new Map<string, unknown>(Object.entries(json).filter(([, value]) => value !== null));
  if (hello.get("protocol") !== PROTOCOL) throw wrong(`protocol ${PROTOCOL}`, hello.get("protocol"));
  const name = hello.get("name");
  if (typeof name !== "string" || name.trim() === "") throw wrong("name as a string that is not empty", name);
  const version = hello.get("version") ?? "";
  if (typeof version !== "string") throw wrong("version as a string", version);
  const types = list<ElementType>(hello, "elementTypes", ["fp", "hp"]);
  if (types.length === 0) throw wrong("elementTypes with fp, hp or both", hello.get("elementTypes"));
  const served = ENTRY_NAMES.filter((entry) => types.includes(ENTRIES[entry].type));
  const entries = hello.has("functions") ? list<EntryName>(hello, "functions", served) : served;
  if (entries.length === 0) throw wrong(`functions with one of ${served.join(", ")} at least`, hello.get("functions"));
  const platform = hello.get("platform") ?? null;
  if (platform !== null && !PLATFORM_IDS.some((id) => id === platform))
    throw wrong(`platform as ${PLATFORM_IDS.join(" or ")}`, platform);
  return {
    name: plainLine(name, 100),
    version: plainLine(version, 100),
    entries,
    platform: platform as PlatformId | null,
    abilities: new Set(hello.has("abilities") ? list<Ability>(hello, "abilities", ABILITIES) : []),
    maxCalls: whole(hello, "maxCalls", MOST_CALLS, MOST_CALLS),
    maxBytes: whole(hello, "maxBytes", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  };
}

function list<T extends string>(hello: ReadonlyMap<string, unknown>, field: string, items: readonly T[]): readonly T[] {
  const value = hello.get(field);
  if (!Array.isArray(value) || !value.every((item) => items.includes(item)))
    throw wrong(`${field} as a list of ${items.join(", ")}`, value);
  return items.filter((item) => value.includes(item));
}

function whole(hello: ReadonlyMap<string, unknown>, field: string, most: number, otherwise: number): number {
  const value = hello.get(field) ?? otherwise;
  if (!Number.isInteger(value) || (value as number) < 1) throw wrong(`${field} as a whole number from 1`, value);
  return Math.min(value as number, most);
}

function wrong(expected: string, came: unknown): BrokenHarness {
  return new BrokenHarness(`hello: expected ${expected}; came ${plainLine(shown(came), 100)}`);
}

function shown(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "nothing";
  } catch (error) {
    // JSON nests as deep as its text is long; what writes it does not.
    if (error instanceof RangeError) return "something that is nested too deeply to be shown";
    throw error;
  }
}
