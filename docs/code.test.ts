import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const COMMAND = join(ROOT, "dist/cli/nllgrad.js");
const hasCompiler = spawnSync("cc", ["--version"]).status === 0;

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "examples/harness/README.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && !path.startsWith("."))
    .map((path) => `docs/${path}`),
];

interface Block {
  readonly language: string;
  /** Of `[name]` behind the language: the file that the reader is asked to write. */
  readonly file: string | undefined;
  readonly text: string;
}

/** The fenced blocks of a page, in its order. */
function blocksOf(page: string): Block[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  return [...text.matchAll(/^```(\w+)(?: \[(.+)\])?\n(.*?)^```$/gms)].map(([, language, file, body]) => ({
    language: language as string,
    file,
    text: body as string,
  }));
}

/** Lines of commands of this suite, in blocks of any kind, without what a shell does before and after them. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  return [...text.matchAll(/^(?: {4}|\$ |)(?:\$ )?(?:npx )?(?:nllgrad|node dist\/cli\/nllgrad\.js) ([a-z].*)$/gm)]
    .map(([, line]) => (line as string).replace(/"[^"]*"/g, '""').split(/ {2,}| [|>#]/)[0] as string)
    .filter((line) => !line.includes("…"));
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** An empty folder of a reader who has installed the package, with what a clone has besides that pages name: examples, and the built command. */
function readersFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "nllgrad-docs-"));
  folders.push(folder);
  const bin = join(folder, "node_modules/.bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(ROOT, join(folder, "node_modules/nlllossgrad-conformance"));
  for (const name of ["dist", "examples"]) symlinkSync(join(ROOT, name), join(folder, name));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(bin, "nllgrad"), `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`);
  chmodSync(join(bin, "nllgrad"), 0o755);
  return folder;
}

/** What a page shows of an output: numbers are free, `…` stands for anything, and lines may be missing. */
function shows(output: string, expected: readonly string[]): void {
  let rest = output.split("\n");
  for (const line of expected) {
    const pattern = line
      .trimEnd()
      .split("…")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\b\d+(?:\\\.\d+)?\b/g, "[\\d.]+"))
      .join(".*");
    const at = rest.findIndex((received) => new RegExp(`^${pattern}$`).test(received.trimEnd()));
    expect(at, `«${line}» in\n${output}`).toBeGreaterThanOrEqual(0);
    rest = rest.slice(at + 1);
  }
}

const runnable = PAGES.filter((page) => blocksOf(page).some(({ language }) => language === "console"));

describe.skipIf(!hasCompiler)("what pages show of a terminal, with a C compiler", () => {
  it.each(runnable.filter((page) => !page.startsWith("docs/zh/")))(
    "happens as in %s",
    (page) => {
      const folder = readersFolder();
      const path = `${join(folder, "node_modules/.bin")}${delimiter}${process.env.PATH}`;
      for (const { language, file, text } of blocksOf(page)) {
        if (file !== undefined) writeFileSync(join(folder, file), text);
        if (language !== "console") continue;
        for (const part of text.split(/^\$ /m).slice(1)) {
          const [command, ...expected] = part.trimEnd().split("\n") as [string, ...string[]];
          // Where --bail stops depends on who comes first: one worker comes first always.
          writeFileSync(join(folder, "nllgrad.config.json"), command.includes("--bail") ? '{ "workers": 1 }' : "{}");
          const { status, stdout, stderr } = spawnSync("bash", ["-c", command], {
            cwd: folder,
            encoding: "utf8",
            env: { ...process.env, PATH: path, GITHUB_ACTIONS: "" },
          });
          if (expected.length === 0) expect(status, `${command}\n${stdout}${stderr}`).toBe(0);
          shows(stdout, expected);
        }
      }
    },
    300_000,
  );

  it.each(runnable.filter((page) => page.startsWith("docs/zh/")))("is in %s as in the English page", (page) => {
    expect(blocksOf(page)).toEqual(blocksOf(page.replace("docs/zh/", "docs/")));
  });
});

describe("commands in the pages", () => {
  const helps = new Map<string, string>();
  const help = (command: string): string => {
    if (!helps.has(command)) {
      helps.set(command, spawnSync(process.execPath, [COMMAND, command, "--help"], { encoding: "utf8" }).stdout);
    }
    return helps.get(command) as string;
  };

  it.each(PAGES.filter((page) => commandsOf(page).length > 0))("have the options that the help of each lists: %s", (page) => {
    for (const line of commandsOf(page)) {
      const [command] = line.split(" ") as [string];
      expect(help(command), line).toContain(`nllgrad ${command}`);
      for (const [option] of line.matchAll(/(?<= )--[a-z-]+/g)) {
        if (option !== "--help") expect(help(command), line).toContain(option);
      }
    }
  });
});

describe("TypeScript in the pages", () => {
  it("has the types that it needs", () => {
    const folder = readersFolder();
    copyFileSync(join(ROOT, "examples/module/kernel.ts"), join(folder, "kernel.ts"));
    for (const name of ["fast-check", "vitest"])
      symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
    for (const page of PAGES) {
      for (const [i, { language, text }] of blocksOf(page).entries()) {
        if (language === "ts") writeFileSync(join(folder, `${page.replace(/\W/g, "-")}-${i}.ts`), text);
      }
    }
    const options = {
      extends: join(ROOT, "tsconfig.json"),
      compilerOptions: { rootDir: "/", typeRoots: [join(ROOT, "node_modules/@types")], noUnusedLocals: false },
      include: ["*.ts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
    const { status, stdout } = spawnSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder], {
      encoding: "utf8",
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });
});
