import { type Capability, type Device, RING_MASK } from "#sim/agents/devices/device.ts";

/** A battery, as far as its plan says where the energy of a sale comes from. */
export type Store = Pick<Device, "plan" | "capability">;

/** What a customer sells of a period, Wh. */
export interface Sale {
  /** Still to be sold. */
  readonly saleWh: number;
  /** Part of that whose purchase was made, and that is offered already. */
  readonly offeredWh: number;
  /** Sold before. */
  readonly soldWh: number;
}

const capability: Capability = { powerWh: 0, energyWh: 0 };

/** The open orders of a store's owner: of period `i` at `(i & RING_MASK) * columns + place`. */
export interface OwnOrders {
  /** Energy that rests, positive of a bid, Wh. */
  readonly restWh: Int32Array;
  readonly place: number;
  readonly columns: number;
}

/**
 * Where the energy comes from that a battery's plan delivers. What it holds goes first, with what it
 * charges from its own roof, from trades already made or from the retailer; then what it is yet to
 * buy in the local market, in the order of the periods. Energies in Wh at the grid, as delivered.
 */
export class StorageLots {
  /** Sources of the sale asked for last: period of each purchase, and what it gives. */
  readonly period: number[] = [];
  readonly energyWh: number[] = [];
  readonly #store: Store;
  readonly #roundTrip: number;
  /** First period that is not looked at yet. */
  #next = 0;
  #heldWh = 0;
  /** Purchases that are not used up, the first at `#first`. */
  readonly #lotPeriod: number[] = [];
  readonly #lotWh: number[] = [];
  #first = 0;

  /** @param roundTrip - Efficiency, in and out. */
  constructor(store: Store, roundTrip: number) {
    this.#store = store;
    this.#roundTrip = roundTrip;
  }

  /** Goes back to what is held at the start of a period. */
  begin(open: number): void {
    this.#next = open;
    this.#lotPeriod.length = 0;
    this.#lotWh.length = 0;
    this.#first = 0;
    this.#store.capability(open, 0, capability);
    this.#heldWh = Math.max(0, capability.energyWh - this.#store.plan[open & RING_MASK]!);
  }

  /**
   * Finds the purchases that a sale needs: periods and energies, in `period` and `energyWh`. Periods
   * are asked for in their order.
   */
  find(period: number, sale: Sale, orders: OwnOrders): void {
    this.period.length = 0;
    this.energyWh.length = 0;
    const deliveredWh = -this.#store.plan[period & RING_MASK]!;
    if (deliveredWh <= 0) return;
    this.#passTo(period, orders);
    const { saleWh, offeredWh, soldWh } = sale;
    // What the home has left over besides was sold first.
    const otherWh = Math.max(0, soldWh + saleWh - deliveredWh);
    const givenWh = Math.max(this.#heldWh, soldWh - otherWh);
    const beyondWh = soldWh + saleWh - otherWh - givenWh;
    let neededWh = Math.min(beyondWh, saleWh - offeredWh);
    let skippedWh = givenWh - this.#heldWh;
    for (let k = this.#first; k < this.#lotWh.length && neededWh > 0; k++) {
      const freeWh = Math.max(0, this.#lotWh[k]! - skippedWh);
      skippedWh = Math.max(0, skippedWh - this.#lotWh[k]!);
      if (freeWh === 0) continue;
      this.period.push(this.#lotPeriod[k]!);
      this.energyWh.push(Math.min(freeWh, neededWh));
      neededWh -= freeWh;
    }
  }

  /** Whether the plan delivers anything in a period. */
  delivers(period: number): boolean {
    return this.#store.plan[period & RING_MASK]! < 0;
  }

  /** Puts in what the plan charges before a period, and takes out what it delivers. */
  #passTo(period: number, { restWh, place, columns }: OwnOrders): void {
    const { plan } = this.#store;
    for (; this.#next < period; this.#next++) {
      const slot = this.#next & RING_MASK;
      const planWh = plan[slot]!;
      if (planWh === 0) continue;
      if (planWh < 0) this.#take(-planWh);
      else {
        const boughtWh = Math.max(0, Math.min(planWh, restWh[slot * columns + place]!));
        this.#heldWh += (planWh - boughtWh) * this.#roundTrip;
        if (boughtWh === 0) continue;
        this.#lotPeriod.push(this.#next);
        this.#lotWh.push(boughtWh * this.#roundTrip);
      }
    }
  }

  #take(energyWh: number): void {
    let leftWh = energyWh - this.#heldWh;
    this.#heldWh = Math.max(0, -leftWh);
    for (; leftWh > 0 && this.#first < this.#lotWh.length; this.#first++) {
      const lotWh = this.#lotWh[this.#first]!;
      if (lotWh > leftWh) {
        this.#lotWh[this.#first] = lotWh - leftWh;
        return;
      }
      leftWh -= lotWh;
    }
  }
}
