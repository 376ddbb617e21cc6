import { readManifest, readTable } from "#datasets/readDataset.ts";
import { areas as areasTable } from "#datasets/tables/grid.ts";
import { assert } from "#engine/assert.ts";
import type { Indicators } from "#sim/run/indicators.ts";
import type { RunRequest } from "#sim/runRequest.ts";
import type { Calendar } from "#sim/world/calendar.ts";

const HOURS = 0.25;

/**
 * Compares the run with its counterfactual twin, the committed `no-market` result of the same
 * world: relief, displaced congestion, and the latent conflicts common to all variants.
 */
export class TwinWatch {
  /** Hash of the twin; null when the run is the twin. */
  readonly hash: string | null;
  readonly #overloadKva: ArrayLike<number> | null;
  readonly #areaCount: number;
  readonly #firstRun: number;
  readonly #indicators: Indicators;

  /** The twin must be `no-market` over the same days of the same world. */
  constructor(request: RunRequest, calendar: Calendar, indicators: Indicators) {
    const folder = request.twinFolder;
    this.#areaCount = request.scenario.areas.length;
    this.#firstRun = calendar.firstRun;
    this.#indicators = indicators;
    if (folder === null) {
      this.hash = null;
      this.#overloadKva = null;
      return;
    }
    const manifest = readManifest(folder);
    const { scenario, seed } = request;
    assert(
      manifest.variant === "no-market" &&
        manifest.scenarioHash === scenario.hash &&
        manifest.seed === seed &&
        manifest.start === scenario.calendar.start &&
        manifest.days === scenario.calendar.days,
      `${folder} is not the twin of this run`,
    );
    this.hash = manifest.hash;
    const column = readTable(folder, areasTable).getChild("overloadKva");
    this.#overloadKva = column === null ? null : (column.toArray() as Float64Array);
    indicators.set("latentConflictsTwin", manifest.indicators["latentConflicts"] ?? 0);
    indicators.set("twinOverloadMvah", manifest.indicators["overloadMvah"] ?? 0);
  }

  /** Compares one period; the table has one row per area and period, in that order. */
  watch(i: number, overloadKva: Float64Array): void {
    const twin = this.#overloadKva;
    if (twin === null) return;
    const row = (i - this.#firstRun) * this.#areaCount;
    for (let a = 0; a < this.#areaCount; a++) {
      if (overloadKva[a]! > 0 && twin[row + a]! === 0) {
        this.#indicators.add("displacedOverloadMvah", (overloadKva[a]! * HOURS) / 1e3);
      }
    }
  }

  /** Closes the comparison. The twin itself relieves nothing. */
  finish(): void {
    const { get } = { get: (name: Parameters<Indicators["get"]>[0]) => this.#indicators.get(name) };
    if (this.#overloadKva === null) {
      this.#indicators.set("latentConflictsTwin", get("latentConflicts"));
      this.#indicators.set("twinOverloadMvah", get("overloadMvah"));
      this.#indicators.set("reliefPercent", 0);
      return;
    }
    const twin = get("twinOverloadMvah");
    this.#indicators.set("reliefPercent", twin > 0 ? 100 * (1 - get("overloadMvah") / twin) : 0);
  }
}
