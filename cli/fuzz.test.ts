import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER, scratchFolder, zooKernel } from "../adapters/native/kernels.fixture.ts";
import type { CampaignRecord } from "../core/campaign.ts";
import type { Finding } from "../core/record.ts";
import { type Called, nllgrad } from "./command.fixture.ts";

/** How often a campaign is killed: more in the long form, which takes some minutes. */
const KILLS = process.env.NLLGRAD_LONG_TESTS === "1" ? 200 : 4;

const SMALL = ["--epoch", "2x256"] as const;
const read = (name: string): object => JSON.parse(readFileSync(new URL(`../core/${name}`, import.meta.url), "utf8")) as object;
const recordOf = ({ out }: Called): CampaignRecord => JSON.parse(out) as CampaignRecord;
const right = (): string => madeKernel("right", {});
const wrong = (): string => madeKernel("wrong", { first: "if (class_num % 4 == 1 && reduction == SUM) x[0] = 1;" });

let stores = 0;
const freshStore = (): string => join(scratchFolder(), `${stores++}.db`);

describe.skipIf(!HAS_COMPILER)(`nllgrad fuzz${NEEDS_COMPILER}`, () => {
  it(`killed at ${KILLS} random moments and resumed, comes to what it comes to undisturbed`, async () => {
    const args = ["fuzz", wrong(), ...SMALL, "--cases", "1024", "--workers", "2", "--json", "--quiet"];
    const undisturbed = await nllgrad([...args, "--store", freshStore()]);
    expect(undisturbed).toMatchObject({ code: 1, err: "" });
    let store = freshStore();
    let killed = 0;
    const temporary = join(scratchFolder(), "temporary");
    mkdirSync(temporary);
    while (killed < KILLS) {
      const begun = existsSync(store) && statSync(store).size > 0;
      const wait = 50 + Math.random() * 2500;
      const { signal, code, err, out } = await nllgrad([...args, "--store", store, ...(begun ? ["--resume"] : [])], {
        watch: (_, kill) => setTimeout(kill, wait),
        environment: { TMPDIR: temporary },
      });
      if (signal === "SIGKILL") killed++;
      else {
        // It came to its end before: another one.
        expect({ code, err }).toEqual({ code: 1, err: "" });
        expect(recordOf({ signal, code, err, out }).campaign.digest).toBe(recordOf(undisturbed).campaign.digest);
        store = freshStore();
        killed++;
      }
    }
    const begun = existsSync(store) && statSync(store).size > 0;
    const last = await nllgrad([...args, "--store", store, ...(begun ? ["--resume"] : [])]);
    const [ended, whole] = [recordOf(last), recordOf(undisturbed)];
    expect(ended.campaign).toMatchObject({ ended: "done", digest: whole.campaign.digest, epochs: 2 });
    expect(ended.run.violations).toEqual(whole.run.violations);
    expect(readdirSync(temporary)).toEqual([]);
  }, 7_200_000);

  it("exits with 0 where nothing was found, says what it met, and resumes by the command that it prints", async () => {
    const folder = scratchFolder();
    const { code, out } = await nllgrad(["fuzz", right(), ...SMALL, "--cases", "100"], { folder });
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}met {6}\d+\.\d % of \d+ pairs and \d+\.\d % of \d+ triples of values$/m);
    expect(out).toMatch(/^ {2}digest {3}[0-9a-f]{64}$/m);
    expect(out).toMatch(/^✓ nothing found {3}right\.so · FT78NE {3}51\d cases, 1 epoch, /m);
    expect(out).toContain("  store    .nllgrad/right.so-ft78ne-20260101.db\n");
    expect(existsSync(join(folder, ".nllgrad/right.so-ft78ne-20260101.db"))).toBe(true);
    const [, again] = /go on {4}nllgrad (.*)$/m.exec(out) as RegExpExecArray;
    const resumed = await nllgrad([...(again as string).split(" "), "--cases", "600", "--json", "--quiet"], { folder });
    expect(recordOf(resumed).campaign).toMatchObject({ ended: "done", epochs: 2 });
    const kept = new Database(join(folder, ".nllgrad/right.so-ft78ne-20260101.db"));
    kept.exec("UPDATE state SET swath = substr(swath, 2)");
    kept.close();
    const damaged = await nllgrad([...(again as string).split(" "), "--cases", "700", "--quiet"], { folder });
    expect(damaged).toMatchObject({ code: 2, out: "" });
    expect(damaged.err).toMatch(
      /^nllgrad: \S+\.db: damaged \(.+\); go on from a copy of it, or name another file with --store\n$/,
    );
    // The same command without --resume begins nothing over what is there.
    const over = await nllgrad(["fuzz", right(), ...SMALL, "--cases", "100"], { folder });
    expect(over).toMatchObject({ code: 2, out: "" });
    expect(over.err).toMatch(/^nllgrad: \.nllgrad\/right\.so-ft78ne-20260101\.db: holds a campaign already; .*--resume.*\n$/);
  });

  it("exits with 1 for a violation, and shows it as check does", async () => {
    const { path } = zooKernel("wrong/sign-missing");
    const { code, out } = await nllgrad(["fuzz", path, ...SMALL, "--cases", "1", "--store", freshStore()]);
    expect(code).toBe(1);
    expect(out).toContain("✗ reduction-");
    expect(out).toMatch(new RegExp(`again {4}nllgrad replay n1\\.\\S+ ${path}\\n`));
    expect(out).toMatch(/^✗ found {3}wrong-sign-missing\.so · MT7004/m);
  });

  it("prints with --json a record as its schema has it, and nothing else", async () => {
    const called = await nllgrad(["fuzz", wrong(), ...SMALL, "--cases", "1", "--json", "--quiet", "--store", freshStore()]);
    const record = recordOf(called);
    expect(called).toMatchObject({ err: "", out: `${JSON.stringify(record, null, 2)}\n` });
    const ajv = new Ajv({ allowUnionTypes: true });
    ajv.addSchema(read("record.schema.json"));
    const validate = ajv.compile(read("campaign.schema.json"));
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...record, campaign: { ...record.campaign, host: "here" } })).toBe(false);
  });

  it("ends at once on Ctrl-C, keeps what was found, and says how to go on", async () => {
    const slow = madeKernel("slow", { first: "if (class_num > 2) usleep(20000);" });
    const store = freshStore();
    let interrupted = 0;
    const called = await nllgrad(["fuzz", slow, "--epoch", "64x16", "--workers", "2", "--store", store], {
      watch: (interrupt) =>
        setTimeout(() => {
          interrupted = Date.now();
          interrupt();
        }, 6000),
    });
    const took = Date.now() - interrupted;
    expect({ code: called.code, signal: called.signal }).toEqual({ code: 3, signal: null });
    expect(called.out).toMatch(/^\? interrupted {3}slow\.so · FT78NE {3}/m);
    expect(called.out).toMatch(/^ {2}go on {4}nllgrad fuzz \S+ --resume --store \S+ --epoch 64x16$/m);
    expect(took).toBeLessThan(4000);
    const resumed = await nllgrad(["fuzz", slow, "--epoch", "64x16", "--store", store, "--resume"], {
      watch: (interrupt) => setTimeout(interrupt, 2000),
    });
    expect(resumed.code).toBe(3);
  });

  it("runs a corpus first, as check does, and names the file and line of what is no token", async () => {
    const library = wrong();
    const found = await nllgrad(["fuzz", library, ...SMALL, "--cases", "1", "--json", "--quiet", "--store", freshStore()]);
    const { token, id } = recordOf(found).run.violations[0] as Finding;
    const corpus = join(scratchFolder(), "corpus");
    mkdirSync(corpus);
    writeFileSync(join(corpus, "writes-logits.token"), `# seen in March\n\n${token}  # the smallest\n`);
    const judge = async (path: string): Promise<Called> =>
      await nllgrad(["check", path, "--corpus", corpus, "--tier", "smoke", "--time", "1ms", "--json", "--quiet"]);
    const checked = await judge(library);
    expect(checked.code).toBe(1);
    expect((JSON.parse(checked.out) as { runs: { violations: object[] }[] }).runs[0]?.violations).toMatchObject([{ id }]);
    expect(await judge(right())).toMatchObject({ code: 3 });
    const args = ["fuzz", library, "--epoch", "1x16", "--cases", "1", "--corpus", corpus, "--json", "--quiet"];
    const fuzzed = await nllgrad([...args, "--store", freshStore()]);
    expect(recordOf(fuzzed).run.violations.map((one) => one.id)).toContain(id);
    writeFileSync(join(corpus, "z.token"), `${token}\n${token}A\n`);
    for (const command of ["check", "fuzz"]) {
      const { code, err, out } = await nllgrad([command, library, "--corpus", corpus]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(/^nllgrad: \S+z\.token:2: token damaged.*remove the line\n$/);
    }
  });
});

describe("wrong use of nllgrad fuzz is refused in one line that names the thing and the remedy: exit 2", () => {
  it.each<[readonly string[], RegExp]>([
    [[], /fuzz: name a target/],
    [["reference", "blocked"], /fuzz blocked: takes one target/],
    [["reference"], /reference: serves ft78ne and mt7004; choose one with --platform/],
    [["reference", "--platform", "ft78ne", "--epoch", "4"], /--epoch 4: takes SHARDSxPLANS/],
    [["reference", "--platform", "ft78ne", "--epoch", "4x1"], /--epoch 1: takes a whole number from 16/],
    [["reference", "--platform", "ft78ne", "--loud"], /'--loud'.*nllgrad fuzz --help/],
    [["reference", "--platform", "ft78ne", "--resume", "--store", "none.db"], /none\.db: no campaign to go on with/],
    [["reference", "--platform", "ft78ne", "--corpus", "none"], /--corpus none: cannot be read/],
  ])("%j", async (args, named) => {
    const { code, out, err } = await nllgrad(["fuzz", ...args]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(named);
    expect(err.trimEnd()).not.toContain("\n");
  });
});
