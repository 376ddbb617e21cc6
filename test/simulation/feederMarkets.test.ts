import { join } from "node:path";
import { expect, test } from "vitest";
import { agents } from "#datasets/tables/actors.ts";
import { trades } from "#datasets/tables/market.ts";
import { areaNetwork } from "#sim/market/grid/areaModel.ts";
import type { World } from "#sim/world/world.ts";
import { pilotOver, rowsOf, run, runFolder } from "#test/support/simulationRuns.ts";

const scenario = pilotOver({ start: "2025-01-20", days: 2, spinUpDays: 4 });
const byFeeder = { ...scenario, localMarket: { ...scenario.localMarket, byFeeder: true } };
const root = runFolder();
const TIMEOUT_MS = 300_000;

test(
  "customers trade across an area, or within their feeder only, as the scenario says",
  async () => {
    const worlds: World[] = [];
    const onWorld = (world: World) => worlds.push(world);
    const crossing: number[] = [];
    for (const each of [scenario, byFeeder]) {
      const folder = join(root, String(crossing.length));
      await run({ scenario: each, variant: "lem-dnut", folder }, { onWorld });
      const actors = rowsOf(folder, agents);
      const networks = scenario.areas.map((_, area) => areaNetwork(worlds[0]!, area));
      const feederOf = (agent: number) => {
        const { area, bus } = actors[agent]!;
        return networks[area]!.feeder[networks[area]!.busIndex.get(bus)!];
      };
      const rows = rowsOf(folder, trades);
      expect(rows.length).toBeGreaterThan(100);
      crossing.push(
        rows.filter(({ buyer, seller }) => feederOf(buyer) !== feederOf(seller)).length,
      );
    }
    expect(crossing[0]).toBeGreaterThan(50);
    expect(crossing[1]).toBe(0);
  },
  TIMEOUT_MS,
);
