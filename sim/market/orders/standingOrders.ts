import { BID, OFFER } from "#engine/market/side.ts";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";

/** A resting order is replaced when its price moved by more than this share. */
const REPRICE_SHARE = 0.05;
/** No order, or one that was refused. */
const NONE = -1;

/**
 * The one order that each agent of an area may have in a period's book, as the agents remember it:
 * a row per period of the ring, a column per agent, so that a round walks through one row.
 */
export class StandingOrders {
  /** What still rests of the order, positive for a bid and negative for an offer, Wh. */
  readonly restWh: Int32Array;
  readonly limitMicro: Int32Array;
  /** Order of the book, also after it has filled; −1 for none. */
  readonly id: Int32Array;
  readonly #agentCount: number;
  /** Orders that rest, by side and period (ring). */
  readonly #resting = new Int32Array(2 * RING);

  constructor(agentCount: number) {
    const size = RING * agentCount;
    this.restWh = new Int32Array(size);
    this.limitMicro = new Int32Array(size);
    this.id = new Int32Array(size).fill(NONE);
    this.#agentCount = agentCount;
  }

  /** Where the row of a period begins. */
  row(period: number): number {
    return (period & RING_MASK) * this.#agentCount;
  }

  /** Forgets what the ring held before. */
  open(period: number): void {
    const from = this.row(period);
    this.id.fill(NONE, from, from + this.#agentCount);
    this.restWh.fill(0, from, from + this.#agentCount);
    this.#resting[period & RING_MASK] = 0;
    this.#resting[RING + (period & RING_MASK)] = 0;
  }

  /** Whether anything rests on a side of a period's book. */
  rests(period: number, side: 0 | 1): boolean {
    return this.#resting[side * RING + (period & RING_MASK)]! > 0;
  }

  /** Whether the order that rests still says what its owner wants; consumption positive, Wh. */
  isAsWanted(at: number, wanted: number, limitMicro: number, deadBandWh: number): boolean {
    const restWh = this.restWh[at]!;
    return (
      restWh > 0 === wanted > 0 &&
      Math.abs(Math.abs(restWh) - Math.floor(Math.abs(wanted))) < deadBandWh &&
      isNearPrice(this.limitMicro[at]!, limitMicro)
    );
  }

  /** Notes a new order in place of one that rests no longer; of one that was refused nothing rests. */
  place(at: number, period: number, id: number, limitMicro: number, restWh: number): void {
    this.id[at] = id >= 0 ? id : NONE;
    this.limitMicro[at] = limitMicro;
    this.restWh[at] = restWh;
    if (restWh !== 0) this.#resting[slotOf(period, restWh)]!++;
  }

  /** Part of an order traded. */
  fill(at: number, period: number, energyWh: number): void {
    const beforeWh = this.restWh[at]!;
    const restWh = beforeWh > 0 ? beforeWh - energyWh : beforeWh + energyWh;
    this.restWh[at] = restWh;
    if (restWh === 0 && beforeWh !== 0) this.#resting[slotOf(period, beforeWh)]!--;
  }

  /** The order is gone. */
  drop(at: number, period: number): void {
    const restWh = this.restWh[at]!;
    if (restWh !== 0) this.#resting[slotOf(period, restWh)]!--;
    this.restWh[at] = 0;
    this.id[at] = NONE;
  }
}

/** Where orders like one that rests are counted. */
function slotOf(period: number, restWh: number): number {
  return (restWh > 0 ? BID : OFFER) * RING + (period & RING_MASK);
}

/** Whether an order at one price is good enough for whom would now name the other. */
export function isNearPrice(atMicro: number, wantedMicro: number): boolean {
  return Math.abs(atMicro - wantedMicro) <= nearMicro(wantedMicro);
}

/** How far an order's price may be from the one wanted, µEUR/kWh. */
export function nearMicro(wantedMicro: number): number {
  return REPRICE_SHARE * Math.abs(wantedMicro);
}
