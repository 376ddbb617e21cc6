import fc from "fast-check";
import { expect, test } from "vitest";
import type { Capability } from "#sim/agents/devices/device.ts";
import { Heating } from "#sim/agents/devices/heating.ts";
import type { HeatingOptions } from "#sim/agents/devices/heatingOptions.ts";
import { planView } from "#test/support/planView.ts";

const PERIODS = 200;
const SETPOINT_C = 20.5;
const BAND_K = 1;

/** A renovated house (pilot-facts 4.2) without sun at a steady outside temperature. */
function house(outsideC: number, changes: Partial<HeatingOptions> = {}): HeatingOptions {
  const outside = new Float32Array(PERIODS).fill(outsideC);
  const dark = new Float32Array(PERIODS);
  return {
    type: "heatPump",
    flexible: true,
    powerKw: 4,
    lossKwPerK: 0.14,
    openingKwPerK: 0.2,
    capacityKwhPerK: 8.5,
    heatingLimitC: 16,
    comfortBandK: BAND_K,
    insideGainsKw: 0.35,
    solarApertureM2: 1,
    setpointC: new Float32Array(PERIODS).fill(SETPOINT_C),
    temperatureC: outside,
    sunWPerM2: dark,
    forecastTemperatureC: [outside, outside, outside, outside],
    forecastSunWPerM2: [dark, dark, dark, dark],
    vintageOf: () => 3,
    ...changes,
  };
}

/** Electric energy that holds the setpoint of `options`, Wh per period. */
function holdingWh(options: HeatingOptions, outsideC: number, performance: number): number {
  const heatKw = options.lossKwPerK * (SETPOINT_C - outsideC) - options.insideGainsKw;
  return (heatKw / performance) * 250;
}

test.each([
  ["heatPump", -15, 1.5],
  ["heatPump", -10, 1.8],
  ["heatPump", -5, 2.2],
  ["heatPump", 0, 2.6],
  ["heatPump", 5, 3.1],
  ["heatPump", 7, 3.4],
  ["heatPump", 10, 3.7],
  ["split", -15, 1.8],
  ["split", -10, 2.2],
  ["split", -5, 2.6],
  ["split", 0, 3],
  ["split", 5, 3.4],
  ["split", 7, 3.6],
  ["split", 10, 3.9],
  ["split", -30, 1.8],
  ["stove", -15, 1],
] as const)(
  "a %s at %d °C makes %d kWh of heat from one (pilot-facts 4.2)",
  (type, outsideC, cop) => {
    const options = house(outsideC, { type, powerKw: 20 });
    const device = new Heating(options);
    const performance = holdingWh(options, outsideC, 1) / device.step(0, 0);
    expect(Math.abs(performance - cop)).toBeLessThanOrEqual(0.05 + 1e-6);
  },
);

test("nobody heats above the heating limit", () => {
  const device = new Heating(house(16));
  expect(device.step(0, 0)).toBe(0);
});

/** The first-order building: each period goes its way to where heat and losses are equal. */
function rooms(options: HeatingOptions, energies: readonly number[], performance: number) {
  let room = options.setpointC[0]!;
  return energies.map((energy, i) => {
    const heat = (energy / 250) * performance + options.insideGainsKw;
    const outside = options.temperatureC[i]!;
    const warmest = outside + heat / options.lossKwPerK;
    const left = Math.exp((-0.25 * options.lossKwPerK) / options.capacityKwhPerK);
    room = warmest + (room - warmest) * left;
    return room;
  });
}

test("rooms stay within the comfort band whatever is ordered", () => {
  const orders = fc.array(fc.integer({ min: -2000, max: 2000 }), { minLength: 96, maxLength: 96 });
  const pushed = fc.constantFrom(-1000, 1000).map((change) => new Array<number>(96).fill(change));
  const outside = fc.integer({ min: -8, max: 12 });
  fc.assert(
    fc.property(outside, fc.oneof(orders, pushed), (outsideC, changes) => {
      const options = house(outsideC, { type: "split", lossKwPerK: 0.2, capacityKwhPerK: 6 });
      const device = new Heating(options);
      const performance = Math.min(4.8, Math.max(1.8, 3.6 + 0.085 * (outsideC - 7)));
      const energies = changes.map((change, i) => device.step(i, change));
      for (const room of rooms(options, energies, performance)) {
        expect(room).toBeGreaterThan(SETPOINT_C - BAND_K - 1e-4);
        expect(room).toBeLessThan(SETPOINT_C + BAND_K + 1e-4);
      }
    }),
  );
});

