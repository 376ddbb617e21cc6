import type { Side } from "#engine/market/side.ts";

/** What an agent knows when it prices an order. One object serves all: read it, don't keep it. */
export interface OrderSituation {
  /** Period of delivery, world index. */
  readonly period: number;
  readonly side: Side;
  /** Falls from 1 when the period opens to 0 at its gate. */
  readonly patience: number;
  /** What it expects to pay all-in (buying) or to get (selling) at its place, µEUR/kWh. */
  readonly expectedMicro: number;
  /** What the retail contract takes and gives instead, with the charge expected on it, µEUR/kWh. */
  readonly importMicro: number;
  readonly feedInMicro: number;
  /**
   * Whether orders of the other side rest in the area's book of this period as its round begins,
   * whether or not they could meet this one, or a call collects all.
   */
  readonly hasCounterOrders: boolean;
  /** Standard deviation of what it will need against what it plans, Wh. */
  readonly forecastSdWh: number;
  /** A number of [0, 1) from the agent's own stream, the same for the same `k`, 0 to 3. */
  draw(k: number): number;
}

/** How an agent bids: limits and quantities of its orders, and how honestly it nominates. */
export interface Strategy {
  /**
   * Whether those at one place price alike: the strategy looks neither at `forecastSdWh` nor at
   * draws, and is asked for a limit once a place, side and period of a round.
   */
  readonly alikeAtPlace: boolean;
  /** All-in limit, µEUR/kWh, rounded to the price grid by the market; null for no order. */
  limitMicro(at: OrderSituation): number | null;
  /** Share of the wanted quantity that is ordered, 0 to 1. @default 1 */
  quantityFactor?(at: OrderSituation): number;
  /**
   * What is nominated on top of the plan, as a share of the planned consumption; `calledShare` is how
   * often its unit was lately called to take less at this hour on such a day. @default 0
   */
  inflatedShare?(calledShare: number): number;
}
