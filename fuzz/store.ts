import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "libsql";
import { type Configuration, digestOf } from "./configuration.ts";

/** A store that cannot be used: one line that names it, what is wrong and the remedy. Nothing was written. */
export class StoreProblem extends Error {
  override readonly name = "StoreProblem";
}

/** Version of the tables below. */
const SCHEMA = 1;

/** What SQLite's header says a file belongs to: "NLLG". */
const APPLICATION = 0x4e4c4c47;

const MAGIC = "SQLite format 3\0";

const TABLES = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), epochs INTEGER NOT NULL, swath TEXT NOT NULL);
  CREATE TABLE epochs (number INTEGER PRIMARY KEY, summary TEXT NOT NULL);
  CREATE TABLE shards (name TEXT PRIMARY KEY, result TEXT NOT NULL);
  CREATE TABLE findings (identity TEXT PRIMARY KEY, first INTEGER NOT NULL, epoch INTEGER NOT NULL, confirmed TEXT NOT NULL);
`;

/** A finding that was confirmed, as it is stored. */
export interface StoredFinding {
  readonly identity: string;
  /** The epoch that showed it first, and the one that its smallest case is from. */
  readonly first: number;
  readonly epoch: number;
  /** JSON. */
  readonly confirmed: string;
}

/** What all finished epochs came to together. */
export interface StoredState {
  readonly epochs: number;
  /** JSON. */
  readonly swath: string;
}

/**
 * One campaign in one file. What a method wrote stands when it returns, whatever ends the process then: the journal is rolled back, and the
 * disk is waited for. The file is locked as long as the store is open.
 */
export class Store {
  readonly path: string;
  private readonly db: Database.Database;

  private constructor(path: string, db: Database.Database) {
    this.path = path;
    this.db = db;
  }

  /**
   * Begins a campaign in a new file.
   *
   * @throws StoreProblem if the file is there already, or cannot be made.
   */
  static create(path: string, configuration: Configuration): Store {
    // An empty file is what is left of a campaign that ended while it was made.
    if (existsSync(path) && statSync(path).size > 0) throw taken(path);
    try {
      mkdirSync(dirname(path), { recursive: true });
      closeSync(openSync(path, "a"));
    } catch (error) {
      throw new StoreProblem(`${path}: cannot be made: ${(error as Error).message}; name another file with --store`);
    }
    const store = new Store(path, lockedDatabase(path));
    // Another may have come first, and ended.
    if (!store.isEmpty()) {
      store.close();
      throw taken(path);
    }
    store.atOnce(() => {
      store.db.exec(TABLES);
      store.db.pragma(`application_id = ${APPLICATION}`);
      store.db.pragma(`user_version = ${SCHEMA}`);
      store.db.prepare("INSERT INTO meta VALUES ('configuration', ?)").run(JSON.stringify(configuration));
    });
    return store;
  }

  /**
   * Opens the campaign that a file holds, of this very configuration.
   *
   * @throws StoreProblem if there is none, if it is another's, damaged, of another version, or if another process has it open.
   */
  static resume(path: string, configuration: Configuration): Store {
    if (!existsSync(path)) throw new StoreProblem(`${path}: no campaign to go on with; leave --resume away to begin one there`);
    if (statSync(path).size === 0) throw begun(path);
    if (!isDatabase(path)) throw new StoreProblem(`${path}: no campaign's store; name another file with --store`);
    const store = new Store(path, lockedDatabase(path));
    try {
      store.check(configuration);
    } catch (error) {
      store.close();
      throw error instanceof StoreProblem ? error : damaged(path, (error as Error).message);
    }
    return store;
  }

  private check(configuration: Configuration): void {
    const { db, path } = this;
    const pragma = (name: string): unknown => (db.pragma(name) as readonly Readonly<Record<string, unknown>>[])[0]?.[name];
    const found = pragma("integrity_check");
    if (found !== "ok") throw damaged(path, String(found).replaceAll("\n", " "));
    // Ended while it was made: the journal was rolled back.
    if (this.isEmpty()) throw begun(path);
    if (pragma("application_id") !== APPLICATION)
      throw new StoreProblem(`${path}: a database of another program; name another file with --store`);
    const version = pragma("user_version");
    if (version !== SCHEMA)
      throw new StoreProblem(
        `${path}: a store of version ${version}, this suite reads version ${SCHEMA}; go on with the suite that began it, or name another file`,
      );
    const row = db.prepare("SELECT value FROM meta WHERE key = 'configuration'").get() as { value: string } | undefined;
    if (row === undefined) throw damaged(path, "it does not say what it is a campaign of");
    compare(path, JSON.parse(row.value) as Configuration, configuration);
  }

  private isEmpty(): boolean {
    return this.db.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
  }

  /** What all finished epochs came to; `null` before the first has. */
  state(): StoredState | null {
    return (this.db.prepare("SELECT epochs, swath FROM state").get() as StoredState | undefined) ?? null;
  }

  /** Results of shards of the epoch that is under way, by name. */
  results(): ReadonlyMap<string, string> {
    const rows = this.db.prepare("SELECT name, result FROM shards").all() as { name: string; result: string }[];
    return new Map(rows.map(({ name, result }) => [name, result]));
  }

  /** Keeps the result of a shard; one that is there already stays. */
  keepResult(name: string, result: string): void {
    this.db.prepare("INSERT OR IGNORE INTO shards VALUES (?, ?)").run(name, result);
  }

  /** Findings that were confirmed, in the order of their first epochs. */
  findings(): readonly StoredFinding[] {
    return this.db
      .prepare("SELECT identity, first, epoch, confirmed FROM findings ORDER BY first, identity")
      .all() as StoredFinding[];
  }

  /** Keeps a confirmed finding, in place of what was kept of the same identity. */
  keepFinding({ identity, first, epoch, confirmed }: StoredFinding): void {
    this.db.prepare("INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?)").run(identity, first, epoch, confirmed);
  }

  /** Ends an epoch: what all came to together takes the place of its shards' results, so that the file stays small. */
  finishEpoch(epoch: number, swath: string, summary: string): void {
    this.atOnce(() => {
      this.db.prepare("INSERT OR REPLACE INTO state VALUES (1, ?, ?)").run(epoch + 1, swath);
      this.db.prepare("INSERT INTO epochs VALUES (?, ?)").run(epoch, summary);
      this.db.prepare("DELETE FROM shards").run();
    });
  }

  close(): void {
    unlock(this.db);
    this.db.close();
  }

  private atOnce(work: () => void): void {
    this.db.transaction(work)();
  }
}

