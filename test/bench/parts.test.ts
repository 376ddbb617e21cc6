import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { schemeIds } from "#bench/coordination.ts";
import { PEGASE } from "#bench/grid/newtonWorkloads.ts";
import { machine } from "#bench/machine.ts";
import { measurementEvent } from "#bench/measurementEvent.ts";
import { measurementRow, rowTitles } from "#bench/measurementRow.ts";
import { measurePart, type PartName } from "#bench/parts.ts";
import type { Measurement } from "#bench/workload.ts";

async function measured(part: PartName): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for await (const measurement of measurePart(part, "smoke")) measurements.push(measurement);
  return measurements;
}

const networks = ["baranWu33", "lowVoltage100", "pilotSuburb"];
const agents = ["appliance", "boiler", "heating", "vehicle", "battery", "office"];
const kinds = ["powerFlow", "nodeTariff", "pathCharge", "pathApply"];
const meshed = ["meshed1354", ...(existsSync(PEGASE) ? ["case1354pegase"] : [])];
const gridNames = [
  ...networks.flatMap((network) => kinds.map((kind) => `grid/${network}/${kind}`)),
  ...["powerFlow", "cutPowerFlow", "cutSweep"].map((way) => `grid/longFeeder906/${way}`),
  "grid/lowVoltage100/feederYear",
  "grid/lowVoltage100/manySolves",
  ...meshed.flatMap((name) => ["newtonFirst", "newtonAgain"].map((way) => `grid/${name}/${way}`)),
];

test.each<[PartName, string[]]>([
  ["grid", gridNames],
  [
    "matcher",
    [
      ...["matcher/plain", "matcher/plain", "matcher/plain"], // one for each contender
      ...[1, 10, 100].map((every) => `matcher/tariff/resting100/every${every}`),
    ],
  ],
  [
    "agents",
    [
      "agents/plan",
      "agents/plan/market",
      "agents/plan/passive",
      ...agents.flatMap((kind) => [`agents/plan/${kind}`, `agents/plan/${kind}/market`]),
      "agents/live",
      ...["draw", "world", "build"].map((what) => `agents/population/${what}`),
      ...["/SUB", "/CITY", ""].map((area) => `agents/planAndBid${area}`),
    ],
  ],
  [
    "coordination",
    [
      ...schemeIds.flatMap((id) => [10, 100, 1000].map((n) => `coordination/${id}/offers${n}`)),
      ...["lem-dnut", "2A", "3C"].map((variant) => `coordination/pilot/${variant}`),
    ],
  ],
  ["year", ["year/no-market", "year/1C"]],
  ["ledger", ["ledger/memory", "ledger/hardhat"]],
])("the smallest size of %s runs", async (part, names) => {
  const first = await measured(part);
  expect(first.map(({ name }) => name)).toEqual(names);
  for (const { nsMedian, p50Ns, p99Ns, p999Ns, count, checksum } of first) {
    for (const ns of [nsMedian, p50Ns, p99Ns, p999Ns]) expect(ns).toBeGreaterThan(0);
    expect(count).toBeGreaterThan(0);
    expect(checksum).toMatch(/^[0-9a-f]{16}$/);
  }
  // The two ways of Newton's method do the same work, and so do the order books of others; all
  // others have work of their own.
  const distinct = first.filter(
    ({ name, contender }) => !name.endsWith("newtonAgain") && contender !== "hft-limit-order-book",
  );
  expect(new Set(distinct.map(({ checksum }) => checksum)).size).toBe(distinct.length);
});

test("a machine says what it is", () => {
  const { cpu, cores, memoryGb, node, version } = machine();
  expect(cpu).not.toBe("");
  expect(cores).toBeGreaterThan(0);
  expect(memoryGb).toBeGreaterThan(0);
  expect([node, version]).toEqual([process.version, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
});

const measurement: Measurement = {
  name: "matcher/plain",
  size: "small",
  unit: "message",
  contender: "LocalMarket",
  count: 200_000,
  rounds: 3,
  nsMedian: 1234.5678,
  p50Ns: 999.96,
  p99Ns: 2e6,
  p999Ns: 3.5e9,
  unitsPerBatch: 1000,
  heapBytes: 0.25,
  checksum: "0123456789abcdef",
  facts: { trades: 17 },
};

test("a measurement is one flat object for programs", () => {
  expect(measurementEvent(measurement)).toEqual({
    event: "bench",
    name: "matcher/plain",
    size: "small",
    contender: "LocalMarket",
    messages: 200_000,
    rounds: 3,
    messagesPerBatch: 1000,
    nsPerMessageMedian: 1235,
    p50Ns: 1000,
    p99Ns: 2e6,
    p999Ns: 3.5e9,
    heapBytesPerMessage: 0.25,
    trades: 17,
    checksum: "0123456789abcdef",
  });
});

test("a measurement is one row for people", () => {
  const row = measurementRow(measurement);
  expect(row).toHaveLength(rowTitles.length + 1);
  expect(row.slice(0, 7)).toEqual([
    "matcher/plain",
    "1.23 µs",
    "message",
    "1000 ns",
    "2 ms",
    "3.5 s",
    "0.25",
  ]);
});
