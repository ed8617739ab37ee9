import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compiledScript } from "../core/compiled.ts";

/** Everything that a script loads before it does anything, itself among it: compiled modules, and names of packages. */
function loadedBy(script: URL, loaded: Set<string> = new Set()): Set<string> {
  if (loaded.has(script.href)) return loaded;
  loaded.add(script.href);
  for (const [, name] of readFileSync(script, "utf8").matchAll(/^(?:import|export) (?:[^"']*? from )?"([^"]+)";$/gm)) {
    if ((name as string).startsWith(".")) loadedBy(new URL(name as string, script), loaded);
    else loaded.add(name as string);
  }
  return loaded;
}

/** What takes long to load, and what only other targets, options or commands use. */
const FOR_OTHERS = [
  /\/adapters\/(?:harness\/(?:process|remote|calls|kit)|wasm\/|module\.js|kernel-file\.js|native\/library)/,
  /\/reports\/(?:html|markdown|junit|sarif)/,
  /\/cli\/(?:waivers|read-record|fuzz|worker|github|report-files)\.js$/,
  /\/(?:fuzz|certify|bench|programs|library)\//,
  /\/runner\/(?:pairs|prove|harness-opening|harness-run|timing)\.js$/,
];

it.each([
  ["nllgrad", "nllgrad", import.meta.url, ["../adapters/unusable.js", "../reports/plain.js"]],
  ["nllgrad check", "check", import.meta.url, ["../runner/conformance.js", "../properties/diagnosis/diagnose.js"]],
  ["the process that hosts a kernel", "host", new URL("../runner/host.ts", import.meta.url).href, ["../runner/sweep.js"]],
])("%s loads no package, and nothing that only others use, before it is asked for", (_, name, importer, used) => {
  const script = compiledScript(name, importer);
  const loaded = [...loadedBy(script)];
  expect(loaded).toEqual(expect.arrayContaining(used.map((path) => new URL(path, script).href)));
  expect(loaded.filter((one) => FOR_OTHERS.some((other) => other.test(one)))).toEqual([]);
  expect(loaded.filter((one) => !one.startsWith("file:") && !one.startsWith("node:"))).toEqual([]);
});
