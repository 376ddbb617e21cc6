import type { AvailabilityPrice } from "#engine/market/availability.ts";
import type { Side } from "#engine/market/side.ts";
import type { PriceSource, Prosumer } from "#sim/agents/prosumer.ts";
import { marketMinute } from "#sim/clock.ts";
import { LocalTrading } from "#sim/market/localTrading.ts";
import type { RoundHorizon } from "#sim/phases/planRound.ts";
import { TradeRound } from "#sim/phases/tradeRound.ts";
import type { Run } from "#sim/run/run.ts";

/** What a local marketplace needs of a run. */
type MarketRun = Pick<Run, "world" | "community" | "tariff" | "gateLambda" | "recordTrade">;

/** The local markets of a run, one per area, and what they write. */
export class LocalMarketplace {
  readonly #run: MarketRun;
  readonly #trading: readonly LocalTrading[];
  readonly #rounds: readonly TradeRound[];
  #minute = 0;

  constructor(run: MarketRun) {
    this.#run = run;
    const { areas } = run.community;
    this.#trading = areas.map((area) => {
      return new LocalTrading(run.world, area, run.tariff, (trade) => {
        run.recordTrade({ ...trade, area: area.index, marketMinute: this.#minute });
      });
    });
    this.#rounds = areas.map((area, k) => new TradeRound(run.world, area, this.#trading[k]!));
  }

  /** Opens the books of all periods of a local day that lies within the run. */
  openDay(day: number): void {
    const { dayStart, firstRun, endRun } = this.#run.world.calendar;
    for (let period = dayStart[day]!; period < dayStart[day + 1]!; period++) {
      if (period < firstRun || period >= endRun) continue;
      for (const trading of this.#trading) trading.open(period);
    }
  }

  close(period: number, now: number): void {
    for (const [area, trading] of this.#trading.entries()) {
      const lambdaMicro = trading.close(period, now);
      if (lambdaMicro !== null) this.#run.gateLambda?.freeze(area, period, lambdaMicro);
    }
  }

  trade(horizon: RoundHorizon): void {
    const { calendar } = this.#run.world;
    this.#minute = marketMinute(calendar, horizon.now, 0);
    for (const round of this.#rounds) round.run(horizon, calendar.endRun);
  }

  /**
   * What counter-orders in a period's book would cost or bring a customer, best first, and nothing is
   * matched: its availability prices.
   */
  availability(
    { area, bus }: Prosumer,
    period: number,
    now: number,
    side: Side,
    limit = Number.POSITIVE_INFINITY,
  ): AvailabilityPrice[] {
    return this.#trading[area]!.availability(period, now, side, bus, limit);
  }

  /** What customers of an area know of prices; nothing before the market first opens. */
  pricesOf(area: number, now: number): PriceSource | null {
    const { calendar, scenario } = this.#run.world;
    const eve = calendar.firstRunDay - 1;
    const isEve = calendar.day[now] === eve;
    const isOpen = isEve && calendar.minuteOfDay[now]! >= scenario.localMarket.opensMinute;
    return isOpen || calendar.day[now]! > eve ? this.#trading[area]!.prices : null;
  }

  dnutMicroEur(): number {
    return this.#trading.reduce((sum, trading) => sum + trading.dnutMicroEur, 0);
  }

  workingCostMicroEur(): number {
    return this.#trading.reduce((sum, trading) => sum + trading.workingCostMicroEur, 0);
  }
}
