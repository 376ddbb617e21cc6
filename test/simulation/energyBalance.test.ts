import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { agents } from "#datasets/tables/actors.ts";
import { areas } from "#datasets/tables/grid.ts";
import { activations, settlements, trades } from "#datasets/tables/market.ts";
import { assert } from "#engine/assert.ts";
import { BATTERY, BOILER } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import type { Run } from "#sim/run/run.ts";
import { pilotOver, rowsOf, run, runFolder, sumOf } from "#test/support/simulationRuns.ts";

const scenario = pilotOver({ start: "2025-01-27", days: 4, spinUpDays: 10 });
const at = join(runFolder(), "run");

/** What one customer did in one period, Wh; `storedWh` at its end, by device. */
interface Lived {
  readonly meteredWh: number;
  readonly consumptionWh: number;
  readonly pvWh: number;
  readonly storedWh: readonly number[];
}

/** By agent, then by world index; from the last period of the spin-up on. */
const lived: Lived[][] = [];
let world: Run["world"];
let prosumers: readonly Prosumer[];

/** Notes the period that was metered at the instant before. */
function note({ community, meters, ...here }: Run, now: number): void {
  world = here.world;
  prosumers = community.prosumers;
  const i = now - 2;
  if (i < world.calendar.firstRun - 1) return;
  for (const { agent, consumptionWh, pvWh, devices } of prosumers) {
    lived[agent] ??= [];
    lived[agent][i] = {
      meteredWh: meters.of(i)[agent]!,
      consumptionWh,
      pvWh,
      storedWh: devices.map((device) => device.storedWh()),
    };
  }
}

beforeAll(async () => {
  await run({ scenario, variant: "2A", folder: at }, { onInstant: note });
}, 300_000);

test("what enters an area is metered, background or lost, to less than a watt hour", () => {
  const rows = rowsOf(at, areas);
  expect(rows.length).toBe(scenario.calendar.days * 96 * scenario.areas.length);
  for (const row of rows) {
    const { importWh, netWh, backgroundWh, lossesWh, mediumVoltageLossesWh } = row;
    const rest = importWh - netWh - backgroundWh - lossesWh - mediumVoltageLossesWh;
    expect(Math.abs(rest)).toBeLessThan(1);
    expect(Math.min(lossesWh, mediumVoltageLossesWh, row.mainLossesWh)).toBeGreaterThan(0);
  }
});

test("an area's net energy is the sum of its meters, and consumption less PV and storage", () => {
  const { firstRun } = world.calendar;
  for (const { period, area, netWh } of rowsOf(at, areas)) {
    if (lived[0]![firstRun + period] === undefined) continue;
    const here = prosumers.filter((one) => one.area === area);
    const meters = sumOf(here, ({ agent }) => lived[agent]![firstRun + period]!.meteredWh);
    expect(netWh).toBe(meters);
  }
});

test("a battery gains what it takes in and loses what it gives, less its losses", () => {
  const efficiency = Math.sqrt(0.88);
  let moved = 0;
  for (const { agent, devices, series } of prosumers) {
    const d = devices.findIndex(({ kind }) => kind === BATTERY);
    if (d < 0) continue;
    const usableWh = (0.95 - 0.1) * series.prosumer.batteryKwh * 1000;
    for (let i = world.calendar.firstRun; i < lived[agent]!.length; i++) {
      const { meteredWh, consumptionWh, pvWh, storedWh } = lived[agent]![i]!;
      const energyWh = meteredWh - consumptionWh + pvWh;
      const gainedWh = storedWh[d]! - lived[agent]![i - 1]!.storedWh[d]!;
      const expectedWh = energyWh > 0 ? energyWh * efficiency : energyWh / efficiency;
      expect(Math.abs(gainedWh - expectedWh)).toBeLessThan(1);
      expect(storedWh[d]!).toBeGreaterThan(-1e-6);
      expect(storedWh[d]!).toBeLessThan(usableWh + 1e-6);
      expect(Math.abs(energyWh)).toBeLessThan(series.prosumer.batteryKw * 250 + 1);
      moved += Math.abs(gainedWh);
    }
  }
  expect(moved).toBeGreaterThan(0);
});

