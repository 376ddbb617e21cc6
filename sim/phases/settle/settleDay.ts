import { POSTING_KINDS, type PostingKind } from "#datasets/words.ts";
import type { TariffModel } from "#engine/market/tariffModel.ts";
import type { Ledger } from "#engine/settlement/ledger.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { GateLambda } from "#sim/market/grid/gateLambda.ts";
import type { TradeBook } from "#sim/phases/trade/tradeBook.ts";
import type { Community } from "#sim/run/community.ts";
import type { Meters } from "#sim/run/meters.ts";
import type { YearTotals } from "#sim/run/yearTotals.ts";

const KIND = Object.fromEntries(POSTING_KINDS.map((word, code) => [word, code])) as Record<
  PostingKind,
  number
>;

/** What the grid and the activations of a day left for the settlement, by period (ring). */
export interface DayFacts {
  /** Losses of each area, Wh (float): areas × ring. */
  readonly lossesWh: readonly Float64Array[];
  /** Paid deliveries of each customer, up less down, Wh: agents × ring, sparse by agent. */
  readonly correctionWh: readonly Float64Array[];
  /** Paid energy of each DSO's own congestion picks, up less down, Wh. */
  readonly dsoPicksWh: readonly Float64Array[];
}

/**
 * Settles one local day for everyone: retail, local trades with their tariffs, wholesale,
 * imbalance, losses and rebalancing. Every line is a transfer between two accounts (`docs/RULES.md`).
 */
export class DaySettlement {
  readonly #community: Community;
  readonly #ledger: Ledger;
  readonly #meters: Meters;
  readonly #trades: TradeBook;
  readonly #totals: YearTotals;
  readonly #facts: DayFacts;
  readonly #tariff: TariffModel;
  readonly #gateLambda: GateLambda | null;
  readonly #rebalances: boolean;

  constructor(options: {
    community: Community;
    ledger: Ledger;
    meters: Meters;
    trades: TradeBook;
    totals: YearTotals;
    facts: DayFacts;
    /** How trades pay for the network. */
    tariff: TariffModel;
    /** λ by which what stays with the retailer is charged; null where it is not. */
    gateLambda: GateLambda | null;
    /** Whether the TSO's balancing absorbs the DSOs' picks, at the imbalance price. */
    rebalances: boolean;
  }) {
    this.#community = options.community;
    this.#ledger = options.ledger;
    this.#meters = options.meters;
    this.#trades = options.trades;
    this.#totals = options.totals;
    this.#facts = options.facts;
    this.#tariff = options.tariff;
    this.#gateLambda = options.gateLambda;
    this.#rebalances = options.rebalances;
  }

