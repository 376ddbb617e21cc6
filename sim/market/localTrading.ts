import { TARIFF_SLACK_MICRO } from "#engine/grid/pathTariff.ts";
import { BID, LocalMarket, OFFER } from "#engine/market/orderBook.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import type { AreaModel } from "#sim/market/areaModel.ts";
import { AreaTariff } from "#sim/market/areaTariff.ts";
import { orderOf } from "#sim/market/bid.ts";
import { PlacePrices } from "#sim/market/placePrices.ts";
import type { World } from "#sim/world/world.ts";

/** Orders that may rest at once in one area. */
const CAPACITY = 1 << 16;
const WH_TO_KW = 1 / 250;
/** A resting order is replaced when its price moved by more than this share. */
const REPRICE_SHARE = 0.05;

/** One trade as the ledger needs it. Energies Wh, prices µEUR/kWh. */
export type TradeSink = (trade: {
  period: number;
  buyer: number;
  seller: number;
  energyWh: number;
  priceMicro: number;
  dnutMicro: number;
  restingOffer: boolean;
}) => void;

/**
 * The local market of one area: the central market module of the paper. In a round it solves the
 * base case of each period at hand, derives the tariff, lets the agents send orders in the drawn
 * order, and keeps the flows of its own trades as working flows until the round ends.
 */
export class LocalTrading {
  readonly prices: PlacePrices;
  /** DNUT charged, and the change of the working network cost it answers for, µEUR. */
  dnutMicroEur = 0;
  workingCostMicroEur = 0;
  readonly #area: AreaModel;
  readonly #world: World;
  readonly #book: LocalMarket;
  readonly #tariff: AreaTariff;
  readonly #agents: readonly Prosumer[];
  readonly #byIndex: Map<number, Prosumer>;
  readonly #retariffEvery: number;
  readonly #sink: TradeSink;
  readonly #view: TariffView;
  #lossPrice = 0;
  #sinceTariff = 0;
  #applied = 0;

