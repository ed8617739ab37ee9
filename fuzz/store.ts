import { closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type Database from "libsql";
import { type Configuration, digestOf } from "./configuration.ts";
import { bytes, damaged, integer, isDatabase, OwnDatabase, pragma, readDatabase, StoreProblem, textOf } from "./database.ts";

/** Version of the tables below. */
const SCHEMA = 1;

/** What SQLite's header says a file belongs to: "NLLG". */
const APPLICATION = 0x4e4c4c47;

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

/** Epochs whose summaries are kept: the last ones, so that weeks of them do not make the file grow. */
const EPOCHS_KEPT = 1024;

/** What a store holds, as it stood at one moment. */
export interface StoredCampaign {
  readonly configuration: Configuration;
  readonly state: StoredState | null;
  readonly findings: readonly StoredFinding[];
  /** Summaries of the last epochs, as JSON, in their order. */
  readonly summaries: readonly string[];
  /** Shards of the epoch that is under way. */
  readonly shards: number;
}

/**
 * One campaign in one file. What a method wrote stands when it returns, whatever ends the process then: the journal is rolled back, and the
 * disk is waited for. Nobody else writes to it as long as the store is open; others may read it.
 */
export class Store {
  readonly path: string;
  private readonly own: OwnDatabase;
  private readonly db: Database.Database;

  private constructor(path: string) {
    this.path = path;
    this.own = new OwnDatabase(path);
    this.db = this.own.db;
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
    const store = new Store(path);
    // Another may have come first, and ended.
    if (!isEmpty(store.db)) {
      store.close();
      throw taken(path);
    }
    store.own.write(() => {
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
    const store = new Store(path);
    try {
      checkStored(store.db, path);
      compare(path, configurationIn(store.db, path), configuration);
    } catch (error) {
      store.close();
      throw error instanceof StoreProblem ? error : damaged(path, (error as Error).message);
    }
    return store;
  }

  /**
   * Reads what a file holds, while a campaign may be writing to it. Nothing is written.
   *
   * @throws StoreProblem if there is no campaign in it, or none that can be read now.
   */
  static read(path: string): StoredCampaign {
    if (!existsSync(path)) throw new StoreProblem(`${path}: no such file; name the store of a campaign`);
    if (statSync(path).size === 0) throw begun(path);
    if (!isDatabase(path)) throw new StoreProblem(`${path}: no campaign's store; name another file`);
    return readDatabase(path, (db) => {
      checkStored(db, path);
      const summaries = db.prepare(`SELECT ${bytes("summary")} FROM epochs ORDER BY number`).all() as Row[];
      return {
        configuration: configurationIn(db, path),
        state: stateIn(db),
        findings: findingsIn(db),
        summaries: summaries.map(({ summary }) => textOf(summary)),
        shards: (db.prepare("SELECT count(*) AS shards FROM shards").get() as { shards: number }).shards,
      };
    });
  }

  /** What all finished epochs came to; `null` before the first has. */
  state(): StoredState | null {
    return stateIn(this.db);
  }

  /** Results of shards of the epoch that is under way, by name. */
  results(): ReadonlyMap<string, string> {
    const rows = this.db.prepare(`SELECT ${bytes("name")}, ${bytes("result")} FROM shards`).all() as Row[];
    return new Map(rows.map(({ name, result }) => [textOf(name), textOf(result)]));
  }

  /** Keeps the result of a shard; one that is there already stays. */
  keepResult(name: string, result: string): void {
    this.own.write(() => {
      this.db.prepare("INSERT OR IGNORE INTO shards VALUES (?, ?)").run(name, result);
    });
  }

  /** Findings that were confirmed, in the order of their first epochs. */
  findings(): readonly StoredFinding[] {
    return findingsIn(this.db);
  }

  /** The summary of the last epoch, as JSON; `null` before the first is over. */
  lastSummary(): string | null {
    const row = this.db.prepare(`SELECT ${bytes("summary")} FROM epochs ORDER BY number DESC LIMIT 1`).get() as Row | undefined;
    return row === undefined ? null : textOf(row.summary);
  }

  /** Keeps a confirmed finding, in place of what was kept of the same identity. */
  keepFinding({ identity, first, epoch, confirmed }: StoredFinding): void {
    this.own.write(() => {
      this.db.prepare("INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?)").run(identity, first, epoch, confirmed);
    });
  }

  /** Ends an epoch: what all came to together takes the place of its shards' results, so that the file stays small. */
  finishEpoch(epoch: number, swath: string, summary: string): void {
    this.own.write(() => {
      this.db.prepare("INSERT OR REPLACE INTO state VALUES (1, ?, ?)").run(epoch + 1, swath);
      this.db.prepare("INSERT INTO epochs VALUES (?, ?)").run(epoch, summary);
      this.db.prepare("DELETE FROM epochs WHERE number <= ?").run(epoch - EPOCHS_KEPT);
      this.db.prepare("DELETE FROM shards").run();
    });
  }

  close(): void {
    this.own.close();
  }
}

function isEmpty(db: Database.Database): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
}

function stateIn(db: Database.Database): StoredState | null {
  const row = db.prepare(`SELECT ${integer("epochs")}, ${bytes("swath")} FROM state`).get() as Row | undefined;
  return row === undefined ? null : { epochs: Number(row.epochs), swath: textOf(row.swath) };
}

function findingsIn(db: Database.Database): readonly StoredFinding[] {
  const columns = [bytes("identity"), integer("first"), integer("epoch"), bytes("confirmed")];
  const rows = db.prepare(`SELECT ${columns.join()} FROM findings ORDER BY first, identity`).all() as Row[];
  return rows.map(({ identity, first, epoch, confirmed }) => ({
    ...{ identity: textOf(identity), confirmed: textOf(confirmed) },
    ...{ first: Number(first), epoch: Number(epoch) },
  }));
}

/** @throws StoreProblem if it is no campaign's, damaged, or of another version. */
function checkStored(db: Database.Database, path: string): void {
  const found = db.prepare(`SELECT ${bytes("integrity_check")} FROM pragma_integrity_check`).get() as Row;
  // It repeats what stands in the file.
  const said = Buffer.from(found.integrity_check as ArrayBuffer).toString();
  if (said !== "ok") throw damaged(path, said.replaceAll("\n", " "));
  // Ended while it was made: the journal was rolled back.
  if (isEmpty(db)) throw begun(path);
  if (pragma(db, "application_id") !== APPLICATION)
    throw new StoreProblem(`${path}: a database of another program; name another file with --store`);
  const version = pragma(db, "user_version");
  if (version !== SCHEMA)
    throw new StoreProblem(
      `${path}: a store of version ${version}, this suite reads version ${SCHEMA}; go on with the suite that began it, or name another file`,
    );
}

function configurationIn(db: Database.Database, path: string): Configuration {
  const row = db.prepare(`SELECT ${bytes("value")} FROM meta WHERE key = 'configuration'`).get() as Row | undefined;
  if (row === undefined) throw damaged(path, "it does not say what it is a campaign of");
  return JSON.parse(textOf(row.value)) as Configuration;
}

function taken(path: string): StoreProblem {
  return new StoreProblem(`${path}: holds a campaign already; go on with it by --resume, or name another file with --store`);
}

function begun(path: string): StoreProblem {
  return new StoreProblem(`${path}: no campaign was begun in it; leave --resume away to begin one there`);
}

/** A row as libsql gives it. */
type Row = Readonly<Record<string, unknown>>;

/** What each part of a configuration is called in an error, and what to do about it. */
const PARTS: Readonly<Record<keyof Configuration, (stored: Configuration) => string>> = {
  kernel: () => "of another kernel: the file has changed since, or is called otherwise",
  platform: ({ platform }) => `of --platform ${platform}`,
  seed: ({ seed }) => `of --seed ${seed}`,
  alignment: ({ alignment }) => `of --align ${alignment}`,
  timeout: ({ timeout }) => `of --timeout ${timeout}ms`,
  epoch: ({ epoch }) => (epoch.doublings > 0 ? "without --epoch" : `of --epoch ${epoch.shards}x${epoch.plans}`),
  suite: ({ suite }) => `begun by version ${suite} of this suite`,
  stream: ({ stream }) => `of version ${stream} of the stream of cases`,
};

function compare(path: string, stored: Configuration, asked: Configuration): void {
  for (const part of Object.keys(PARTS) as (keyof Configuration)[]) {
    if (digestOf(stored[part] ?? null) === digestOf(asked[part])) continue;
    throw new StoreProblem(`${path}: a campaign ${PARTS[part](stored)}; go on with that, or name another file with --store`);
  }
}