  /** Settles the periods [from, to). */
  settle(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      this.#settleTrades(i);
      this.#settleRetail(i);
      this.#settleSystem(i);
    }
  }

  /** Who pays what in a trade: section 4 of the rules. */
  #settleTrades(i: number): void {
    const { accounts, world } = this.#community;
    const network = this.#tariff.networkMicroAt(world.calendar.minuteOfDay[i]!);
    const ledger = this.#ledger;
    for (const trade of this.#trades.of(i)) {
      const { buyer, seller, energyWh, dnutMicro, restingOffer, priceMicro } = trade;
      const sellerGets = restingOffer ? priceMicro : priceMicro - dnutMicro - network;
      const dso = accounts.dsoOfArea[trade.area]!;
      ledger.transferRounded(KIND.trade, buyer, seller, sellerGets, energyWh);
      ledger.transferRounded(KIND.dnut, buyer, dso, dnutMicro, energyWh);
      ledger.transferRounded(KIND.networkOfTrade, buyer, dso, network, energyWh);
      this.#totals.boughtWh[buyer]! += energyWh;
      this.#totals.soldWh[seller]! += energyWh;
    }
  }

  /** Retail takes what the local market did not: metered + up − down − bought + sold. */
  #settleRetail(i: number): void {
    const { prosumers, accounts, world } = this.#community;
    const { feedInMicroEurPerKwh, networkMicroEurPerKwh } = world.scenario.prices.retail;
    const importMicro = world.retailImportMicroEurPerKwh[i]!;
    const metered = this.#meters.of(i);
    const slot = i & RING_MASK;
    const { retailer } = accounts;
    const ledger = this.#ledger;
    const totals = this.#totals;
    for (const { agent, area, bus, tradedWh } of prosumers) {
      const energyWh = metered[agent]!;
      const quantity = energyWh + this.#facts.correctionWh[agent]![slot]! - tradedWh[slot]!;
      if (quantity > 0) {
        ledger.transferRounded(KIND.retail, agent, retailer, importMicro, quantity);
        const dso = accounts.dsoOfArea[area]!;
        ledger.transferRounded(
          KIND.networkOfRetail,
          retailer,
          dso,
          networkMicroEurPerKwh,
          quantity,
        );
      } else if (quantity < 0) {
        ledger.transferRounded(KIND.feedIn, retailer, agent, feedInMicroEurPerKwh, -quantity);
      }
      if (this.#gateLambda !== null) {
        this.#settleResidual(agent, area, -this.#gateLambda.at(area, bus, i), quantity);
      }
      if (energyWh > 0) {
        totals.importWh[agent]! += energyWh;
        totals.retailOnlyMicroEur[agent]! += (energyWh * importMicro) / 1000;
      } else {
        totals.exportWh[agent]! -= energyWh;
        totals.retailOnlyMicroEur[agent]! += (energyWh * feedInMicroEurPerKwh) / 1000;
      }
    }
  }

  /** What stays with the retailer pays the DSO for one more kWh taken, and is paid for one given. */
  #settleResidual(agent: number, area: number, priceMicro: number, quantity: number): void {
    const dso = this.#community.accounts.dsoOfArea[area]!;
    const [from, to] = quantity > 0 ? [agent, dso] : [dso, agent];
    this.#ledger.transferRounded(KIND.residualTariff, from, to, priceMicro, Math.abs(quantity));
  }

  /** Wholesale, imbalance, losses and rebalancing of one period. */
  #settleSystem(i: number): void {
    const { prosumers, accounts, areas, world } = this.#community;
    const { retailer, market, tso } = accounts;
    const slot = i & RING_MASK;
    const dayAhead = world.dayAheadMicroEurPerKwh[i]!;
    const short = world.imbalanceShortMicroEurPerKwh[i]!;
    const long = world.imbalanceLongMicroEurPerKwh[i]!;
    const metered = this.#meters.of(i);
    const ledger = this.#ledger;
    let nominated = 0;
    let deviation = 0;
    for (const { agent, nominationWh } of prosumers) {
      nominated += nominationWh[slot]!;
      deviation += metered[agent]! + this.#facts.correctionWh[agent]![slot]! - nominationWh[slot]!;
    }
    let losses = 0;
    for (const { index } of areas) {
      const area = Math.round(this.#facts.lossesWh[index]![slot]!);
      ledger.transferRounded(KIND.losses, accounts.dsoOfArea[index]!, retailer, dayAhead, area);
      losses += area;
    }
    const bought = nominated + losses;
    if (bought >= 0) ledger.transferRounded(KIND.wholesale, retailer, market, dayAhead, bought);
    else ledger.transferRounded(KIND.wholesale, market, retailer, dayAhead, -bought);
    if (deviation > 0) ledger.transferRounded(KIND.imbalance, retailer, tso, short, deviation);
    else if (deviation < 0) ledger.transferRounded(KIND.imbalance, tso, retailer, long, -deviation);
    if (!this.#rebalances) return;
    for (const { index } of areas) {
      const up = this.#facts.dsoPicksWh[index]![slot]!;
      const dso = accounts.dsoOfArea[index]!;
      if (up > 0) ledger.transferRounded(KIND.rebalancing, tso, dso, long, up);
      else if (up < 0) ledger.transferRounded(KIND.rebalancing, dso, tso, short, -up);
    }
  }
}
