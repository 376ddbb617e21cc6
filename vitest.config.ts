import { defineConfig } from "vitest/config";

/** Tests run in forked processes: the native EVM does not survive thread pools (docs/ARCHITECTURE.md). */
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: ["test/support/propertySeed.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/{engine,scenarios,datasets,sim,reports,bench,cli}/**/*.test.ts"],
        },
      },
      { extends: true, test: { name: "conformance", include: ["test/conformance/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "contracts",
          include: ["test/contracts/**/*.test.ts"],
          testTimeout: 600_000,
        },
      },
      { extends: true, test: { name: "validation", include: ["test/validation/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          testTimeout: 600_000,
        },
      },
      { extends: true, test: { name: "tidy", include: ["test/tidy/**/*.test.ts"] } },
    ],
  },
});
