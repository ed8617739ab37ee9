import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER, zooKernel } from "../adapters/native/kernels.fixture.ts";
import { readHeader, zooFolder } from "../certify/zoo.ts";
import { decodeToken } from "../properties/token.ts";
import { severityOf } from "../properties/violation.ts";
import { libraryTarget } from "./judging.fixture.ts";
import type { Target } from "./protocol.ts";
import { replayToken } from "./replay.ts";

const HARD = `${zooFolder()}hard/`;
const NAMES = readdirSync(HARD).map((file) => basename(file, ".c"));
const REFERENCE: Target = { kind: "built-in", name: "reference" };

describe.skipIf(!HAS_COMPILER)(`a hard kernel${NEEDS_COMPILER}`, () => {
  it.each(NAMES)("is wrong, as the case in its header shows, which the reference passes: %s", async (name) => {
    const token = readHeader(`${HARD}${name}.c`).get("shown-by") as string;
    const { path, platform } = zooKernel(`hard/${name}`);
    expect(decodeToken(token).platform).toBe(platform);
    const { violations, tries } = await replayToken(token, libraryTarget(path), 2000);
    expect(violations.map(severityOf)).toContain("violation");
    // None of them depends on what was called before.
    expect(tries).toBe(1);
    expect((await replayToken(token, REFERENCE, 2000)).violations).toEqual([]);
  });
});
