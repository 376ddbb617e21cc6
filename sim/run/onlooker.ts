import type { LocalMarketplace } from "#sim/market/localMarketplace.ts";
import type { Run } from "#sim/run/run.ts";
import type { World } from "#sim/world/world.ts";

/**
 * Someone who looks on while a run lives: a test that hides the future from it, or that notes what
 * no table holds.
 */
export interface Onlooker {
  /** Shown the world before anyone lives in it. */
  readonly onWorld?: (world: World) => void;
  /**
   * Shown the run and its local markets (null without) at the start of each period of the world,
   * before the events of that instant.
   */
  readonly onInstant?: (run: Run, now: number, markets: LocalMarketplace | null) => void;
}
