import { expect, test } from "vitest";
import type { DeviceSettings } from "#scenarios/deviceSettings.ts";
import { defaultDevices } from "#scenarios/schema/devicesSchema.ts";
import { buildProsumer, nightPeriods } from "#sim/agents/buildProsumer.ts";
import { BATTERY, BOILER, HVAC } from "#sim/agents/devices/device.ts";
import { deviceCostMicro } from "#sim/agents/deviceTerms.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

type Changes = { readonly [Kind in keyof DeviceSettings]?: Partial<DeviceSettings[Kind]> };

const FROM = 2 * 96;
const TO = 7 * 96;

/** A world in the cold half-year with one of everything. */
function worldOf(changes: Changes): World {
  const small = smallScenario({ calendar: { start: "2025-02-01", days: 5, spinUpDays: 2 } });
  const [area] = small.areas;
  const homes = [
    smallHome("S1", { boilerKw: 2, boilerKwh: 3.3, batteryKw: 3, batteryKwh: 5, pvKwp: 5 }),
    smallHome("S2", { boilerKw: 2, boilerKwh: 3.3, boilerControl: "night", flexible: false }),
    smallHome("S3", { chargerKw: 3.7, vehicleKwh: 12 }),
    smallHome("S4", { heating: "heatPump", heatingKw: 2.9 }),
    smallHome("S5", { heating: "split", heatingKw: 1 }),
    ...area!.prosumers.filter(({ kind }) => kind === "office"),
  ];
  const devices = Object.fromEntries(
    Object.entries(defaultDevices).map(([kind, settings]) => [
      kind,
      { ...settings, ...changes[kind as keyof DeviceSettings] },
    ]),
  ) as unknown as DeviceSettings;
  return buildWorld({ ...small, devices, areas: [{ ...area!, prosumers: homes }] }, { seed: 2 });
}

/** All that owners of the world meter in five days with an order now and then, and its worth to them. */
function lifeOf(changes: Changes): string {
  const world = worldOf(changes);
  const night = nightPeriods(world);
  const metered = world.prosumers.map((series, agent) => {
    const owner = buildProsumer(agent, 1, series, world, night);
    const energies: number[] = [];
    for (let i = FROM; i < TO; i++) {
      if (i % 4 === 0)
        owner.refresh({ now: i, open: i, end: i + 40, settled: i + 40, replan: true }, null);
      owner.changeWh.fill(i % 96 >= 40 && i % 96 < 48 ? -2000 : 0);
      energies.push(owner.live(i));
    }
    return energies;
  });
  const costs = ([BOILER, BATTERY, HVAC] as const).flatMap((kind) => [
    deviceCostMicro(world, kind, 0, FROM),
    deviceCostMicro(world, kind, 1, FROM),
  ]);
  return JSON.stringify([metered, costs]);
}

const asShipped = lifeOf({});

test("two equal lives are equal", () => {
  expect(lifeOf({})).toBe(asShipped);
});

test.each<Changes>([
  { battery: { roundTripEfficiency: 0.8 } },
  { battery: { usableFromShare: 0.3 } },
  { battery: { usableToShare: 0.7 } },
  { battery: { wearMicroEurPerKwh: 60_000 } },
  { battery: { leftWorthShare: 0 } },
  { boiler: { reserveShare: 0.6 } },
  { boiler: { emergencyShare: 0.05 } },
  { boiler: { finalShare: 0.9 } },
  { boiler: { timeSwitchSpreadHours: 0 } },
  { electricVehicle: { chargerEfficiency: 0.85 } },
  { electricVehicle: { reserveHours: 6 } },
  { electricVehicle: { fillShareMax: 0.1 } },
  { heatPump: { flowC: 55 } },
  { heatPump: { flowFallPerK: 0.5 } },
  { heatPump: { performanceShare: 0.7 } },
  { splitUnit: { performance: 3 } },
  { splitUnit: { performancePerK: 0.02 } },
  { splitUnit: { performanceMin: 3.3 } },
  { splitUnit: { performanceMax: 3.4 } },
  { heating: { recoveryHours: 4 } },
  { heating: { preheatK: 0 } },
  { heating: { preheatGainMin: 0.5 } },
  { heating: { morningShare: 1 } },
  { heating: { habitSpreadHours: 0 } },
  { officeHvac: { shedShare: 0.1 } },
  { officeHvac: { bearableHours: 0.5 } },
  { officeHvac: { reboundShare: 0.5 } },
  { officeHvac: { reboundPerPeriod: 0.3 } },
  { photovoltaics: { performanceRatio: 0.8 } },
  { photovoltaics: { lossPerK: 0.01 } },
  { photovoltaics: { heatingKPerWPerM2: 0.02 } },
  { photovoltaics: { albedo: 0.6 } },
  { owner: { tasteShare: 0 } },
  { owner: { storedWorthShare: 1 } },
  { owner: { boughtAgainShare: 1 } },
])("%j makes a difference", (changes) => {
  expect(lifeOf(changes)).not.toBe(asShipped);
});
