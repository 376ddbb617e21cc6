import type { ManifestInput } from "#datasets/manifest.ts";

export const manifestInput: ManifestInput = {
  version: "0.1.0",
  scenario: "Test pilot",
  scenarioHash: "abc",
  seed: 7,
  variant: "2A",
  days: 2,
  start: "2023-01-01",
  timeZone: "Europe/Sofia",
  ledger: "memory",
  indicators: { lossesMwh: 1.5, lossRatioPercent: Number.NaN },
  warnings: ["one day is marked"],
  assumptions: ["nobody moves house"],
  names: { areas: ["A"], branches: [["T1"]], transmissionLines: [] },
};
