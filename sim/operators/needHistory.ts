import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { Community } from "#sim/run/community.ts";

/** Congestion of one area in one direction by month, kind of day and hour. */
export interface HourHistory {
  /** Periods seen. */
  periods: number;
  /** Energy above the target in each congested period, Wh. */
  readonly excessWh: number[];
  /** Which branch that was, by its position among the area's monitored ones; noted where auctions ask by branch. */
  readonly elements?: number[];
}

/** `direction`: 0 needs up (too much import), 1 needs down (too much feed-in). */
export type AreaHistory = readonly [HourHistory[], HourHistory[]];

/** Cells of a direction: month × {weekday, weekend} × hour. */
const CELLS = 12 * 2 * 24;

export function cellOf(month: number, isWeekend: boolean, hour: number): number {
  return (month * 2 + (isWeekend ? 1 : 0)) * 24 + hour;
}

/** Collects where and when the station transformers were congested in a year without market. */
export class NeedHistory {
  readonly #community: Community;
  readonly #areas: AreaHistory[];
  readonly #asksByElement: boolean;

  constructor(community: Community) {
    this.#community = community;
    this.#asksByElement = community.world.scenario.flexibility.reservation.askBy === "element";
    const cells = () => emptyCells(this.#asksByElement);
    this.#areas = community.areas.map(() => [cells(), cells()]);
  }

  /** Solves period `i` and notes congestion. */
  watch(i: number, meteredWh: Int32Array): void {
    const { world, areas } = this.#community;
    const { calendar, scenario } = world;
    const isWeekend = calendar.dayType[i]! > 0;
    const cell = cellOf(calendar.month[i]!, isWeekend, Math.floor(calendar.minuteOfDay[i]! / 60));
    for (const [a, area] of areas.entries()) {
      area.solveMetered(i, meteredWh);
      const { network, state, powerFlow } = area;
      const history = this.#areas[a]!;
      history[0][cell]!.periods++;
      history[1][cell]!.periods++;
      let worst = 0;
      let imports = true;
      let element = -1;
      for (const branch of network.monitoredBranches) {
        const percent = state.loadingPercent[branch]!;
        if (percent <= 100) continue;
        const { targetLoadingPercent } = scenario.flexibility;
        const kva = ((percent - targetLoadingPercent) / 100) * network.ratedKva[branch]!;
        if (kva > worst) {
          worst = kva;
          imports = flowsDown(powerFlow, branch);
          element = branch;
        }
      }
      if (worst === 0) continue;
      const hour = history[imports ? 0 : 1][cell]!;
      hour.excessWh.push(Math.round(worst * 250));
      if (this.#asksByElement)
        hour.elements!.push(area.monitored.indexOf(network.branchIds[element]!));
    }
  }

  summary(): readonly AreaHistory[] {
    return this.#areas;
  }
}

/** Whether active power flows from the source towards the customers. */
function flowsDown({ e, f, branchCurrentRe, branchCurrentIm }: PowerFlow, branch: number): boolean {
  return e[branch]! * branchCurrentRe[branch]! + f[branch]! * branchCurrentIm[branch]! > 0;
}

/** SHA-256 over the history years listed in a file, in their order. */
export function historyHash(listFile: string): string {
  const hash = createHash("sha256");
  for (const file of filesOf(listFile)) hash.update(readFileSync(file));
  return hash.digest("hex");
}

function filesOf(listFile: string): string[] {
  return (JSON.parse(readFileSync(listFile, "utf8")) as { files: string[] }).files;
}

/** Joins the history years listed in a file `{ "files": [...] }`. */
export function readHistory(listFile: string): AreaHistory[] {
  const years = filesOf(listFile).map(
    (file) => JSON.parse(readFileSync(file, "utf8")) as AreaHistory[],
  );
  const first = years[0] ?? [];
  return first.map((_, area) => {
    const joined: AreaHistory = [emptyCells(true), emptyCells(true)];
    for (const year of years) {
      for (const direction of [0, 1] as const) {
        for (const [cell, hour] of year[area]![direction].entries()) {
          const into = joined[direction][cell]!;
          into.periods += hour.periods;
          into.excessWh.push(...hour.excessWh);
          into.elements!.push(...(hour.elements ?? []));
        }
      }
    }
    return joined;
  });
}

function emptyCells(withElements: boolean): HourHistory[] {
  return Array.from({ length: CELLS }, () => {
    const hour = { periods: 0, excessWh: [] };
    return withElements ? { ...hour, elements: [] } : hour;
  });
}
