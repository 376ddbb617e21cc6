import { expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";
import { defaultDevices } from "#scenarios/schema/devicesSchema.ts";

const withSet = (...overrides: string[]) =>
  loadScenario(
    "pilot",
    overrides.map((one) => `devices.${one}`),
  );

test("a scenario that says nothing about devices has those of docs/SCENARIOS.md", () => {
  expect(defaultDevices).toEqual({
    battery: {
      roundTripEfficiency: 0.88,
      usableFromShare: 0.1,
      usableToShare: 0.95,
      wearMicroEurPerKwh: 18_519,
      leftWorthShare: 0.75,
    },
    boiler: {
      reserveShare: 0.3,
      emergencyShare: 0.25,
      finalShare: 0.5,
      timeSwitchHours: [22, 6],
      timeSwitchSpreadHours: 3,
    },
    electricVehicle: {
      chargerEfficiency: 1,
      reserveHours: 0.25,
      fillShareMax: 0.8,
      expectedHours: [22, 6],
    },
    heatPump: { flowC: 40, flowFallPerK: 1, performanceShare: 0.85 },
    splitUnit: {
      performance: 3.6,
      performancePerK: 0.085,
      performanceMin: 1.8,
      performanceMax: 4.8,
    },
    heating: {
      recoveryHours: 2,
      preheatK: 1,
      preheatGainMin: 0.05,
      morningShare: 0.4,
      habitSpreadHours: 3,
    },
    room: { heightM: 2.5, airChangesPerHour: 3, openAboveC: 24, shadedShare: 0.4 },
    officeHvac: {
      shedShare: 0.2,
      bearableHours: 1,
      reboundShare: 0.8,
      reboundPerPeriod: 0.125,
    },
    photovoltaics: {
      performanceRatio: 0.86,
      lossPerK: 0.004,
      heatingKPerWPerM2: 0.03,
      albedo: 0.2,
    },
    owner: { tasteShare: 0.06, storedWorthShare: 0.5, boughtAgainShare: 0.8 },
  });
  expect(loadScenario("pilot").devices).toEqual(defaultDevices);
});

test("what is said as by default is the same content, anything else is another", () => {
  const shipped = loadScenario("pilot").hash;
  expect(withSet("battery.roundTripEfficiency=88 %").hash).toBe(shipped);
  expect(withSet("battery.roundTripEfficiency=90 %").hash).not.toBe(shipped);
});

test.each([
  ["0 K", 0],
  ["0.6 K", 0.6],
  ["1 K", 1],
  ["2 K", 1],
])("in a comfort band of %s homes heat %d K ahead where nothing else is said", (band, preheatK) => {
  const set = `behaviour.heating.comfortBand=${band}`;
  expect(loadScenario("pilot", [set]).devices.heating.preheatK).toBe(preheatK);
  const said = loadScenario("pilot", [set, `devices.heating.preheat=${preheatK} K`]);
  expect(said.hash).toBe(loadScenario("pilot", [set]).hash);
});

test.each([
  ["20.5 degC", "19 degC", 24],
  ["23 degC", "19 degC", 24],
  ["24 degC", "19 degC", 25],
  ["20.5 degC", "26.5 degC", 27.5],
])(
  "heated to %s by day and %s by night, rooms open windows above %d °C where nothing else is said",
  (day, night, openAboveC) => {
    const set = [`behaviour.heating.setpoint=${day}`, `behaviour.heating.nightSetpoint=${night}`];
    expect(loadScenario("pilot", set).devices.room.openAboveC).toBe(openAboveC);
    const said = loadScenario("pilot", [...set, `devices.room.openAbove=${openAboveC} degC`]);
    expect(said.hash).toBe(loadScenario("pilot", set).hash);
  },
);

test("windows that a scenario opens below what its rooms are heated to are found", () => {
  const set = ["behaviour.heating.setpoint=25 degC", "devices.room.openAbove=24 degC"];
  try {
    loadScenario("pilot", set);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.issues).toMatchObject([
      {
        field: "devices.room.openAbove",
        expected: "at least 26 degC, to which rooms may be heated",
        found: "24 degC",
      },
    ]);
    return;
  }
  throw new Error("nothing was found");
});

test("wear is the price of a battery over all that passes it in its life", () => {
  const { devices } = withSet(
    "battery.wear.cost=300 EUR/kWh",
    "battery.wear.cycles=5000",
    "battery.wear.depth=80 %",
  );
  // 300 EUR over 2 × 5000 × 0.8 kWh.
  expect(devices.battery.wearMicroEurPerKwh).toBe(37_500);
});

test.each([
  ["battery.roundTripEfficiency=5 %", "at least 10 %"],
  ["battery.roundTripEfficiency=110 %", "at most 100 %"],
  ["battery.usableTo=10 %", "a window that ends above where it begins"],
  ["battery.wear.cycles=0", "a number from 1 to 1000000"],
  ["boiler.emergency=40 %", "at most the reserve, which steered tanks keep"],
  ["boiler.timeSwitch=22-6", 'whole hours, such as "22:00-06:00"'],
  ["electricVehicle.reserve=0 min", "at least 15 min"],
  ["electricVehicle.chargerEfficiency=0 %", "at least 10 %"],
  ["heatPump.flow=400 degC", "at most 80 degC"],
  ["heatPump.flow=65 degC", "a flow at most 100 K above air of -20 degC"],
  ["splitUnit.performanceMax=1.5", "at least performanceMin"],
  ["splitUnit.performance=5", "between performanceMin and performanceMax"],
  ["heating.recovery=0 h", "at least 0.25 h"],
  ["heating.preheat=2 K", "at most behaviour.heating.comfortBand, 1 K"],
  ["room.openAbove=20 degC", "at least 22 degC, to which rooms may be heated"],
  ["officeHvac.rebound=0 %", "at least 1 %"],
  ["photovoltaics.lossPerKelvin=0.4 %", "a quantity in %/K"],
  ["owner.taste=-1 %", "at least 0 %"],
  ["battery.efficency=90 %", "a known field"],
])("%s is refused: %s", (setting, expected) => {
  try {
    withSet(setting);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const field = `devices.${setting.split("=")[0]}`;
    expect(error.issues).toHaveLength(1);
    expect(error.issues[0]).toMatchObject({ field, file: "--set" });
    expect(error.issues[0]!.expected).toContain(expected);
    return;
  }
  throw new Error("nothing was found");
});