function taken(path: string): StoreProblem {
  return new StoreProblem(`${path}: holds a campaign already; go on with it by --resume, or name another file with --store`);
}

function begun(path: string): StoreProblem {
  return new StoreProblem(`${path}: no campaign was begun in it; leave --resume away to begin one there`);
}

/** Gives the file back: a closed database holds on to it until its last statement is collected. */
function unlock(db: Database.Database): void {
  try {
    db.pragma("locking_mode = NORMAL");
    db.exec("SELECT 1 FROM sqlite_schema");
  } catch {
    // Damaged, or not ours: nothing was locked by this process for long.
  }
}

/** Whether a file begins as SQLite's do. */
function isDatabase(path: string): boolean {
  const head = Buffer.alloc(MAGIC.length);
  try {
    const file = openSync(path, "r");
    readSync(file, head, 0, head.length, 0);
    closeSync(file);
  } catch (error) {
    throw new StoreProblem(`${path}: cannot be read: ${(error as Error).message}; name another file with --store`);
  }
  return head.toString("latin1") === MAGIC;
}

/** Opens a database for this process alone, and has every commit wait for the disk. */
function lockedDatabase(path: string): Database.Database {
  let db: Database.Database;
  try {
    db = new Database(path, { timeout: 0 });
  } catch (error) {
    throw new StoreProblem(`${path}: cannot be opened: ${(error as Error).message}; name another file with --store`);
  }
  try {
    db.pragma("locking_mode = EXCLUSIVE");
    db.exec("BEGIN EXCLUSIVE; COMMIT");
    db.pragma("journal_mode = DELETE");
    db.pragma("synchronous = FULL");
    return db;
  } catch (error) {
    unlock(db);
    db.close();
    const { code, message } = error as { code?: string; message: string };
    if (code?.startsWith("SQLITE_BUSY") === true)
      throw new StoreProblem(
        `${path}: another running campaign has it open; wait for that one, or name another file with --store`,
      );
    throw damaged(path, message);
  }
}

function damaged(path: string, how: string): StoreProblem {
  return new StoreProblem(`${path}: damaged (${how}); go on from a copy of it, or name another file with --store`);
}

/** What each part of a configuration is called in an error, and what to do about it. */
const PARTS: Readonly<Record<keyof Configuration, (stored: Configuration) => string>> = {
  kernel: () => "of another kernel: the file has changed since, or is called otherwise",
  platform: ({ platform }) => `of --platform ${platform}`,
  seed: ({ seed }) => `of --seed ${seed}`,
  alignment: ({ alignment }) => `of --align ${alignment}`,
  timeout: ({ timeout }) => `of --timeout ${timeout}ms`,
  epoch: ({ epoch }) => `of --epoch ${epoch.shards}x${epoch.plans}`,
  suite: ({ suite }) => `begun by version ${suite} of this suite`,
  stream: ({ stream }) => `of version ${stream} of the stream of cases`,
};

function compare(path: string, stored: Configuration, asked: Configuration): void {
  for (const part of Object.keys(PARTS) as (keyof Configuration)[]) {
    if (digestOf(stored[part] ?? null) === digestOf(asked[part])) continue;
    throw new StoreProblem(`${path}: a campaign ${PARTS[part](stored)}; go on with that, or name another file with --store`);
  }
}
