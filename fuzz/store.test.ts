import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { LONG_TIMEOUT, mutantsOf } from "../core/mutants.fixture.ts";
import { Random } from "../core/random.ts";
import type { Configuration } from "./configuration.ts";
import { OwnDatabase, StoreProblem } from "./database.ts";
import { Store } from "./store.ts";

const CONFIGURATION: Configuration = {
  suite: "1.2.3",
  stream: 1,
  kernel: "k".repeat(64),
  platform: "mt7004",
  seed: 7,
  alignment: 64,
  timeout: 2000,
  epoch: { shards: 4, plans: 512, doublings: 0 },
};

let files = 0;
const fresh = (): string => join(scratchFolder(), "stores", `${files++}.db`);

/** A store with something of everything, closed. */
function filled(): string {
  const path = fresh();
  const store = Store.create(path, CONFIGURATION);
  for (let k = 0; k < 40; k++) store.keepResult(`shard ${k}`, JSON.stringify({ k, text: "x".repeat(500) }));
  store.keepFinding({ identity: "a", first: 0, epoch: 0, confirmed: "{}" });
  store.close();
  return path;
}

const bytesOf = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/** What opening a store is refused with; the file is the same before and after, byte for byte, and nothing lies beside it. */
function refusal(path: string, open: () => Store): string {
  const before = bytesOf(path);
  const beside = readdirSync(join(path, "..")).length;
  let message = "";
  try {
    open().close();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreProblem);
    message = (error as Error).message;
  }
  expect(bytesOf(path)).toBe(before);
  expect(readdirSync(join(path, "..")).length).toBe(beside);
  expect(message.startsWith(`${path}: `)).toBe(true);
  expect(message).not.toContain("\n");
  return message.slice(path.length + 2);
}

const resume = (path: string, change: Partial<Configuration> = {}): Store => Store.resume(path, { ...CONFIGURATION, ...change });

describe("a store", () => {
  it("gives back what was kept, after it was closed and opened again", () => {
    const path = filled();
    const store = resume(path);
    expect(store.results().size).toBe(40);
    expect(store.findings()).toEqual([{ identity: "a", first: 0, epoch: 0, confirmed: "{}" }]);
    expect(store.state()).toBe(null);
    store.finishEpoch(0, "{}", "{}");
    store.close();
    const again = resume(path);
    expect(again.state()).toMatchObject({ epochs: 1, swath: "{}" });
    expect(again.results().size).toBe(0);
    again.close();
  });

  it("keeps the first result of a shard that is brought twice, and the last of a finding", () => {
    const store = Store.create(fresh(), CONFIGURATION);
    store.keepResult("a", "first");
    store.keepResult("a", "second");
    expect([...store.results()]).toEqual([["a", "first"]]);
    for (const confirmed of ["1", "2"]) store.keepFinding({ identity: "a", first: 0, epoch: 0, confirmed });
    expect(store.findings()).toMatchObject([{ confirmed: "2" }]);
    store.close();
  });

  it("does not grow with the epochs that are over", () => {
    const path = filled();
    const store = resume(path);
    const sizes = [0, 1, 2, 3].map((epoch) => {
      for (let k = 0; k < 40; k++) store.keepResult(`${epoch} ${k}`, "x".repeat(2000));
      store.finishEpoch(epoch, "s".repeat(5000), "{}");
      return readFileSync(path).length;
    });
    store.close();
    expect((sizes[3] as number) - (sizes[0] as number)).toBeLessThan(8192);
  });
});

describe("a store that a campaign has open", () => {
  it("is read by others meanwhile, as it stood at the last commit, and the campaign writes on", () => {
    const path = filled();
    const running = resume(path);
    expect(Store.read(path)).toMatchObject({ configuration: CONFIGURATION, state: null, shards: 40, summaries: [] });
    running.finishEpoch(0, "{}", '{"pairs":3}');
    expect(Store.read(path)).toMatchObject({ state: { epochs: 1, swath: "{}" }, shards: 0, summaries: ['{"pairs":3}'] });
    running.keepFinding({ identity: "b", first: 1, epoch: 1, confirmed: "{}" });
    expect(Store.read(path).findings.map(({ identity }) => identity)).toEqual(["a", "b"]);
    running.close();
  });

  it("is written no more once another has taken it, and loses nothing of either", () => {
    const path = filled();
    const running = new OwnDatabase(path);
    const other = new Database(path, { timeout: 0 });
    expect(() => other.exec("INSERT INTO epochs VALUES (7, 'theirs')")).toThrow(/locked/);
    // Between two commits, for some microseconds.
    running.db.exec("COMMIT");
    other.exec("INSERT INTO epochs VALUES (7, 'theirs')");
    running.db.exec("BEGIN IMMEDIATE");
    const keep = (): void => running.write(() => running.db.exec("INSERT INTO epochs VALUES (8, 'ours')"));
    expect(keep).toThrow(/another running campaign has it open/);
    other.close();
    running.close();
    expect(Store.read(path).summaries).toEqual(["theirs", "ours"]);
  });

  it("keeps summaries of its last epochs, and no more", () => {
    const path = filled();
    const store = resume(path);
    for (const epoch of [0, 5, 6, 1029]) store.finishEpoch(epoch, "{}", String(epoch));
    store.close();
    expect(Store.read(path).summaries).toEqual(["6", "1029"]);
  });
});

