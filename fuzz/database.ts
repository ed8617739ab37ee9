import { closeSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import Database from "libsql";
import { plainLine } from "../core/plain-line.ts";

/** A store that cannot be used: one line that names it, what is wrong and the remedy. */
export class StoreProblem extends Error {
  override readonly name = "StoreProblem";
}

const MAGIC = "SQLite format 3\0";

/**
 * Milliseconds that a commit waits for whoever reads the file just then. A reader is done within some of them; one that is not is an error, and
 * no commit is ever given up silently.
 */
const READERS_MILLISECONDS = 20_000;

/** `how`: in the words of SQLite, which repeats what stands in the file. */
export function damaged(path: string, how: string): StoreProblem {
  return new StoreProblem(
    `${path}: damaged (${plainLine(how, 200)}); go on from a copy of it, or name another file with --store`,
  );
}

/** @throws StoreProblem if what the store kept makes no sense to those who restore it: SQLite vouches for its own pages alone. */
export function orDamaged<T>(path: string, restore: () => T): T {
  try {
    return restore();
  } catch (error) {
    throw damaged(path, (error as Error).message);
  }
}

/** Where the header says how the file is journaled; 1 is by rolling back, as stores are. Another's is not opened: that could change it. */
const JOURNALING = 18;

/** Whether a file begins as a store does. */
export function isDatabase(path: string): boolean {
  const head = Buffer.alloc(JOURNALING + 1);
  try {
    const file = openSync(path, "r");
    readSync(file, head, 0, head.length, 0);
    closeSync(file);
  } catch (error) {
    throw new StoreProblem(`${path}: cannot be read: ${(error as Error).message}; name another file with --store`);
  }
  return head.toString("latin1", 0, MAGIC.length) === MAGIC && head[JOURNALING] === 1;
}

function connect(path: string, place: string, timeout: number): Database.Database {
  try {
    return new Database(place, { timeout });
  } catch (error) {
    throw new StoreProblem(`${path}: cannot be opened: ${(error as Error).message}; name another file with --store`);
  }
}

/** What a pragma says. */
export function pragma(db: Database.Database, name: string): unknown {
  return (db.pragma(name) as readonly Readonly<Record<string, unknown>>[])[0]?.[name];
}

/** A column to select, as bytes: libsql ends the process where text is not UTF-8, as that of a damaged file may be. */
export function bytes(column: string): string {
  return `CAST(${column} AS BLOB) AS ${column}`;
}

/** A column to select, as a number whatever a damaged file holds there. */
export function integer(column: string): string {
  return `CAST(${column} AS INTEGER) AS ${column}`;
}

/**
 * The text of a column that was selected as `bytes`.
 *
 * @throws TypeError if it is none.
 */
export function textOf(value: unknown): string {
  if (!(value instanceof ArrayBuffer || value instanceof Uint8Array)) throw new TypeError("a text is missing");
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
}

const isBusy = (error: unknown): boolean => (error as { code?: string }).code?.startsWith("SQLITE_BUSY") === true;

/**
 * A database that this process alone writes to, and that others may read meanwhile. A transaction is open all the time: it holds SQLite's
 * reserved lock, which there is one of, and which readers do not ask for. What `write` did is on the disk when it returns.
 *
 * Between a commit and the next transaction nobody holds the lock, for some microseconds. Whoever takes it then has it: this process finds
 * the lock gone, or the file changed, and writes no more.
 */
export class OwnDatabase {
  readonly db: Database.Database;
  private readonly path: string;
  private version: unknown;

  /** @throws StoreProblem if another process has it, or if it is damaged. */
  constructor(path: string) {
    this.path = path;
    this.db = connect(path, path, 0);
    try {
      this.db.exec("BEGIN IMMEDIATE; COMMIT");
      this.db.pragma("journal_mode = DELETE");
      this.db.pragma("synchronous = FULL");
      this.db.pragma(`busy_timeout = ${READERS_MILLISECONDS}`);
      this.db.exec("BEGIN IMMEDIATE");
      this.version = pragma(this.db, "data_version");
    } catch (error) {
      this.db.close();
      if (isBusy(error)) throw this.taken();
      throw damaged(path, (error as Error).message);
    }
  }

  private taken(): StoreProblem {
    return new StoreProblem(
      `${this.path}: another running campaign has it open; wait for that one, or name another file with --store`,
    );
  }

  /**
   * Does what is to be kept, all of it or nothing.
   *
   * @throws StoreProblem if it cannot be kept; the file is as it was before.
   */
  write(work: () => void): void {
    try {
      work();
      this.db.exec("COMMIT");
    } catch (error) {
      this.rollBack();
      throw new StoreProblem(
        `${this.path}: cannot be written: ${(error as Error).message}; mend that, and go on with --resume: what was kept before stands`,
      );
    }
    try {
      this.db.exec("BEGIN IMMEDIATE");
    } catch {
      throw this.taken();
    }
    if (pragma(this.db, "data_version") !== this.version) throw this.taken();
  }

  private rollBack(): void {
    try {
      this.db.exec("ROLLBACK");
    } catch {
      // SQLite has done so already.
    }
  }

  close(): void {
    this.rollBack();
    this.db.close();
  }
}

/**
 * Reads a database that a campaign may be writing to: as it stood at one moment.
 *
 * @throws StoreProblem if it cannot be read now.
 */
export function readDatabase<T>(path: string, work: (db: Database.Database) => T): T {
  const place = `${pathToFileURL(resolve(path)).href}?mode=ro`;
  const db = connect(path, place, READERS_MILLISECONDS);
  try {
    db.exec("BEGIN");
    return work(db);
  } catch (error) {
    if (error instanceof StoreProblem) throw error;
    const { code = "", message } = error as { code?: string; message: string };
    if (isBusy(error)) throw new StoreProblem(`${path}: is being written to; ask again`);
    if (code.startsWith("SQLITE_READONLY") || code === "SQLITE_CANTOPEN")
      throw new StoreProblem(`${path}: its campaign was ended while it wrote; go on with --resume, which mends that`);
    throw damaged(path, message);
  } finally {
    try {
      db.exec("ROLLBACK");
    } catch {
      // Nothing was begun.
    }
    db.close();
  }
}
