import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER, scratchFolder } from "../adapters/native/kernels.fixture.ts";
import type { CampaignRecord } from "../core/campaign.ts";
import type { FeedEvent, FindingEvent } from "../core/feed.ts";
import { type Called, nllgrad } from "./command.fixture.ts";

const SMALL = ["--epoch", "2x256", "--quiet"] as const;
const right = (): string => madeKernel("right", {});
const wrong = (): string => madeKernel("wrong", { first: "if (class_num % 4 == 1 && reduction == SUM) x[0] = 1;" });
const read = (name: string): object => JSON.parse(readFileSync(new URL(`../core/${name}`, import.meta.url), "utf8")) as object;
const recordOf = ({ out }: Called): CampaignRecord => JSON.parse(out) as CampaignRecord;
const eventsIn = (text: string): FeedEvent[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as FeedEvent);

let folders = 0;

/** An empty working folder. */
function freshFolder(): string {
  const folder = join(scratchFolder(), `watched-${folders++}`);
  mkdirSync(folder);
  return folder;
}

function feedSchema(): ValidateFunction {
  const ajv = new Ajv({ allowUnionTypes: true });
  for (const name of ["record.schema.json", "campaign.schema.json"]) ajv.addSchema(read(name));
  return ajv.compile(read("feed.schema.json"));
}

