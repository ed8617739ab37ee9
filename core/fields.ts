import { plainLine } from "./plain-line.ts";

/**
 * An object of JSON that others wrote, field by field. Each method throws what `refuse` makes of the words that say what is wrong.
 */
export class Fields {
  private readonly values: ReadonlyMap<string, unknown>;
  readonly refuse: (what: string) => Error;

  constructor(json: unknown, refuse: (what: string) => Error) {
    if (typeof json !== "object" || json === null || Array.isArray(json))
      throw refuse(`holds ${shownValue(json)} where an object belongs`);
    this.values = new Map(Object.entries(json));
    this.refuse = refuse;
  }

  /** Names of the fields. */
  names(): readonly string[] {
    return [...this.values.keys()];
  }

  value(name: string): unknown {
    return this.values.get(name);
  }

  text(name: string): string {
    return this.matching(name, /^/);
  }

  matching(name: string, pattern: RegExp): string {
    const value = this.value(name);
    if (typeof value !== "string" || !pattern.test(value)) throw this.wrong(name);
    return value;
  }

  whole(name: string, most: number): number {
    const value = this.value(name);
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most) throw this.wrong(name);
    return value;
  }

  /** Of either sign. */
  integer(name: string): number {
    const value = this.value(name);
    if (typeof value !== "number" || !Number.isSafeInteger(value)) throw this.wrong(name);
    return value;
  }

  finite(name: string): number {
    const value = this.value(name);
    if (typeof value !== "number" || !Number.isFinite(value)) throw this.wrong(name);
    return value;
  }

  oneOf<T>(name: string, items: readonly T[]): T {
    const found = items.find((item) => item === this.value(name));
    if (found === undefined) throw this.wrong(name);
    return found;
  }

  orNull<T>(name: string, read: (name: string) => T): T | null {
    return this.value(name) === null ? null : read(name);
  }

  list(name: string, most: number = Number.POSITIVE_INFINITY): readonly unknown[] {
    const value: unknown = this.value(name);
    if (!Array.isArray(value) || value.length > most) throw this.wrong(name);
    return value;
  }

  /** A list of at most so many items, as fields that are named by their places: "0", "1", and so on. */
  items(name: string, most: number): Fields {
    return new Fields({ ...this.list(name, most) }, this.refuse);
  }

  object(name: string): Fields {
    return new Fields(this.value(name), this.refuse);
  }

  private wrong(name: string): Error {
    return this.refuse(`has ${shownValue(this.value(name))} as ${name}, which cannot be`);
  }
}

/** A value of JSON as an error shows it: one line, cut. */
export function shownValue(value: unknown): string {
  return plainLine(JSON.stringify(value) ?? "nothing", 60);
}
