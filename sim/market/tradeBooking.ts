import { OFFER } from "#engine/market/side.ts";
import type { TradeLog } from "#engine/market/tradeLog.ts";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import type { RunOrders } from "#sim/market/orders/runOrders.ts";
import type { StandingOrders } from "#sim/market/orders/standingOrders.ts";
import type { StorageOrders } from "#sim/market/orders/storageOrders.ts";
import type { TradeSink } from "#sim/market/tradeSink.ts";

/** Tells the customers of an area, and whoever keeps account, what the book has traded. */
export class TradeBooking {
  /**
   * What agents bought less what they sold, Wh: by period (ring) and agent, as a round reads it.
   */
  readonly tradedWh: Int32Array;
  /** 1 for who has something to do in the running round, by place: whoever trades is marked. */
  readonly isDue: Uint8Array;
  readonly #agents: readonly Prosumer[];
  /** Index of the area's first agent: the others follow it. */
  readonly #first: number;
  readonly #orders: StandingOrders;
  readonly #runs: RunOrders | null;
  readonly #sales: StorageOrders | null;
  readonly #sink: TradeSink;

  constructor(
    agents: readonly Prosumer[],
    orders: StandingOrders,
    runs: RunOrders | null,
    sales: StorageOrders | null,
    sink: TradeSink,
  ) {
    this.tradedWh = new Int32Array(RING * agents.length);
    this.#agents = agents;
    this.#first = agents[0]?.agent ?? 0;
    this.#orders = orders;
    this.isDue = new Uint8Array(agents.length);
    this.#runs = runs;
    this.#sales = sales;
    this.#sink = sink;
  }

  /** Forgets what the ring held before. */
  open(period: number): void {
    const row = this.#orders.row(period);
    this.tradedWh.fill(0, row, row + this.#agents.length);
  }

  /**
   * Books the trades of one period from a row on, so that nobody trades an energy twice. Returns
   * their energy, Wh.
   *
   * @param wishWh - What each agent still wants, Wh; trades are taken out of it.
   * @param bothRested - Whether both orders of each trade had rested: in a call.
   */
  book(
    period: number,
    trades: TradeLog,
    fromRow: number,
    wishWh: Int32Array,
    bothRested: boolean,
  ): number {
    const slot = period & RING_MASK;
    let bookedWh = 0;
    const row = this.#orders.row(period);
    for (let t = fromRow; t < trades.count; t++) {
      const buyer = trades.buyerAgent[t]! - this.#first;
      const seller = trades.sellerAgent[t]! - this.#first;
      const energyWh = trades.energyWh[t]!;
      bookedWh += energyWh;
      this.isDue[buyer] = 1;
      this.isDue[seller] = 1;
      const restingOffer = trades.makerSide[t] === OFFER;
      const bidOrder = restingOffer ? trades.takerOrder[t]! : trades.makerOrder[t]!;
      const offerOrder = restingOffer ? trades.makerOrder[t]! : trades.takerOrder[t]!;
      const isLinked = this.#sales?.trade(offerOrder, energyWh) ?? false;
      const isOfRun = this.#runs?.trade(bidOrder, energyWh) ?? false;
      this.tradedWh[row + buyer]! += energyWh;
      this.tradedWh[row + seller]! -= energyWh;
      this.#agents[buyer]!.tradedWh[slot]! += energyWh;
      this.#agents[seller]!.tradedWh[slot]! -= energyWh;
      this.#agents[buyer]!.noteFill(period);
      this.#agents[seller]!.noteFill(period);
      if (!isOfRun) wishWh[buyer]! -= energyWh;
      wishWh[seller]! += energyWh;
      if (restingOffer && !isLinked) this.#orders.fill(row + seller, period, energyWh);
      if ((bothRested || !restingOffer) && !isOfRun) {
        this.#orders.fill(row + buyer, period, energyWh);
      }
      this.#sink({
        period,
        buyer: trades.buyerAgent[t]!,
        seller: trades.sellerAgent[t]!,
        energyWh,
        priceMicro: trades.priceMicro[t]!,
        dnutMicro: trades.dnutMicro[t]!,
        restingOffer,
      });
    }
    return bookedWh;
  }
}