/** Waits until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe.skipIf(!HAS_COMPILER)(`a campaign that is watched${NEEDS_COMPILER}`, { timeout: 120_000 }, () => {
  it("feeds an event a line, as its schema has it: start, finding, epoch, end; a sitting that goes on repeats nothing", async () => {
    const folder = freshFolder();
    const args = ["fuzz", wrong(), ...SMALL, "--store", "c.db", "--feed", "feed.jsonl", "--json"];
    const first = recordOf(await nllgrad([...args, "--cases", "512"], { folder }));
    const second = recordOf(await nllgrad([...args, "--cases", "1024", "--resume"], { folder }));
    const events = eventsIn(readFileSync(join(folder, "feed.jsonl"), "utf8"));
    const validate = feedSchema();
    for (const event of events) expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
    const ids = events.filter((event): event is FindingEvent => event.event === "finding").map(({ finding }) => finding.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.sort()).toEqual([...second.run.violations, ...second.run.warnings].map(({ id }) => id).sort());
    expect(events.map(({ event }) => event).filter((event) => event !== "finding")).toEqual([
      ...["start", "epoch", "end"],
      ...["start", "epoch", "end"],
    ]);
    const [start, again] = events.filter((event) => event.event === "start");
    expect(start).toMatchObject({ known: [], epochs: 0, cases: 0, shards: 2, shardPlans: 256, store: "c.db" });
    expect(again).toMatchObject({ epochs: 1, known: expect.arrayContaining(first.run.violations.map(({ id }) => id)) });
    expect(events.at(-1)).toMatchObject({ ended: "done", exitCode: 1, digest: second.campaign.digest, epochs: 2 });
  });

  it("feeds standard output and nothing else with --feed -", async () => {
    const { out, code } = await nllgrad(["fuzz", right(), ...SMALL, "--cases", "1", "--feed", "-"], { folder: freshFolder() });
    expect(code).toBe(0);
    expect(eventsIn(out).map(({ event }) => event)).toEqual(["start", "epoch", "end"]);
  });

  it("can be read while it runs: its store, and its reports, each file whole", async () => {
    const folder = freshFolder();
    const report = join(folder, "report", "record.json");
    const looked: { status?: Called; record?: CampaignRecord; beside?: string[] } = {};
    const args = ["fuzz", wrong(), ...SMALL, "--store", "c.db", "--report", "report"];
    const ended = await nllgrad(args, {
      folder,
      watch: (interrupt) => {
        void until(() => existsSync(report) && (JSON.parse(readFileSync(report, "utf8")) as CampaignRecord).campaign.epochs > 0)
          .then(async () => {
            looked.record = JSON.parse(readFileSync(report, "utf8")) as CampaignRecord;
            looked.beside = readdirSync(folder).sort();
            looked.status = await nllgrad(["fuzz", "--status", "c.db"], { folder });
          })
          .finally(interrupt);
      },
    });
    expect(looked.record?.campaign.ended).toBe("running");
    expect(looked.status).toMatchObject({ code: 0, err: "" });
    expect(looked.status?.out).toMatch(/^nllgrad fuzz {3}c\.db · FT78NE +as stored\n/);
    expect(looked.status?.out).toMatch(/^ ✗ inputs-unchanged\/fp_nlllossgrad_[sp]\/sum\/input:logits +\d+$/m);
    expect(looked.status?.out).toMatch(/^.* tiny +below /m);
    expect(ended.code).toBe(1);
    expect((JSON.parse(readFileSync(report, "utf8")) as CampaignRecord).campaign.ended).toBe("interrupted");
    expect(readFileSync(join(folder, "report", "report.md"), "utf8")).toMatch(/^# A campaign.*\n\nIt was interrupted\.\n/);
    expect(readdirSync(join(folder, "report")).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("runs a command for each new finding, whatever that does, and says what failed", async () => {
    const folder = freshFolder();
    writeFileSync(
      join(folder, "tell.cjs"),
      "let t = ''; process.stdin.on('data', (d) => (t += d)).on('end', () => require('fs').appendFileSync('told', JSON.stringify([...process.argv.slice(2), JSON.parse(t).count > 0]) + '\\n'))",
    );
    const args = ["fuzz", wrong(), ...SMALL, "--cases", "1"];
    const command = `'${process.execPath}' tell.cjs "a b"`;
    const told = await nllgrad([...args, "--json", "--store", "a.db", "--on-finding", command], { folder });
    const lines = readFileSync(join(folder, "told"), "utf8").trimEnd().split("\n");
    const findings = [...recordOf(told).run.violations, ...recordOf(told).run.warnings];
    expect(lines.sort()).toEqual(findings.map(({ id, token }) => JSON.stringify(["a b", id, token ?? "", true])).sort());
    const failing = await nllgrad([...args, "--store", "b.db", "--on-finding", "no-such-program"], { folder });
    expect(failing.code).toBe(1);
    expect(failing.out).toMatch(/^! --on-finding no-such-program: cannot be started \(ENOENT\), for \S+/m);
  });

  it("in pr mode fails for what is new against a baseline alone, and tells what is fixed and what is still there", async () => {
    const folder = freshFolder();
    const small = ["--epoch", "1x128", "--quiet", "--mode", "pr"];
    const args = (kernel: string, store: string): string[] => ["fuzz", kernel, ...small, "--store", store];
    const before = await nllgrad([...args(wrong(), "a.db"), "--json"], { folder });
    const record = recordOf(before);
    expect(before.code).toBe(1);
    expect(record.campaign.epochs).toBe(4);
    writeFileSync(join(folder, "before.json"), before.out);
    const still = await nllgrad([...args(wrong(), "b.db"), "--baseline", "before.json"], { folder });
    expect(still.code).toBe(0);
    expect(still.out).toMatch(/known {4}the baseline has it too/);
    expect(still.out).toMatch(/✓ nothing new: the gate passes with what was known/);
    const fixed = await nllgrad([...args(right(), "c.db"), "--baseline", "before.json"], { folder });
    expect(fixed.code).toBe(0);
    for (const { id } of record.run.violations)
      expect(fixed.out).toMatch(new RegExp(`(fixed|^) +${id.replaceAll("/", "\\/")} `, "m"));
    const worse = madeKernel("worse", { first: "if (batch > 2 && is_p && reduction == NONE) x[0] = 1;" });
    const fresh = await nllgrad([...args(worse, "d.db"), "--baseline", "before.json"], { folder });
    expect(fresh.code).toBe(1);
    expect(fresh.out).toMatch(/✗ the gate does not pass: \d+ new finding/);
  });

  it("takes options from nllgrad.config.json, those of other commands left aside", async () => {
    const folder = freshFolder();
    const config = { epoch: "2x128", cases: 200, tier: "smoke", bail: true, seed: 77, quiet: true };
    writeFileSync(join(folder, "nllgrad.config.json"), JSON.stringify(config));
    const { out, err } = await nllgrad(["fuzz", right(), "--seed", "78"], { folder });
    expect(err).toBe("");
    expect(out).toMatch(/ 25\d cases, 1 epoch, /);
    expect(out).toContain("  store    .nllgrad/right.so-ft78ne-78.db\n");
    expect(out).toMatch(/go on {4}nllgrad fuzz .* --seed 78 --epoch 2x128/);
    writeFileSync(join(folder, "nllgrad.config.json"), '{ "epohc": "2x128" }');
    const refused = await nllgrad(["fuzz", right()], { folder });
    expect(refused).toMatchObject({
      code: 2,
      err: "nllgrad: nllgrad.config.json: there is no option epohc; nllgrad fuzz --help lists them\n",
    });
  });

  it("of a kernel that leaks goes on in new processes, which begin small and end before they hold much more than 2 GiB", async () => {
    const folder = freshFolder();
    const weights = join(folder, "weights");
    const leaks = madeKernel("leaks", {
      head: `#include <stdlib.h>
#include <string.h>
static void *volatile kept; // Or the compiler leaves the leak out.
static void weigh(void) {
  long pages = 0;
  FILE *own = fopen("/proc/self/statm", "r"), *all = fopen("${weights}", "a");
  fscanf(own, "%*d %ld", &pages);
  fprintf(all, "%d %ld\\n", (int)getpid(), pages * (sysconf(_SC_PAGESIZE) >> 10) >> 10);
  fclose(own);
  fclose(all);
}`,
      first: "weigh(); if (batch < 17) kept = memset(malloc(12 << 20), 1, 12 << 20);",
    });
    const args = ["fuzz", leaks, "--epoch", "1x512", "--cases", "512", "--workers", "1", "--quiet", "--json"];
    const { code, out } = await nllgrad(args, { folder });
    expect(code).toBe(0);
    // Some 400 calls that leak 12 MiB each: 5 GiB in all.
    expect(recordOf({ code, out, err: "", signal: null }).run.cases).toBeGreaterThan(500);
    const heaviest = new Map<string, number>();
    const first = new Map<string, number>();
    for (const line of readFileSync(weights, "utf8").trim().split("\n")) {
      const [process, megabytes] = line.split(" ") as [string, string];
      if (!first.has(process)) first.set(process, Number(megabytes));
      heaviest.set(process, Math.max(heaviest.get(process) ?? 0, Number(megabytes)));
    }
    expect(first.size).toBeGreaterThan(2);
    expect(Math.max(...first.values())).toBeLessThan(512);
    expect(Math.max(...heaviest.values())).toBeGreaterThan(1536);
    // It is looked at between calls, and not after each.
    expect(Math.max(...heaviest.values())).toBeLessThan(2 * 1024 + 1024);
  });
});

describe("what cannot be asked of a campaign", () => {
  it.each([
    [
      ["reference", "--platform", "ft78ne", "--mode", "fast"],
      /^nllgrad: --mode fast: takes pr, which is short, or batch, which is long\n$/,
    ],
    [
      ["reference", "--mode", "batch", "--baseline", "x.json"],
      /^nllgrad: --mode batch: everything that is found fails; .*--mode pr\n$/,
    ],
    [["reference", "--feed", "-", "--json"], /^nllgrad: --feed -: takes standard output, as --json does; /],
    [
      ["reference", "--on-finding", "echo 'x"],
      /^nllgrad: --on-finding echo 'x: names no command, or a quote in it is not closed\n$/,
    ],
    [["reference", "--on-finding", ""], /^nllgrad: --on-finding : names no command/],
    [
      ["reference", "--platform", "ft78ne", "--feed", "no/such/folder"],
      /^nllgrad: --feed no\/such\/folder: cannot be written to \(ENOENT\); /,
    ],
    [
      ["reference", "--platform", "ft78ne", "--report", "/dev/null/x"],
      /^nllgrad: --report \/dev\/null\/x: cannot be written to /,
    ],
    [
      ["reference", "--platform", "ft78ne", "--baseline", "none.json"],
      /^nllgrad: --baseline none\.json: cannot be read \(ENOENT\)/,
    ],
    [
      ["reference", "--status", "c.db"],
      /^nllgrad: --status c\.db: looks at a store, and takes no target; leave reference away\n$/,
    ],
    [["--status", "c.db"], /^nllgrad: c\.db: no such file; name the store of a campaign\n$/],
  ])("%j is refused in one line: exit 2", async (args, named) => {
    const { code, out, err } = await nllgrad(["fuzz", ...args]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(named);
  });
});
