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

const newcomers = () => world.prosumers.map((series, k) => new Prosumer(k, 1, series, [], world));

test("no forecast moves further between two rounds than the watch over all says, and what it stood on fades", () => {
  const news = ForecastNews.of(world);
  const start = world.calendar.firstRun;
  const agents = newcomers();
  const watch = ForecastWatch.of(agents, news);
  const refresh = (agent: Prosumer, now: number, open: number, end: number) =>
    agent.refresh({ now, open, end, settled: end, replan: true }, null);
  for (const agent of agents) refresh(agent, start - 28, start, start + 96);
  const before = agents.map(({ nominationWh }) => Float64Array.from(nominationWh));
  let moved = 0;
  let seenWh = 0;
  for (let now = start; now + 24 < start + 96; now += 4) {
    const { open, window } = horizonAt(world, now);
    news.compare(now, open, window);
    watch.begin(news, now, open);
    for (const [k, agent] of agents.entries()) {
      const loadWh = () => watch.movedWh(k, agent.lastNoise) - watch.movedWh(k, 0);
      // What it saw an hour ago, which its forecast stands on, has faded for an hour more.
      const fadedWh = loadWh() * agent.series.noiseLag1 ** 4;
      for (let i = now - 4; i < now; i++) agent.live(i);
      seenWh = Math.max(seenWh, loadWh());
      const toldWh = watch.movedWh(k, agent.lastNoise) + fadedWh;
      refresh(agent, now, open, window);
      for (let i = open; i < window; i++) {
        const change = Math.abs(agent.nominationWh[i & RING_MASK]! - before[k]![i & RING_MASK]!);
        expect(change).toBeLessThanOrEqual(toldWh + 1);
        moved = Math.max(moved, change);
      }
      before[k]!.set(agent.nominationWh);
    }
  }
  expect(moved).toBeGreaterThan(100);
  expect(seenWh).toBeGreaterThan(10);
});

/** What the weather and the last deviation may have changed, kW. */
function newsOf({ series, lastNoise }: Prosumer, news: ForecastNews, now: number, open: number) {
  const { prosumer, scaleKw, shape, noiseLag1, orientation } = series;
  const loadKw = Math.abs(lastNoise) * noiseLag1 ** (open - now + 1) * scaleKw * shape[open]!;
  const pvKw = orientation < 0 ? 0 : news.pvKwPerKwp[orientation]! * prosumer.pvKwp;
  if (prosumer.kind === "office") {
    return loadKw + pvKw + (news.coolingWPerM2 * prosumer.floorM2) / 1000;
  }
  return loadKw + pvKw + (prosumer.cooling ? news.coolingKw : 0);
}

test("the watch over all tells of each no more than its own weather, load and cooling", () => {
  const news = ForecastNews.of(world);
  const agents = newcomers();
  const start = world.calendar.firstRun;
  for (let now = start; now < start + 96; now += 4) {
    const { open, window } = horizonAt(world, now);
    news.compare(now, open, window);
    const watch = ForecastWatch.of(agents, news);
    watch.begin(news, now, open);
    for (const [k, agent] of agents.entries()) {
      agent.live(now);
      const movedWh = 250 * newsOf(agent, news, now, open);
      expect(watch.movedWh(k, agent.lastNoise)).toBeCloseTo(movedWh, 9);
    }
  }
});
