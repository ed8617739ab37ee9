import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Tests of `properties/` that say what is accepted; others draw, shrink, steer or name cases. */
const ACCEPTING = [
  ...[
    "bias",
    "cells",
    "classify",
    "collector",
    "ending",
    "fingerprint",
    "hypotheses",
    "inputs",
    "integrity",
    "judge",
    "layout",
    "output",
  ],
  ...["relations", "violation"],
];

/**
 * What StrykerJS runs against mutants of our own code: tests that judge in one process. Without a build, which mutants would
 * not pass, and so without whatever starts processes of its own.
 */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ["reference/*.test.ts", `properties/{${ACCEPTING.join()}}.test.ts`],
    exclude: ["node_modules"],
    testTimeout: 60_000,
  },
});

export default config;
