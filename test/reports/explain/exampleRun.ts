import { DatasetWriter } from "#datasets/datasetWriter.ts";
import type { TableDefinition } from "#datasets/table.ts";
import { tableDefinitions } from "#datasets/tableDefinitions.ts";

type Values = Readonly<Record<string, number | string>>;

/** Two periods of one evening: the second has a need, two offers, three claims and a conflict. */
const rows: Partial<Record<keyof typeof tableDefinitions, readonly Values[]>> = {
  periods: [
    { period: 0, startUnixSeconds: 1736956800, dayAheadMicroEurPerKwh: 95_000 },
    {
      period: 1,
      startUnixSeconds: 1736957700,
      dayAheadMicroEurPerKwh: 133_800,
      imbalanceShortMicroEurPerKwh: 190_630,
      systemImbalanceKw: -92.5,
      temperatureC: -3.2,
    },
  ],
  areas: [
    { period: 1, area: 0, consumptionWh: 49_494, loadingPercentMax: 112.3, voltagePuMin: 0.931 },
  ],
  agents: [
    { agent: 0, uid: "H1", kind: "household" },
    { agent: 1, uid: "H2", kind: "household" },
    { agent: 2, uid: "DSO-A", kind: "dso" },
    { agent: 3, uid: "TSO", kind: "tso" },
  ],
  units: [
    { unit: 0, name: "pool@F1", area: 0, feeder: "F1" },
    { unit: 1, name: "office", area: 0, feeder: "F2" },
    { unit: 2, name: "elsewhere", area: 1, feeder: "F9" },
  ],
  trades: [
    {
      period: 1,
      marketMinute: -420,
      area: 0,
      buyer: 0,
      seller: 1,
      energyWh: 333,
      priceMicroEurPerKwh: 80_000,
      dnutMicroEurPerKwh: -5_001,
      networkMicroEurPerKwh: 38_000,
      resting: "offer",
    },
    {
      period: 1,
      marketMinute: -360,
      area: 0,
      buyer: 0,
      seller: 1,
      energyWh: 333,
      priceMicroEurPerKwh: 120_000,
      dnutMicroEurPerKwh: 2_000,
      networkMicroEurPerKwh: 38_000,
      resting: "bid",
    },
  ],
  needs: [
    {
      period: 1,
      need: "DSO_CM",
      area: 0,
      element: "T1",
      direction: "up",
      quantityWh: 900,
      creditedWh: 100,
      metWh: 600,
      shown: 112.3,
    },
  ],
  offers: [
    offer(0, { quantityWh: 500, priceMicroEurPerKwh: 90_000, onDsoList: 500 }),
    offer(1, {
      quantityWh: 400,
      priceMicroEurPerKwh: 70_000,
      onDsoList: 300,
      reservedWh: 100,
      agreedMicroEurPerKwh: 60_000,
    }),
    offer(2, { quantityWh: 800, priceMicroEurPerKwh: 10_000, onDsoList: 800 }),
  ],
  claims: [
    claim(0, {
      need: "TSO_CM",
      area: -1,
      requestedWh: 200,
      grantedWh: 200,
      conflict: "none",
      priceMicroEurPerKwh: 90_000,
    }),
    claim(1, {
      requestedWh: 100,
      grantedWh: 100,
      conflict: "none",
      priceMicroEurPerKwh: 60_000,
    }),
    claim(1, {
      requestedWh: 200,
      grantedWh: 200,
      conflict: "none",
      priceMicroEurPerKwh: 70_000,
    }),
    claim(0, {
      requestedWh: 500,
      grantedWh: 300,
      conflict: "same",
      priceMicroEurPerKwh: 90_000,
    }),
  ],
  activations: [
    {
      period: 1,
      need: "DSO_CM",
      payer: 2,
      otherPayer: 3,
      otherPaidMicroEur: 6_000,
      unit: 1,
      direction: "up",
      orderedWh: 300,
      paidMicroEur: 21_000,
    },
  ],
  conflicts: [
    { period: 1, unit: 0, set: "attempted", pair: "DSO_CM/TSO_CM", kind: "same", overlapWh: 200 },
  ],
};

function offer(unit: number, values: Values): Values {
  return { period: 1, unit, direction: "up", ...values };
}

function claim(unit: number, values: Values): Values {
  return {
    period: 1,
    need: "DSO_CM",
    area: 0,
    unit,
    direction: "up",
    marketMinute: -105,
    effectiveness: 0.8,
    ...values,
  };
}

/** Writes the run to `folder`; what is not stated is 0 or the first word of its list. */
export function writeExampleRun(folder: string): void {
  const writer = new DatasetWriter(folder);
  for (const [name, definition] of Object.entries(tableDefinitions)) {
    const table = writer.table<TableDefinition>(definition);
    for (const values of rows[name as keyof typeof tableDefinitions] ?? []) {
      const blank = Object.entries(definition.columns).map(([column, { type, words }]) => [
        column,
        type === "text" ? "" : (words?.[0] ?? 0),
      ]);
      table.buffer.push({ ...Object.fromEntries(blank), ...values });
    }
  }
  writer.commit({
    version: "0.0.0",
    scenario: "example",
    scenarioHash: "0",
    seed: 4,
    variant: "2A",
    days: 1,
    start: "2025-01-15",
    timeZone: "Europe/Sofia",
    ledger: "memory",
    indicators: {},
    warnings: [],
    assumptions: [],
    names: { areas: ["SUB", "CITY"], branches: [["T1"], []], transmissionLines: [] },
  });
}
