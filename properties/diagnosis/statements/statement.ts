import type { Platform } from "../../../core/contract.ts";
import { type Share, type Split, shareOf as shareOfRow } from "../shares.ts";
import type { Unit } from "../units.ts";

/** Something that may hold of a cell or call, and so may part wrong ones from right ones. */
export interface Statement {
  readonly text: string;
  /** What it loses against simpler ones; 0 if left out. */
  readonly less?: number;
  /** It is about calls of one extent: that is a cause of its own, and narrows no other. */
  readonly ofOne?: true;
  holds(unit: Unit): boolean;
  /** Whether it says nothing of a unit: such ones are left out; of none if left out. */
  silent?(unit: Unit): boolean;
}

/** A statement. */
export function say(text: string, holds: (unit: Unit) => boolean): Statement {
  return { text, holds };
}

/** Statements of one kind, with what the wrong units suggest for their numbers. */
export type Family = (wrong: readonly Unit[], platform: Platform) => readonly Statement[];

/** The least of a number over units. */
export function least(units: readonly Unit[], of: (unit: Unit) => number): number {
  return units.reduce((low, unit) => Math.min(low, of(unit)), Infinity);
}

/** The greatest of a number over units. */
export function most(units: readonly Unit[], of: (unit: Unit) => number): number {
  return units.reduce((high, unit) => Math.max(high, of(unit)), -Infinity);
}

/** Elements of the output. */
export function elementsOf({ c }: Unit): number {
  return c.batch * c.classNum;
}

/** The place of a cell's element in the output. */
export function flat({ c, row, column }: Unit): number {
  return row * c.classNum + column;
}

/** The rows of the core that a cell's row belongs to. */
export function shareOf({ c, cores, row }: Unit, split: Split): Share {
  return shareOfRow(c.batch, cores, row, split);
}

/** How many elements vectors have. */
export const VECTORS: readonly number[] = [2, 4, 8, 16, 32, 64];

/** Columns that vectors, and tiles in local memory, have. */
export const TILES: readonly number[] = [...VECTORS, 128, 256, 512, 1024];

/** Where what is left behind the last whole group of `m` begins. */
export function tail(extent: number, m: number): number {
  return extent - (extent % m);
}
