import type { TableHandle } from "#datasets/datasetWriter.ts";
import type { networkCosts } from "#datasets/tables/networkCost.ts";
import { lossPriceMicro } from "#sim/market/grid/lossPrice.ts";
import type { Community } from "#sim/run/community.ts";

const PERIOD_HOURS = 0.25;

/**
 * What the real flows cost by the terms of the network tariff: beside what the tariff charges for
 * flows that were only planned.
 */
export class NetworkCostWatch {
  readonly #community: Community;
  readonly #table: TableHandle<typeof networkCosts>;

  constructor(community: Community, table: TableHandle<typeof networkCosts>) {
    this.#community = community;
    this.#table = table;
  }

  /** Notes period `i`, whose metered state every area has just solved. */
  watch(i: number): void {
    const { areas, world } = this.#community;
    for (const { index, nodeTariff, powerFlow } of areas) {
      nodeTariff.computeCost(powerFlow, lossPriceMicro(world, i));
      this.#table.buffer.push({
        period: i - world.calendar.firstRun,
        area: index,
        lossEur: nodeTariff.lossCost * PERIOD_HOURS,
        congestionEur: nodeTariff.congestionCost * PERIOD_HOURS,
        voltageEur: nodeTariff.voltageCost * PERIOD_HOURS,
      });
    }
  }
}
