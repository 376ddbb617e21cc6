import type { AvailabilityPrice } from "#engine/market/availability.ts";
import type { CallRule } from "#engine/market/calls/endCall.ts";
import type { LocalMarket } from "#engine/market/localMarket.ts";
import type { Side } from "#engine/market/side.ts";
import type { TariffModel } from "#engine/market/tariffModel.ts";
import { AreaGrid } from "#sim/market/grid/areaGrid.ts";
import type { AreaModel } from "#sim/market/grid/areaModel.ts";
import { lossPriceMicro } from "#sim/market/grid/lossPrice.ts";
import { type BookView, bookView } from "#sim/market/grid/tariffOf.ts";
import { WithinFeeders } from "#sim/market/grid/withinFeeders.ts";
import type { World } from "#sim/world/world.ts";

/**
 * The grid that the rounds of an area's market meet: the base case of a period, solved only where
 * something may trade, and the flows of the round's own trades on top until the round ends.
 */
export class RoundGrid {
  /** What the book sees of it. */
  readonly view: BookView;
  /** Change of the network cost by the trades of all rounds so far, µEUR. */
  workingCostMicroEur = 0;
  readonly #world: World;
  readonly #area: AreaModel;
  readonly #grid: AreaGrid;
  /** Null where all of the area is one market. */
  readonly #within: WithinFeeders | null;
  readonly #chargesTrades: boolean;
  #isSolved = false;
  /** What the network cost when the running round began, EUR/h. */
  #costBefore = 0;

  constructor(world: World, area: AreaModel, tariff: TariffModel) {
    this.#world = world;
    this.#area = area;
    this.#grid = new AreaGrid(area);
    this.#chargesTrades = tariff.chargesTrades;
    const { localMarket } = world.scenario;
    const view = bookView(tariff, this.#grid, localMarket);
    this.#within = localMarket.byFeeder ? new WithinFeeders(view, area.normal.feeder) : null;
    this.view = this.#within ?? view;
  }

  /** What orders of a book would cost or bring at a bus whose customers may trade with theirs. */
  shown(
    book: Pick<LocalMarket, "availability">,
    { period, side, bus, limit }: { period: number; side: Side; bus: number; limit: number },
  ): AvailabilityPrice[] {
    const prices = book.availability(period, side, bus, this.view, Number.POSITIVE_INFINITY);
    const within = this.#within;
    const joined =
      within === null ? prices : prices.filter((price) => within.areJoined(bus, price.bus));
    return joined.slice(0, limit);
  }

  get isSolved(): boolean {
    return this.#isSolved;
  }

  startRound(): void {
    this.#isSolved = false;
  }

  /** Solves the base case of a period. */
  solve(period: number, now: number): void {
    const isFull = this.#world.scenario.localMarket.baseCase === "fullForecast";
    if (isFull) this.#area.solveNominated(period, period - now);
    else this.#area.solveNonMarket(period, period - now);
    this.#grid.start(lossPriceMicro(this.#world, period));
    this.view.restart();
    this.#costBefore = this.#grid.pricedCost();
    this.#isSolved = true;
  }

  /** How a call ends on these flows: charged by what its trades make of λ, where trades are charged. */
  callRule(rule: CallRule): CallRule {
    if (!this.#chargesTrades) return rule;
    return { ...rule, lambdaAfter: (injectionWh) => this.#grid.lambdaAfter(injectionWh) };
  }

  /** Takes stock of what the trades of a round cost the network. */
  endRound(): void {
    this.workingCostMicroEur += (this.#grid.cost() - this.#costBefore) * 0.25 * 1e6;
  }

  /** λ of all that is nominated, by bus of the normal network, µEUR/kWh; good until the next call. */
  nominatedLambda(period: number, now: number): Int32Array {
    this.#area.solveNominated(period, period - now);
    this.#grid.start(lossPriceMicro(this.#world, period));
    return this.#grid.lambdaMicro;
  }
}
