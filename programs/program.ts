import type { Platform } from "../core/contract.ts";
import { type Case, type Placement, poisonBits } from "../properties/case.ts";
import { describePlan } from "../properties/describe.ts";
import { exampleCase } from "../properties/example.ts";
import { isStrict, relationOf } from "../properties/relations.ts";
import { decodeToken, type GradientPlan } from "../properties/token.ts";
import type { ClauseId } from "../reference/clauses.ts";
import { BUFFERS, ENTRIES, type EntryName } from "../reference/operator.ts";
import { DOCUMENT_EXAMPLES, type DocumentExample, type NamedPlatform, platformOf } from "../reference/platforms.ts";
import { type Comparison, Comparisons, type Table } from "./comparisons.ts";
import { type Data, DataSets } from "./data.ts";
import { Room, requireRoom } from "./room.ts";

/** One call of a program. */
export interface ProgramCall {
  readonly entry: EntryName;
  /** Place of its inputs and expected results in the program's `data`. */
  readonly data: number;
  readonly coreMask: number;
  readonly placement: Placement;
  /** Bits that the output is filled with before the call; `null`: it stays as the call before left it. */
  readonly poison: number | null;
  /** Whether its results are looked at: a call before the one that matters is only made. */
  readonly judged: boolean;
}

/** A token's plan as calls with explicit inputs, and what must come of them: what each language's writer writes down. */
export interface Program {
  readonly token: string;
  readonly platform: NamedPlatform;
  /** The plan in words. */
  readonly words: string;
  readonly data: readonly Data[];
  readonly calls: readonly ProgramCall[];
  readonly comparisons: readonly Comparison[];
  readonly tables: readonly Table[];
  /** The SHOULD that a difference between calls is warned of; `null` if it fails. */
  readonly comparisonClause: ClauseId | null;
  /** Whether the output is watched after the last call's return. */
  readonly late: boolean;
  /** Whether the last call's inputs are to lie in memory that cannot be written. */
  readonly readOnly: boolean;
  readonly example: DocumentExample | null;
  /** A library's own names for the functions. */
  readonly symbols: Readonly<Partial<Record<EntryName, string>>>;
}

/** The functions that a program calls, each once. */
export function entriesIn(program: Program): EntryName[] {
  return [...new Set(program.calls.map(({ entry }) => entry))].sort();
}

/** Bytes that each buffer takes at most, in the order of `BUFFERS`. */
export function capacities(program: Program): number[] {
  const needs = program.data.map(({ format: { bytes }, batch, classNum, lossGradLength }) => {
    const tensor = batch * classNum * bytes;
    return [tensor, lossGradLength * bytes, 4 * batch, classNum * bytes, bytes, tensor];
  });
  return BUFFERS.map((_, b) => Math.max(...needs.map((need) => need[b] as number)));
}

/**
 * Lays a token's plan out as a program.
 *
 * @throws InvalidToken, or NoProgram if its inputs are too many to be written out.
 */
export function programOf(token: string, symbols: Program["symbols"] = {}): Program {
  const { platform: id, alignment, plan } = decodeToken(token);
  const platform = { ...platformOf(id), alignment };
  const room = new Room();
  const cases = casesOf(plan, platform);
  const sets = new DataSets(room);
  const calls = cases.map((c, k): ProgramCall => {
    const poison = poisonBits(c);
    return {
      entry: c.entry,
      data: sets.add(c),
      coreMask: ENTRIES[c.entry].storage === "s" ? c.coreMask : 1,
      // Memory that cannot be written ends where a page does; so do the buffers in it, but for whole blocks.
      placement: plan.kind === "call" && plan.watch === "inputs" && c.placement === "exact" ? "aligned" : c.placement,
      poison: poison < 0 ? null : poison,
      judged: plan.kind !== "call" || k === cases.length - 1,
    };
  });
  const comparisons = new Comparisons(room);
  if (plan.kind === "relation") comparisons.add(relationOf(plan.relation).counterparts(cases, plan.seed), cases);
  return {
    token,
    platform,
    words: describePlan(plan),
    data: sets.data,
    calls,
    comparisons: comparisons.comparisons,
    tables: comparisons.tables,
    comparisonClause: plan.kind === "relation" && !isStrict(relationOf(plan.relation)) ? relationOf(plan.relation).clause : null,
    late: plan.kind === "call" && plan.watch === "late",
    readOnly: plan.kind === "call" && plan.watch === "inputs",
    example: plan.kind === "example" ? (DOCUMENT_EXAMPLES[plan.example] as DocumentExample) : null,
    symbols,
  };
}

function casesOf(plan: GradientPlan, platform: Platform): readonly Case[] {
  switch (plan.kind) {
    case "call":
      return [...plan.before, plan.call];
    case "relation":
      requireRoom(plan.base);
      return relationOf(plan.relation).calls(plan.base, plan.seed, platform);
    case "example":
      return [exampleCase(DOCUMENT_EXAMPLES[plan.example] as DocumentExample, platform, plan.seed)];
  }
}
