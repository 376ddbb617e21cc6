import { feederYear } from "#bench/grid/feederYear.ts";
import { manySolves } from "#bench/grid/manySolves.ts";
import { newtonWorkloads } from "#bench/grid/newtonWorkloads.ts";
import { powerFlows } from "#bench/grid/powerFlows.ts";
import { tariffWorkloads } from "#bench/grid/tariffWorkloads.ts";
import { baranWu33 } from "#bench/networks/baranWu33.ts";
import { longFeeder906 } from "#bench/networks/longFeeder906.ts";
import { lowVoltage100 } from "#bench/networks/lowVoltage100.ts";
import { pilotSuburb } from "#bench/networks/pilotSuburb.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Workload } from "#bench/workload.ts";

/** A large round is a year of one network, of the long feeder a tenth of one. */
const days: PerSize = { smoke: 1, small: 60, large: 365 };
const longFeederDays: PerSize = { smoke: 1, small: 10, large: 36 };

/** Power flow and tariffs on radial networks, power flow on meshed ones. */
export function gridWorkloads(size: Size): Workload[] {
  const long = longFeeder906();
  return [
    ...[baranWu33(), lowVoltage100(), pilotSuburb()].flatMap((network) => [
      powerFlows(network, days[size], "powerFlow"),
      ...tariffWorkloads(network, days[size]),
    ]),
    ...(["powerFlow", "cutPowerFlow", "cutSweep"] as const).map((way) =>
      powerFlows(long, longFeederDays[size], way),
    ),
    feederYear(lowVoltage100(), size),
    manySolves(lowVoltage100(), size),
    ...newtonWorkloads(size),
  ];
}
