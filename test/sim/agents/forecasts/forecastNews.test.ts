import { expect, test } from "vitest";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import { ForecastNews } from "#sim/agents/forecasts/forecastNews.ts";
import { ForecastWatch } from "#sim/agents/forecasts/forecastWatch.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { buildWorld } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const calendar = { start: "2025-07-07", days: 2, spinUpDays: 2 };
const world = buildWorld(smallScenario({ calendar }), { seed: 3 });

test("no forecast of a window moves further between two rounds than the news say", () => {
  const news = ForecastNews.of(world);
  const start = world.calendar.firstRun;
  let moved = 0;
  for (const series of world.prosumers) {
    const agent = new Prosumer(0, 1, series, [], world);
    const refresh = (now: number, open: number, end: number) =>
      agent.refresh({ now, open, end, settled: end, replan: true }, null);
    refresh(start - 28, start, start + 96);
    let before = Float64Array.from(agent.nominationWh);
    for (let now = start; now + 24 < start + 96; now += 4) {
      const { open, window } = horizonAt(world, now);
      news.compare(now, open, window);
      const toldWh = agent.forecastMovedWh(news, now, open);
      refresh(now, open, window);
      for (let i = open; i < window; i++) {
        const change = Math.abs(agent.nominationWh[i & RING_MASK]! - before[i & RING_MASK]!);
        expect(change).toBeLessThanOrEqual(toldWh + 1);
        moved = Math.max(moved, change);
      }
      before = Float64Array.from(agent.nominationWh);
    }
  }
  expect(moved).toBeGreaterThan(100);
});

test("the watch over all customers says of each what it says of itself", () => {
  const news = ForecastNews.of(world);
  const agents = world.prosumers.map((series, k) => new Prosumer(k, 1, series, [], world));
  const start = world.calendar.firstRun;
  for (let now = start; now < start + 96; now += 4) {
    const { open, window } = horizonAt(world, now);
    news.compare(now, open, window);
    const watch = ForecastWatch.of(agents, news);
    watch.begin(news, now, open);
    for (const [k, agent] of agents.entries()) {
      agent.live(now);
      const movedWh = agent.forecastMovedWh(news, now, open);
      expect(watch.movedWh(k, agent.lastNoise)).toBeCloseTo(movedWh, 9);
    }
  }
});
