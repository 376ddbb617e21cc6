import { beforeAll, expect, test } from "vitest";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

let world: World;
beforeAll(() => {
  const calendar = { start: "2025-05-01", days: 60, spinUpDays: 1 };
  world = buildWorld(smallScenario({ calendar }), { seed: 5 });
});

const homeOf = (uid: string) => {
  const agent = world.prosumers.findIndex(({ prosumer }) => prosumer.uid === uid);
  return new Prosumer(agent, 1, world.prosumers[agent]!, [], world);
};

/** Root mean square of what was forecast wrong, and of the sd stated, over all days at one hour, Wh. */
function errorsOf(uid: string, quarter: number, lead: number) {
  const home = homeOf(uid);
  let error = 0;
  let stated = 0;
  let count = 0;
  for (let i = quarter + 96; i < 60 * 96; i += 96) {
    home.live(i - lead - 1);
    home.refresh({ now: i - lead, open: i, end: i + 1, settled: i + 1, replan: false }, null);
    error += (home.live(i) - home.nominationWh[i & RING_MASK]!) ** 2;
    stated += home.forecastSdWh(i, i - lead) ** 2;
    count++;
  }
  return { error: Math.sqrt(error / count), stated: Math.sqrt(stated / count) };
}

test.each([
  ["an office at noon, a day ahead", "O1", 48, 70],
  ["a home in the evening, a day ahead", "H1", 76, 70],
  ["a home in the evening, a quarter hour ahead", "H1", 76, 0],
  ["a home with PV at noon, a day ahead", "H2", 48, 70],
  ["a home with PV at noon, two hours ahead", "H2", 48, 8],
])("the stated sd is near the error that happens: %s", (_, uid, quarter, lead) => {
  const { error, stated } = errorsOf(uid, quarter, lead);
  expect(stated / error).toBeGreaterThan(0.55);
  expect(stated / error).toBeLessThan(1.8);
});

test("it shrinks toward delivery", () => {
  const home = homeOf("H2");
  const noon = 96 + 48;
  const sds = [90, 30, 9, 0].map((lead) => home.forecastSdWh(noon, noon - lead));
  expect(sds).toEqual(sds.toSorted((a, b) => b - a));
  expect(sds.every((sd) => sd > 0)).toBe(true);
  expect(noon).toBeLessThan(RING);
});
