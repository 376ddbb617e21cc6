import { BATTERY, RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { isNearPrice, type StandingOrders } from "#sim/market/orders/standingOrders.ts";
import {
  isDue,
  isLost,
  type Link,
  noStorageFacts,
  type OpenOrders,
  type StorageFacts,
} from "#sim/market/orders/storageLink.ts";
import { StorageLots } from "#sim/market/orders/storageLots.ts";

const NOBODY: readonly number[] = [];

/** A customer that may have a battery. */
export type StorageOwner = Pick<Prosumer, "devices" | "tradedWh">;

/** What the book does for a storage; ids of orders, or below zero for a refusal. */
export interface StorageBook extends OpenOrders {
  offer(
    agent: number,
    period: number,
    limitMicro: number,
    energyWh: number,
    parent: number,
  ): number;
  /** Lets the children of a period arrive whose parents have filled, and books what they trade. */
  arrive(period: number): void;
  cancel(order: number): void;
}

/**
 * Sales of batteries that need energy which is yet to be bought: the part of a sale that stems from
 * a bid in an earlier period's book is sent as the child of that bid, and what is left of the sale
 * as ever. It arrives in its own book once the bid has filled in full, and not at all
 * where it never does; a plan made anew says what becomes of it then.
 */
export class StorageOrders {
  readonly facts: StorageFacts = noStorageFacts();
  readonly #agents: readonly StorageOwner[];
  readonly #orders: StandingOrders;
  /** Of each agent; null for one without a steered battery. */
  readonly #lots: readonly (StorageLots | null)[];
  /** Places of those who have one. */
  readonly #owners: readonly number[];
  /** By period of the sale (ring). */
  readonly #at: readonly Link[][] = Array.from({ length: RING }, () => []);
  readonly #linkOf = new Map<number, Link>();
  #open = 0;
  readonly #isBegun: Uint8Array;

  private constructor(
    agents: readonly StorageOwner[],
    lots: readonly (StorageLots | null)[],
    orders: StandingOrders,
  ) {
    this.#agents = agents;
    this.#lots = lots;
    this.#owners = Array.from(lots.keys()).filter((k) => lots[k] !== null);
    this.#orders = orders;
    this.#isBegun = new Uint8Array(lots.length);
  }

  /**
   * For the customers of an area; null where nobody steers a battery.
   *
   * @param orders - Where their bids stand.
   * @param roundTrip - Efficiency of a battery, in and out.
   */
  static of(
    agents: readonly StorageOwner[],
    orders: StandingOrders,
    roundTrip: number,
  ): StorageOrders | null {
    const lots = agents.map(({ devices }) => {
      const store = devices.find(({ kind, flexible }) => kind === BATTERY && flexible);
      return store === undefined ? null : new StorageLots(store, roundTrip);
    });
    return lots.every((one) => one === null) ? null : new StorageOrders(agents, lots, orders);
  }

  /** Whether part of what an agent sells of a period may have to wait, or waits. */
  concern(agent: number, period: number): boolean {
    const lots = this.#lots[agent]!;
    return lots !== null && (lots.delivers(period) || this.#at[period & RING_MASK]!.length > 0);
  }

  /** Sales of a period that wait, or rest there since their purchase has filled. */
  of(period: number): readonly Link[] {
    return this.#at[period & RING_MASK]!;
  }

  /** Another round: plans may be new. Its periods follow in their order. */
  startRound(open: number): void {
    this.#open = open;
    this.#isBegun.fill(0);
  }

  /** Marks who has to see to a sale in a period: part of it may have to wait. */
  markDue(isDue: Uint8Array, period: number, wishWh: Int32Array): void {
    for (let k = 0; k < this.#owners.length; k++) {
      const agent = this.#owners[k]!;
      if (wishWh[agent]! < 0 && this.#lots[agent]!.delivers(period)) isDue[agent] = 1;
    }
    const links = this.#at[period & RING_MASK]!;
    for (let k = 0; k < links.length; k++) isDue[links[k]!.agent] = 1;
  }

  /** Whether something has become of links in a period since it was looked at: they arrive, or have ended. */
  wants(period: number, book: OpenOrders): boolean {
    const links = this.#at[period & RING_MASK]!;
    for (let k = 0; k < links.length; k++) {
      if (isDue(links[k]!, book) || isLost(links[k]!, book)) return true;
    }
    return false;
  }

  /** Whether a child rests in a period's book or is to arrive there. */
  rests(period: number, book: OpenOrders): boolean {
    const links = this.#at[period & RING_MASK]!;
    if (links.length === 0) return false;
    return links.some((link) => link.openWh > 0 && (link.hasArrived || isDue(link, book)));
  }

  /**
   * Before anybody acts in a period: children arrive whose parents have filled. What a new plan sells
   * no more, beside all else that its owner offers, is taken back instead: returns whose, as these have
   * to say anew what they sell.
   */
  arrive(period: number, wishWh: Int32Array, book: StorageBook): readonly number[] {
    const links = this.#at[period & RING_MASK]!;
    if (links.length === 0) return NOBODY;
    const due = links.filter((link) => isDue(link, book));
    if (due.length === 0) return NOBODY;
    const taken: number[] = [];
    for (const link of due) {
      if (this.#offeredWh(link.agent, period) + link.openWh <= -wishWh[link.agent]!) {
        this.#noteArrival(link);
      } else {
        this.#cancel(link, links, book);
        taken.push(link.agent);
      }
    }
    book.arrive(period);
    return taken;
  }

  /** What an agent offers of a period, without children that wait, Wh. */
  #offeredWh(agent: number, period: number): number {
    let sum = Math.max(0, -this.#orders.restWh[this.#orders.row(period) + agent]!);
    for (const link of this.#at[period & RING_MASK]!) {
      if (link.agent === agent && link.hasArrived) sum += link.openWh;
    }
    return sum;
  }

  /** Agents with a child in a period that ended with its parent, in the order in which they were sent. */
  orphans(period: number, book: OpenOrders): readonly number[] {
    const links = this.#at[period & RING_MASK]!;
    if (links.length === 0) return NOBODY;
    const lost = links.filter((link) => isLost(link, book));
    return lost.length === 0 ? NOBODY : [...new Set(lost.map(({ agent }) => agent))];
  }

  /**
   * Renews the children that a sale of an agent needs now; returns the part of the sale that they
   * stand for, Wh. Of a sale of nothing none is left.
   */
  renew(
    agent: number,
    period: number,
    saleWh: number,
    limitMicro: number,
    deadBandWh: number,
    book: StorageBook,
  ): number {
    const links = this.#at[period & RING_MASK]!;
    if (saleWh === 0 && links.length === 0) return 0;
    const own = links.length === 0 ? links : links.filter((link) => link.agent === agent);
    let heldWh = 0;
    for (const link of own) {
      if (!link.hasArrived || book.openWh(link.order) === 0) continue;
      if (isNearPrice(link.limitMicro, limitMicro) && heldWh + link.openWh <= saleWh) {
        heldWh += link.openWh;
      } else this.#cancel(link, links, book);
    }
    const lots = this.#sources(agent, period, saleWh, heldWh);
    for (const link of own) {
      if (book.openWh(link.order) === 0) this.#drop(link, links);
      else if (!link.hasArrived) {
        const k = lots.period.indexOf(link.parentPeriod);
        const spareWh = k < 0 ? -1 : lots.energyWh[k]! - link.openWh;
        if (
          spareWh >= 0 &&
          spareWh < deadBandWh &&
          link.parent === this.#parentIn(agent, link.parentPeriod) &&
          isNearPrice(link.limitMicro, limitMicro)
        ) {
          heldWh += link.openWh;
          lots.energyWh[k] = 0;
        } else this.#cancel(link, links, book);
      }
    }
    for (let k = 0; k < lots.period.length; k++) {
      if (lots.energyWh[k]! < deadBandWh) continue;
      const energyWh = Math.floor(lots.energyWh[k]!);
      heldWh += this.#send(agent, period, limitMicro, energyWh, lots.period[k]!, book);
    }
    return heldWh;
  }

  /** Notes what an order has traded, if it is a child; tells whether it is. */
  trade(order: number, energyWh: number): boolean {
    const link = this.#linkOf.size === 0 ? undefined : this.#linkOf.get(order);
    if (link === undefined) return false;
    if (!link.hasArrived) this.#noteArrival(link);
    link.openWh -= energyWh;
    this.facts.tradedWh += energyWh;
    return true;
  }

  #noteArrival(link: Link): void {
    link.hasArrived = true;
    this.facts.arrived++;
  }

  /** At the gate of a period. */
  close(period: number): void {
    const links = this.#at[period & RING_MASK]!;
    if (links.length === 0) return;
    for (const link of links) {
      this.#linkOf.delete(link.order);
      if (link.openWh === 0) continue;
      if (link.hasArrived) this.facts.expired++;
      else this.facts.orphaned++;
    }
    links.length = 0;
  }

  /** Where the energy of a sale comes from that is yet to be bought. */
  #sources(agent: number, period: number, saleWh: number, offeredWh: number): StorageLots {
    const lots = this.#lots[agent]!;
    if (this.#isBegun[agent] === 0) {
      this.#isBegun[agent] = 1;
      lots.begin(this.#open);
    }
    const soldWh = Math.max(0, -this.#agents[agent]!.tradedWh[period & RING_MASK]!);
    const { restWh } = this.#orders;
    const columns = this.#lots.length;
    lots.find(period, { saleWh, offeredWh, soldWh }, { restWh, place: agent, columns });
    return lots;
  }

  /** Sends a child; returns what of it is open, Wh. */
  #send(
    agent: number,
    period: number,
    limitMicro: number,
    energyWh: number,
    parentPeriod: number,
    book: StorageBook,
  ): number {
    const parent = this.#parentIn(agent, parentPeriod);
    const order = book.offer(agent, period, limitMicro, energyWh, parent);
    if (order < 0) return 0;
    const values = { agent, parent, parentPeriod, order, limitMicro };
    const link: Link = { ...values, openWh: energyWh, hasArrived: false };
    this.#at[period & RING_MASK]!.push(link);
    this.#linkOf.set(order, link);
    this.facts.sent++;
    return energyWh;
  }

  #parentIn(agent: number, period: number): number {
    return this.#orders.id[this.#orders.row(period) + agent]!;
  }

  #cancel(link: Link, links: Link[], book: StorageBook): void {
    book.cancel(link.order);
    link.openWh = 0;
    this.facts.withdrawn++;
    this.#forget(link, links);
  }

  /** A child that ended by itself. */
  #drop(link: Link, links: Link[]): void {
    if (link.openWh > 0) this.facts.orphaned++;
    this.#forget(link, links);
  }

  #forget(link: Link, links: Link[]): void {
    this.#linkOf.delete(link.order);
    const at = links.indexOf(link);
    if (at >= 0) links.splice(at, 1);
  }
}