describe("reading a store", () => {
  it.each<[string, (path: string) => void, RegExp]>([
    ["that is not there", () => {}, /no such file; name the store of a campaign/],
    ["that is empty", (path) => writeFileSync(path, ""), /no campaign was begun in it/],
    ["that is none", (path) => writeFileSync(path, "x".repeat(4096)), /no campaign's store/],
  ])("%s is refused in one line", (_, make, named) => {
    const path = join(scratchFolder(), `read-${files++}.db`);
    make(path);
    expect(() => Store.read(path)).toThrow(named);
  });

  it("of another program, journaled otherwise, neither reads nor changes it", () => {
    const path = join(scratchFolder(), `other-${files++}.db`);
    const db = new Database(path);
    db.pragma("journal_mode = WAL");
    db.exec("CREATE TABLE theirs (a)");
    db.close();
    expect(refusal(path, () => resume(path))).toMatch(/no campaign's store/);
    expect(() => Store.read(path)).toThrow(/no campaign's store/);
  });
});

describe("refused, with nothing written, is", () => {
  it("a campaign over another", () => {
    const path = filled();
    expect(refusal(path, () => Store.create(path, CONFIGURATION))).toMatch(/holds a campaign already; .*--resume.*--store/);
  });

  it("going on with what is not there", () => {
    const path = fresh();
    expect(() => resume(path)).toThrow(`${path}: no campaign to go on with; leave --resume away`);
  });

  it.each([
    ["a text", "not a database at all\n".repeat(100), /no campaign's store; name another file/],
    ["empty", "", /no campaign was begun in it; leave --resume away/],
  ])("a file that is %s", (_, content, named) => {
    const path = filled();
    writeFileSync(path, content);
    expect(refusal(path, () => resume(path))).toMatch(named);
  });

  it("a database of another program", () => {
    const path = fresh();
    Store.create(path, CONFIGURATION).close();
    const other = path.replace(".db", "-other.db");
    const db = new Database(other);
    db.exec("CREATE TABLE meta (key TEXT, value TEXT)");
    db.close();
    expect(refusal(other, () => resume(other))).toMatch(/of another program; name another file/);
  });

  it("a store of another version", () => {
    const path = filled();
    const db = new Database(path);
    db.pragma("user_version = 9");
    db.close();
    expect(refusal(path, () => resume(path))).toMatch(/a store of version 9, this suite reads version 1; go on with the suite/);
  });

  it.each([
    ["in its middle", (bytes: Buffer) => bytes.fill(0xa5, 8192, 8192 + 3000)],
    ["at its end, cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length - 6000)],
  ])("a store that is damaged %s", (_, damage) => {
    const path = filled();
    writeFileSync(path, damage(readFileSync(path)));
    expect(refusal(path, () => resume(path))).toMatch(/^damaged \(.*\); go on from a copy of it, or name another file/);
  });

  // libsql ends the process where it is asked for such a text.
  it.each(["UPDATE meta SET value = ?", "UPDATE findings SET identity = ?", "UPDATE findings SET confirmed = ?"])(
    "a store with a text that is not UTF-8: %s",
    (sql) => {
      const path = filled();
      const db = new Database(path);
      db.prepare(sql.replace("?", "CAST(x'7bff' AS TEXT)")).run();
      db.close();
      expect(() => Store.read(path)).toThrow(/damaged \(.+\); go on from a copy of it/);
      expect(() => resume(path).findings()).toThrow();
    },
  );

  const MUTANTS = mutantsOf(150, 20_000);
  it(`a store that somebody damaged anywhere, unless it can be read all the same: ${MUTANTS} mutants`, {
    timeout: LONG_TIMEOUT,
  }, () => {
    const original = readFileSync(filled());
    const path = fresh();
    const random = new Random();
    let refused = 0;
    for (let k = 0; k < MUTANTS; k++) {
      random.reset(11, 0, k);
      const changed = Buffer.from(original);
      // The first page says what the file is, and the first bytes of a page what is in it.
      for (let changes = 1 + random.below(4); changes > 0; changes--) {
        const page = random.oneIn(2) ? 0 : 4096 * random.below(original.length / 4096);
        changed[page + random.below(random.oneIn(2) ? 120 : 4096)] = random.below(256);
      }
      writeFileSync(path, random.oneIn(8) ? changed.subarray(0, random.below(changed.length)) : changed);
      for (const open of [() => Store.read(path), () => resume(path).close()]) {
        try {
          open();
        } catch (error) {
          if (!(error instanceof StoreProblem)) throw new Error(`mutant ${k}: ${String(error)}`);
          expect(error.message).toMatch(/^[^\p{Cc}]+$/u);
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(MUTANTS / 4);
  });

  it("a store that another campaign has open", () => {
    const path = filled();
    const running = resume(path);
    running.keepResult("under way", "{}");
    expect(refusal(path, () => resume(path))).toMatch(/another running campaign has it open; wait/);
    running.close();
    resume(path).close();
  });

  it.each<[Partial<Configuration>, RegExp]>([
    [{ kernel: "other" }, /a campaign of another kernel: the file has changed since/],
    [{ platform: "ft78ne" }, /of --platform mt7004; go on with that/],
    [{ seed: 8 }, /of --seed 7/],
    [{ alignment: 32 }, /of --align 64/],
    [{ timeout: 100 }, /of --timeout 2000ms/],
    [{ epoch: { shards: 4, plans: 513, doublings: 0 } }, /of --epoch 4x512/],
    [{ suite: "2.0.0" }, /begun by version 1\.2\.3 of this suite/],
    [{ stream: 2 }, /of version 1 of the stream of cases/],
  ])("a campaign of another configuration: %j", (change, named) => {
    const path = filled();
    expect(refusal(path, () => resume(path, change))).toMatch(named);
  });
});