  constructor(world: World, area: AreaModel, sink: TradeSink) {
    this.#world = world;
    this.#area = area;
    this.#sink = sink;
    this.#agents = area.prosumers;
    this.#byIndex = new Map(area.prosumers.map((prosumer) => [prosumer.agent, prosumer]));
    this.#retariffEvery = world.scenario.localMarket.tradesPerRetariff;
    this.prices = new PlacePrices(world, area.normal.feeder);
    this.#book = new LocalMarket({
      busCount: area.normal.busCount,
      capacity: CAPACITY,
      networkMicroEurPerKwh: world.scenario.prices.retail.networkMicroEurPerKwh,
    });
    this.#tariff = new AreaTariff(area);
    this.#view = this.#tariffView();
  }

  open(period: number): void {
    this.#book.open(period);
  }

  /** Gate closure: what rests expires. */
  close(period: number): void {
    this.prices.learnGate(period, this.#agents);
    this.#book.close(period);
  }

  /**
   * One round for one period. `order` ranks agents by their place in the area; only those for
   * which `wants` holds are asked. `patience` falls from 1 when the period opens to 0 at its gate.
   */
  round(
    period: number,
    now: number,
    order: Int32Array,
    wants: (agent: Prosumer) => boolean,
    patience: number,
  ): void {
    const area = this.#area;
    const { tariff, deadBandWh } = this.#world.scenario.localMarket;
    area.solveNominated(period, period - now);
    this.#lossPrice = Math.max(
      this.#world.dayAheadMicroEurPerKwh[period]!,
      tariff.lossPriceFloorMicroEurPerKwh,
    );
    this.#retariff();
    const costBefore = area.nodeTariff.cost();
    for (let k = 0; k < order.length; k++) {
      const agent = this.#agents[order[k]!]!;
      if (wants(agent)) this.#act(agent, period, patience, deadBandWh);
    }
    if (this.#book.trades.count > 0) this.#settleRound(period, costBefore);
  }

  /** Brings an agent's order in line with what it wants now. */
  #act(agent: Prosumer, period: number, patience: number, deadBandWh: number): void {
    this.#applyTrades();
    const slot = period & RING_MASK;
    const wanted = agent.nominationWh[slot]! - agent.tradedWh[slot]!;
    const resting = agent.orderId[slot]!;
    const openWh = resting < 0 ? 0 : this.#book.restingWh(resting);
    if (Math.abs(wanted) < deadBandWh) {
      if (openWh > 0) this.#book.cancel(resting);
      agent.orderId[slot] = -1;
      return;
    }
    const side = wanted > 0 ? BID : OFFER;
    const energyWh = Math.floor(Math.abs(wanted));
    const limit = orderOf(side, agent.bus, period, patience, this.prices, this.#world);
    if (limit === null) {
      if (openWh > 0) this.#book.cancel(resting);
      agent.orderId[slot] = -1;
      return;
    }
    if (openWh > 0) {
      const before = agent.orderLimit[slot]!;
      const same =
        agent.orderSide[slot] === side &&
        Math.abs(openWh - energyWh) < deadBandWh &&
        Math.abs(before - limit) <= REPRICE_SHARE * Math.abs(limit);
      if (same) return;
      this.#book.cancel(resting);
    }
    const id = this.#book.submit(period, side, agent.agent, agent.bus, limit, energyWh, this.#view);
    agent.orderId[slot] = id >= 0 ? id : -1;
    agent.orderLimit[slot] = limit;
    agent.orderSide[slot] = side;
  }

  /** Books the trades made since the last look, so that nobody trades an energy twice. */
  #applyTrades(): void {
    const { trades } = this.#book;
    for (; this.#applied < trades.count; this.#applied++) {
      const t = this.#applied;
      const slot = trades.period[t]! & RING_MASK;
      const buyer = this.#byIndex.get(trades.buyerAgent[t]!)!;
      const seller = this.#byIndex.get(trades.sellerAgent[t]!)!;
      const energyWh = trades.energyWh[t]!;
      buyer.tradedWh[slot]! += energyWh;
      seller.tradedWh[slot]! -= energyWh;
      buyer.dirty = true;
      seller.dirty = true;
      this.#sink({
        period: trades.period[t]!,
        buyer: buyer.agent,
        seller: seller.agent,
        energyWh,
        priceMicro: trades.priceMicro[t]!,
        dnutMicro: trades.dnutMicro[t]!,
        restingOffer: trades.makerSide[t] === OFFER,
      });
    }
  }

  /** Learns from the round's trades and takes stock of the working network cost. */
  #settleRound(period: number, costBefore: number): void {
    this.#applyTrades();
    const { trades } = this.#book;
    let energySum = 0;
    for (let t = 0; t < trades.count; t++) energySum += trades.energyWh[t]!;
    for (let t = 0; t < trades.count; t++) {
      const energyWh = trades.energyWh[t]!;
      this.dnutMicroEur += (trades.dnutMicro[t]! * energyWh) / 1000;
      this.prices.learnTrade(
        period,
        {
          buyerBus: trades.buyerBus[t]!,
          sellerBus: trades.sellerBus[t]!,
          paidMicro: trades.buyerPaysMicroEurPerKwh[t]!,
          gotMicro: trades.sellerGetsMicroEurPerKwh[t]!,
        },
        energyWh / energySum,
      );
    }
    trades.clear();
    this.#applied = 0;
    this.#area.solve();
    this.#area.nodeTariff.compute(this.#area.powerFlow, this.#lossPrice);
    this.workingCostMicroEur += (this.#area.nodeTariff.cost() - costBefore) * 0.25 * 1e6;
  }

  #retariff(): void {
    const { powerFlow, nodeTariff } = this.#area;
    nodeTariff.compute(powerFlow, this.#lossPrice);
    this.#tariff.reset(this.#lossPrice);
    this.#sinceTariff = 0;
  }

  /** The book's view of the grid: charges from working flows, a new power flow every K trades. */
  #tariffView(): TariffView {
    const area = this.#area;
    const tariff = this.#tariff;
    return {
      lambdaMicro: tariff.lambdaMicro,
      slackMicro: TARIFF_SLACK_MICRO,
      charge: (sellerBus, buyerBus, energyWh) =>
        tariff.charge(sellerBus, buyerBus, energyWh * WH_TO_KW),
      onTrade: (sellerBus, buyerBus, energyWh) => {
        const kw = energyWh * WH_TO_KW;
        area.addPower(sellerBus, -kw);
        area.addPower(buyerBus, kw);
        this.#sinceTariff++;
        if (this.#sinceTariff < this.#retariffEvery) {
          tariff.apply(sellerBus, buyerBus, kw);
          return true;
        }
        area.solve();
        this.#retariff();
        return true;
      },
    };
  }
}