test("a boiler's store grows by what it heats, less draws and standing loss, and never overflows", () => {
  const lossWh = (scenario.behaviour.hotWater.standingLossKwhPerDay * 1000) / 96;
  let heatings = 0;
  for (const { agent, devices, series } of prosumers) {
    const { prosumer, drawWh, scaleKw, shape, noise } = series;
    if (devices.length !== 1 || devices[0]!.kind !== BOILER) continue;
    assert(drawWh !== null);
    for (let i = world.calendar.firstRun; i < lived[agent]!.length; i++) {
      const { consumptionWh, storedWh } = lived[agent]![i]!;
      const baseWh = scaleKw * shape[i]! * Math.max(0.05, 1 + noise[i]!) * 250;
      const heatedWh = consumptionWh - baseWh;
      const before = lived[agent]![i - 1]!.storedWh[0]!;
      const expectedWh = Math.max(0, before + heatedWh - drawWh[i]! - lossWh);
      expect(Math.abs(storedWh[0]! - expectedWh)).toBeLessThan(1e-6);
      expect(storedWh[0]!).toBeLessThan(prosumer.boilerKwh * 1000 + 1e-6);
      if (heatedWh > 1) heatings++;
    }
  }
  expect(heatings).toBeGreaterThan(0);
});

test("retail bills metered energy, corrected by paid flexibility, less what was traded", () => {
  const { calendar, retailImportMicroEurPerKwh } = world;
  const { feedInMicroEurPerKwh } = scenario.prices.retail;
  const traded = new Map<string, number>();
  const add = (agent: number, period: number, wh: number) =>
    traded.set(`${agent}/${period}`, (traded.get(`${agent}/${period}`) ?? 0) + wh);
  for (const { period, buyer, seller, energyWh } of rowsOf(at, trades)) {
    add(buyer, period, energyWh);
    add(seller, period, -energyWh);
  }
  const correction = new Map<string, number>();
  for (const { period, unit, direction, paidWh } of rowsOf(at, activations)) {
    const key = `${unit}/${period}`;
    const signed = direction === "up" ? paidWh : -paidWh;
    correction.set(key, (correction.get(key) ?? 0) + signed);
  }
  const accounts = rowsOf(at, agents);
  const members = (unit: number) => accounts.filter((one) => one.unit === unit).length;
  // Where a pool has several members, the table does not say how a correction was divided.
  const alone = accounts
    .slice(0, prosumers.length)
    .filter(({ unit }) => unit < 0 || members(unit) === 1);
  const retailer = accounts.find(({ kind }) => kind === "retailer")!.agent;
  const rows = rowsOf(at, settlements);
  let corrected = 0;
  for (const { agent, unit } of alone) {
    for (let day = 0; day < scenario.calendar.days - 1; day++) {
      let bill = 0;
      let credit = 0;
      const first = calendar.dayStart[calendar.firstRunDay + day]!;
      for (let i = first; i < calendar.dayStart[calendar.firstRunDay + day + 1]!; i++) {
        const period = i - calendar.firstRun;
        const own = unit < 0 ? 0 : (correction.get(`${unit}/${period}`) ?? 0);
        const quantityWh =
          lived[agent]![i]!.meteredWh + own - (traded.get(`${agent}/${period}`) ?? 0);
        if (own !== 0) corrected++;
        const price = quantityWh > 0 ? retailImportMicroEurPerKwh[i]! : feedInMicroEurPerKwh;
        const amount = Math.floor((price * Math.abs(quantityWh)) / 1000);
        if (quantityWh > 0) bill += amount;
        else credit += amount;
      }
      const posted = (kind: string, from: number, to: number) =>
        rows.find(
          (row) => row.day === day && row.kind === kind && row.from === from && row.to === to,
        )?.amountMicroEur ?? 0;
      expect(posted("retail", agent, retailer)).toBe(bill);
      expect(posted("feedIn", retailer, agent)).toBe(credit);
    }
  }
  expect(corrected).toBeGreaterThan(0);
});
