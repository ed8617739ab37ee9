import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { compiledScript } from "./compiled.ts";

it("is the built script at the same path under dist, where the importer is a source file", () => {
  expect(compiledScript("host", "file:///pkg/runner/session.ts").href).toBe("file:///pkg/dist/runner/host.js");
  expect(compiledScript("threaded/worker", "file:///a/pkg/impls/threaded.ts").href).toBe(
    "file:///a/pkg/dist/impls/threaded/worker.js",
  );
});

it("is the importer's sibling, where the importer is compiled", () => {
  expect(compiledScript("host", "file:///pkg/dist/runner/session.js").href).toBe("file:///pkg/dist/runner/host.js");
  expect(compiledScript("threaded/worker", "file:///pkg/dist/impls/threaded.js").href).toBe(
    "file:///pkg/dist/impls/threaded/worker.js",
  );
});

it("exists for a module of this package, and in folders with spaces in their names", () => {
  expect(existsSync(compiledScript("random", import.meta.url))).toBe(true);
  expect(compiledScript("host", "file:///a%20b/runner/session.ts").href).toBe("file:///a%20b/dist/runner/host.js");
});
