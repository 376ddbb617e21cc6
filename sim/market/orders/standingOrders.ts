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
  /** 1 where an order is known: a byte to look at where most have none. */
  readonly isKnown: Uint8Array;
  /** Order of the book, −1 for none. */
  readonly id: Float64Array;
  readonly limitMicro: Int32Array;
  readonly side: Uint8Array;
  /** What still rests of it, Wh. */
  readonly openWh: Int32Array;
  readonly #agentCount: number;
  /** Orders that rest, by side and period (ring). */
  readonly #resting = new Int32Array(2 * RING);

  constructor(agentCount: number) {
    const size = RING * agentCount;
    this.isKnown = new Uint8Array(size);
    this.id = new Float64Array(size).fill(NONE);
    this.limitMicro = new Int32Array(size);
    this.side = new Uint8Array(size);
    this.openWh = new Int32Array(size);
    this.#agentCount = agentCount;
  }

  /** Where the row of a period begins. */
  row(period: number): number {
    return (period & RING_MASK) * this.#agentCount;
  }

  /** Forgets what the ring held before. */
  open(period: number): void {
    const from = this.row(period);
    this.isKnown.fill(0, from, from + this.#agentCount);
    this.id.fill(NONE, from, from + this.#agentCount);
    this.openWh.fill(0, from, from + this.#agentCount);
    this.#resting[period & RING_MASK] = 0;
    this.#resting[RING + (period & RING_MASK)] = 0;
  }

  /** Whether anything rests on a side of a period's book. */
  rests(period: number, side: 0 | 1): boolean {
    return this.#resting[side * RING + (period & RING_MASK)]! > 0;
  }

  /** Whether the order at hand still says what its owner wants; consumption positive, Wh. */
  isAsWanted(at: number, wanted: number, limitMicro: number, deadBandWh: number): boolean {
    const side = wanted > 0 ? BID : OFFER;
    return (
      this.side[at] === side &&
      Math.abs(this.openWh[at]! - Math.floor(Math.abs(wanted))) < deadBandWh &&
      isNearPrice(this.limitMicro[at]!, limitMicro)
    );
  }

  /** Notes a new order in place of one that rests no longer; `openWh` of it rests. */
  place(
    at: number,
    period: number,
    id: number,
    side: 0 | 1,
    limitMicro: number,
    openWh: number,
  ): void {
    this.id[at] = id >= 0 ? id : NONE;
    this.isKnown[at] = id >= 0 ? 1 : 0;
    this.limitMicro[at] = limitMicro;
    this.side[at] = side;
    this.#setOpen(at, period, openWh);
  }

  /** Part of an order traded. */
  fill(at: number, period: number, energyWh: number): void {
    this.#setOpen(at, period, this.openWh[at]! - energyWh);
  }

  /** The order is gone. */
  drop(at: number, period: number): void {
    this.#setOpen(at, period, 0);
    this.id[at] = NONE;
    this.isKnown[at] = 0;
  }

  #setOpen(at: number, period: number, openWh: number): void {
    const before = this.openWh[at]! > 0 ? 1 : 0;
    const after = openWh > 0 ? 1 : 0;
    this.#resting[this.side[at]! * RING + (period & RING_MASK)]! += after - before;
    this.openWh[at] = openWh;
  }
}

/** Whether an order at one price is good enough for whom would now name the other. */
export function isNearPrice(atMicro: number, wantedMicro: number): boolean {
  return Math.abs(atMicro - wantedMicro) <= nearMicro(wantedMicro);
}

/** How far an order's price may be from the one wanted, µEUR/kWh. */
export function nearMicro(wantedMicro: number): number {
  return REPRICE_SHARE * Math.abs(wantedMicro);
}
