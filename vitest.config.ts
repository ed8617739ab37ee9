import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["node_modules", "dist", ".stryker"],
    // Hosts and worker threads run the compiled form of what is tested.
    globalSetup: ["./vitest.setup.ts"],
    testTimeout: 30_000,
  },
});

export default config;