test.each([
  ["-5", -5],
  ["5", 5],
])(
  "of an hour's shedding at %s °C most comes back within six hours, but not all",
  (_, outsideC) => {
    const options = house(outsideC);
    const free = new Heating(options);
    const shed = new Heating(options);
    let missing = 0;
    let back = 0;
    for (let i = 0; i < 28; i++) {
      const change = shed.step(i, i < 4 ? -1000 : 0) - free.step(i, 0);
      if (i < 4) missing -= change;
      else back += change;
    }
    expect(missing).toBeGreaterThan(500);
    expect(back / missing).toBeGreaterThan(0.6);
    expect(back / missing).toBeLessThan(1);
  },
);

test("where the local price is below retail a flexible owner heats ahead, and nobody else does", () => {
  const retail = 150_000;
  const consume = Array.from({ length: PERIODS }, (_, i) => (i >= 16 && i < 24 ? 60_000 : retail));
  const planned = (flexible: boolean) => {
    const device = new Heating(house(0, { flexible }));
    const view = planView([0, 0, 96], { retail, consume });
    device.planAhead(view, true);
    device.planAhead(view, false);
    const sum = (ring: Float64Array) => ring.slice(16, 24).reduce((a, b) => a + b, 0);
    return sum(device.plan) - sum(device.reference);
  };
  expect(planned(true)).toBeGreaterThan(300);
  expect(planned(false)).toBe(0);
});

test.each([
  [0, 0],
  [0, -40_000],
  [-20_000, -40_000],
])("at a retail price of %d nobody heats ahead for %d, and all goes on", (retail, consume) => {
  const device = new Heating(house(0));
  device.planAhead(planView([0, 0, 96], { retail, consume }), true);
  device.planAhead(planView([0, 0, 96], { retail, consume }), false);
  expect(device.plan.slice(0, 96)).toEqual(device.reference.slice(0, 96));
  expect(device.plan[50]).toBeGreaterThan(0);
  for (let i = 0; i < 96; i++) expect(device.step(i, 0)).toBeCloseTo(device.plan[i]!, 6);
});

test("what the plan says is what happens where the forecast was right", () => {
  const device = new Heating(house(3, { setpointC: setback() }));
  device.planAhead(planView([0, 0, 96], { retail: 150_000, consume: 120_000 }), false);
  for (let i = 0; i < 96; i++) expect(device.step(i, 0)).toBeCloseTo(device.plan[i]!, 6);
});

test("what heating says it can shed or add, it does where the forecast was right", () => {
  const direction = fc.constantFrom<0 | 1>(0, 1);
  const outside = fc.integer({ min: -10, max: 14 });
  fc.assert(
    fc.property(outside, direction, fc.nat(60), (outsideC, way, at) => {
      const device = new Heating(house(outsideC, { setpointC: setback() }));
      device.planAhead(planView([0, 0, 96], { retail: 150_000 }), false);
      for (let i = 0; i < at; i++) device.step(i, 0);
      const can: Capability = { powerWh: 0, energyWh: 0 };
      device.capability(at, way, can);
      const most = Math.max(0, Math.min(can.powerWh, can.energyWh));
      const change = way === 0 ? -most : most;
      expect(device.step(at, change)).toBeCloseTo(device.plan[at]! + change, 2);
    }),
  );
});

/** Warm by day, cooler by night. */
function setback(): Float32Array {
  return Float32Array.from({ length: PERIODS }, (_, i) => (i % 96 < 28 ? 19 : SETPOINT_C));
}
