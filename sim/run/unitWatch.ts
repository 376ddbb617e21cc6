import type { TableHandle } from "#datasets/datasetWriter.ts";
import type { unitMeters } from "#datasets/tables/unitMeters.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Community } from "#sim/run/community.ts";
import type { Meters } from "#sim/run/meters.ts";
import { WEEKDAY } from "#sim/world/calendar.ts";

/** Notes what every unit nominated, metered, and would have metered, called or not. */
export class UnitWatch {
  readonly #community: Community;
  readonly #meters: Meters;
  readonly #table: TableHandle<typeof unitMeters>;

  constructor(community: Community, meters: Meters, table: TableHandle<typeof unitMeters>) {
    this.#community = community;
    this.#meters = meters;
    this.#table = table;
  }

  /** Notes period `i`, which was just metered. */
  watch(i: number): void {
    const { units, world } = this.#community;
    const { firstRun, dayType } = world.calendar;
    const metered = this.#meters.of(i);
    for (const unit of units) {
      let meteredWh = 0;
      for (const { agent } of unit.members) meteredWh += metered[agent]!;
      this.#table.buffer.push({
        period: i - firstRun,
        unit: unit.index,
        workingDay: dayType[i] === WEEKDAY ? 1 : 0,
        nominatedWh: unit.nominatedWh(i),
        meteredWh,
        truthWh: unit.truthWh[i & RING_MASK]!,
      });
    }
  }
}
