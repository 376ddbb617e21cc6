import type { AvailabilityPrice } from "#engine/market/availability.ts";
import type { Side } from "#engine/market/side.ts";
import type { PriceSource, Prosumer } from "#sim/agents/prosumer.ts";
import { marketMinute } from "#sim/clock.ts";
import type { CallNotes } from "#sim/market/dayAheadCalls.ts";
import { LocalTrading } from "#sim/market/localTrading.ts";
import { type MarketLog, NO_DAY } from "#sim/market/logs/marketLog.ts";
import { noStorageFacts, type StorageFacts } from "#sim/market/orders/storageLink.ts";
import type { TradeSink } from "#sim/market/tradeSink.ts";
import type { RoundHorizon } from "#sim/phases/trade/planRound.ts";
import { TradeRound } from "#sim/phases/trade/tradeRound.ts";
import type { Run } from "#sim/run/run.ts";

/** What a local marketplace needs of a run. */
type MarketRun = Pick<Run, "world" | "community" | "tariff" | "gateLambda" | "recordTrade">;

/** The local markets of a run, one per area, and what they write. */
export class LocalMarketplace {
  readonly #run: MarketRun;
  readonly #trading: readonly LocalTrading[];
  readonly #rounds: readonly TradeRound[];
  /** One per area, or none. */
  readonly #logs: readonly MarketLog[];
  readonly #calls: CallNotes | null;
  #minute = 0;

  /**
   * @param logs - Of each area, to take every message of its book; none where nobody asked.
   * @param calls - What the calls of the run are noted in.
   */
  constructor(run: MarketRun, logs: readonly MarketLog[] = [], calls: CallNotes | null = null) {
    this.#run = run;
    this.#calls = calls;
    const { areas } = run.community;
    this.#logs = logs;
    this.#trading = areas.map((area, k) => {
      const record: TradeSink = (trade) => {
        run.recordTrade({ ...trade, area: area.index, marketMinute: this.#minute });
      };
      return new LocalTrading(run.world, area, run.tariff, record, logs[k] ?? null);
    });
    for (const log of logs) log.begin();
    this.#rounds = areas.map((area, k) => {
      return new TradeRound(run.world, area, this.#trading[k]!, (period, rule, outcomes) => {
        this.#calls?.add(area.index, period, this.#minute, rule, outcomes);
      });
    });
  }

  /** Opens the books of all periods of a local day that lies within the run. */
  openDay(day: number, now: number): void {
    const { dayStart, firstRun, endRun } = this.#run.world.calendar;
    this.#tellLogs(now);
    for (let period = dayStart[day]!; period < dayStart[day + 1]!; period++) {
      if (period < firstRun || period >= endRun) continue;
      for (const trading of this.#trading) trading.open(period);
    }
  }

  close(period: number, now: number): void {
    this.#tellLogs(now);
    for (const [area, trading] of this.#trading.entries()) {
      const lambdaMicro = trading.close(period, now);
      if (lambdaMicro !== null) this.#run.gateLambda?.freeze(area, period, lambdaMicro);
    }
  }

  /** A round of one area's market. */
  trade(area: number, horizon: RoundHorizon): void {
    const { calendar } = this.#run.world;
    const log = this.#logs[area];
    this.#minute = marketMinute(calendar, horizon.now, 0);
    log?.events.tell(this.#minute);
    this.#rounds[area]!.run(horizon, calendar.endRun);
    log?.flush();
  }

  /** Seals a day of the run in the logs. */
  sealDay(day: number): void {
    for (const [k, log] of this.#logs.entries()) log.seal(day, this.#trading[k]!);
  }

  /** Closes the logs: nothing follows. */
  finish(): void {
    this.sealDay(NO_DAY);
  }

  #tellLogs(now: number): void {
    const { calendar } = this.#run.world;
    for (const { events } of this.#logs) events.tell(marketMinute(calendar, now, 0));
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

  /** Starts of machines that run once which a trade has settled. */
  settledStarts(): number {
    return this.#trading.reduce((sum, { runs }) => sum + (runs?.settled ?? 0), 0);
  }

  /** What became of sales of batteries that waited for their purchase, over all areas. */
  storageFacts(): StorageFacts {
    const sum = noStorageFacts();
    const names = Object.keys(sum) as (keyof StorageFacts)[];
    for (const { sales } of this.#trading) {
      for (const name of names) sum[name] += sales?.facts[name] ?? 0;
    }
    return sum;
  }

  /** Orders that repaired trades which devices could not follow, and their energy, Wh. */
  repairsSent(): { readonly orders: number; readonly energyWh: number } {
    const repairs = this.#trading.map((trading) => trading.repairs);
    const orders = repairs.reduce((sum, { sent }) => sum + sent, 0);
    return { orders, energyWh: repairs.reduce((sum, { sentWh }) => sum + sentWh, 0) };
  }

  dnutMicroEur(): number {
    return this.#trading.reduce((sum, trading) => sum + trading.dnutMicroEur, 0);
  }

  workingCostMicroEur(): number {
    return this.#trading.reduce((sum, trading) => sum + trading.workingCostMicroEur, 0);
  }
}
