import { beforeAll, expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { buildProsumer, nightPeriods } from "#sim/agents/buildProsumer.ts";
import { Heating } from "#sim/agents/devices/heating.ts";
import { buildWorld, type World } from "#sim/world/world.ts";

const DAYS = 75;
/** Rooms start at their setpoint: what follows counts. */
const SETTLED = 10;

interface Summer {
  /** Mean of each day that counts, by home. */
  readonly roomC: readonly (readonly number[])[];
  readonly outsideC: readonly number[];
  readonly hottestRoomC: number;
  readonly hottestOutsideC: number;
}

/** Rooms of all heated homes from mid-June to August, in which nobody heats or cools them. */
function summerOf(scenario: Scenario): Summer {
  const calendar = { start: "2025-06-15", days: DAYS, spinUpDays: 1 };
  const world = buildWorld({ ...scenario, calendar }, { seed: 1 });
  const rooms = heatingsOf(world).map((heating) => {
    const lived = Array.from({ length: (DAYS + 1) * 96 }, (_, i) => {
      heating.step(i, 0);
      return heating.roomC;
    });
    return lived.slice(SETTLED * 96);
  });
  const outside = [...world.weather.temperatureC.slice(SETTLED * 96, (DAYS + 1) * 96)];
  return {
    roomC: rooms.map(daily),
    outsideC: daily(outside),
    hottestRoomC: Math.max(...rooms.map((room) => Math.max(...room))),
    hottestOutsideC: Math.max(...outside),
  };
}

function heatingsOf(world: World): Heating[] {
  const night = nightPeriods(world);
  return world.prosumers.flatMap((series, agent) =>
    buildProsumer(agent, 1, series, world, night).devices.filter(
      (device): device is Heating => device instanceof Heating,
    ),
  );
}

function daily(quarters: readonly number[]): number[] {
  return Array.from({ length: quarters.length / 96 }, (_, day) => {
    const own = quarters.slice(day * 96, (day + 1) * 96);
    return own.reduce((a, b) => a + b, 0) / 96;
  });
}

const named = ["pilot", "bucharest"] as const;
const summers = new Map<string, Summer>();
beforeAll(() => {
  for (const name of named) summers.set(name, summerOf(loadScenario(name)));
});

test.each(named)(
  "summer days in uncooled rooms of %s are within 4 K of warm air outside",
  (name) => {
    const { roomC, outsideC, hottestRoomC, hottestOutsideC } = summers.get(name)!;
    expect(roomC.length).toBeGreaterThan(20);
    for (const days of roomC) {
      for (const [day, room] of days.entries()) {
        const outside = outsideC[day]!;
        // Nobody opens windows below 24 °C: on cool days rooms are as warm as that.
        expect(room).toBeLessThan(Math.max(outside, 24) + 4);
        expect(room).toBeGreaterThan(outside - 4);
      }
    }
    expect(hottestRoomC).toBeLessThan(hottestOutsideC);
    expect(hottestRoomC).toBeLessThan(31);
  },
);

test.each([
  ["nailed up and without blinds", ["airChangesPerHour=0", "shaded=100 %"], 4],
  ["without blinds", ["shaded=100 %"], 0.5],
  ["opened late", ["openAbove=27 degC"], 0.2],
  ["of low rooms", ["height=2 m"], 0.02],
])("with windows %s the same rooms are hotter", (_, settings, kelvin) => {
  const overrides = settings.map((setting) => `devices.room.${setting}`);
  const { hottestRoomC } = summerOf(loadScenario("pilot", overrides));
  expect(hottestRoomC).toBeGreaterThan(summers.get("pilot")!.hottestRoomC + kelvin);
});
