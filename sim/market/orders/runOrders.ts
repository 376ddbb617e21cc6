import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import {
  type Choice,
  groupOf,
  isSettledOn,
  LAST_CHANCE_PERIODS,
  lay,
  machinesOf,
  NO_ORDER,
  newGroup,
  type Owner,
  type Placed,
  renewed,
} from "#sim/market/orders/runGroups.ts";

/** What the book does for a group; ids of orders, or below zero for a refusal. */
export interface RunBook {
  limitMicro(agent: number, period: number): number;
  bid(
    agent: number,
    period: number,
    limitMicro: number,
    energyWh: number,
    exclusiveWithId?: number,
  ): number;
  /** Books what the bid just sent has traded. */
  settle(period: number): void;
  cancel(order: number): void;
}

/**
 * Bids for machines that run once: for each run whose start is still open, one bid per start worth
 * having, in the period of its highest power, all in one exclusive group. The first trade of one, even
 * of a part, ends the others and settles the start; the rest of the run is then wanted like anything
 * else. Until then its energy is no part of what its owner orders otherwise.
 */
export class RunOrders {
  /** Starts settled by a trade. */
  settled = 0;
  readonly #owners: readonly Owner[];
  /** Of these: place in the area, and 1 for who has a group. */
  readonly #agentOf: Int32Array;
  readonly #isBusy: Uint8Array;
  /** Energy of plans whose start is open, by owner (ring), Wh. */
  readonly #undecidedWh: readonly (Float64Array | null)[];
  readonly #isMoved: Uint8Array;
  readonly #choiceOfOrder = new Map<number, Placed>();
  /** Choices of the running round by their period (ring). */
  readonly #at: readonly Placed[][] = Array.from({ length: RING }, () => []);
  /** Slots in use there. */
  readonly #slots: number[] = [];
  /** First period behind the horizon of the round before. */
  #end = 0;
  /** Whether an order stands for a choice that no group has any more. */
  #hasLeft = false;

  private constructor(agents: readonly Prosumer[], owners: readonly number[]) {
    this.#undecidedWh = agents.map((_, k) => (owners.includes(k) ? new Float64Array(RING) : null));
    this.#isMoved = new Uint8Array(agents.length);
    this.#agentOf = Int32Array.from(owners);
    this.#isBusy = new Uint8Array(owners.length);
    this.#owners = owners.map((agent) => ({
      agent,
      machines: machinesOf(agents[agent]!),
      undecidedWh: this.#undecidedWh[agent]!,
      groups: [],
    }));
  }

  /** For the customers of an area; null where nobody has such a machine. */
  static of(agents: readonly Prosumer[]): RunOrders | null {
    const owners = Array.from(agents.keys()).filter((k) => machinesOf(agents[k]!).length > 0);
    return owners.length === 0 ? null : new RunOrders(agents, owners);
  }

  /** Energy that an agent plans and does not order by itself (ring), Wh; null for nothing. */
  undecidedWh(agent: number): Float64Array | null {
    return this.#isMoved[agent] === 1 ? this.#undecidedWh[agent]! : null;
  }

  /** Whether what an agent does not order by itself may have changed since the round before. */
  isMoved(agent: number): boolean {
    return this.#isMoved[agent] === 1;
  }

  /**
   * Starts a round over [open, end): runs whose time has come are settled, others get their group.
   * Groups that nothing has happened to stay.
   *
   * @param anewTo - Above 0 for who looked ahead anew for this round, by place: other plans stand.
   */
  prepare(open: number, end: number, book: RunBook, anewTo: Int32Array): void {
    const isLonger = end !== this.#end;
    let hasMoved = false;
    this.#hasLeft = false;
    for (let k = 0; k < this.#owners.length; k++) {
      const agent = this.#agentOf[k]!;
      const isAnew = anewTo[agent]! > 0;
      this.#isMoved[agent] = this.#isBusy[k]!;
      if (this.#isBusy[k] === 0 && !isAnew) continue;
      const owner = this.#owners[k]!;
      if (!isLonger && isSettledOn(owner, open, isAnew)) continue;
      if (this.#regroup(owner, open, end)) hasMoved = true;
      this.#isBusy[k] = owner.groups.length > 0 ? 1 : 0;
    }
    this.#end = end;
    if (!hasMoved) return;
    if (this.#hasLeft) this.#cancelOthers(book);
    this.#spread();
  }

  /** Groups the runs of an owner whose start is still open; tells whether it has any, or had. */
  #regroup(owner: Owner, open: number, end: number): boolean {
    const { agent, machines, undecidedWh, groups: before } = owner;
    if (before.length > 0) {
      undecidedWh.fill(0);
      owner.groups = [];
      for (const { choices } of before) for (const choice of choices) choice.isWanted = false;
    }
    for (const device of machines) {
      for (let run = device.undecided(); run >= 0; run = device.undecided(run + 1)) {
        const start = device.startOf(run);
        if (start < open + LAST_CHANCE_PERIODS) {
          device.decide(run, start);
          continue;
        }
        lay(undecidedWh, device, start);
        const known = groupOf(before, device, run) ?? newGroup(agent, device, run);
        owner.groups.push(renewed(known, open, end));
        this.#isMoved[agent] = 1;
      }
    }
    for (const { choices } of before) {
      for (const { isWanted, order } of choices) {
        if (!isWanted && order !== NO_ORDER) this.#hasLeft = true;
      }
    }
    return before.length + owner.groups.length > 0;
  }

  /** Lists the choices of all groups by their periods. */
  #spread(): void {
    for (const slot of this.#slots) this.#at[slot]!.length = 0;
    this.#slots.length = 0;
    for (const { groups } of this.#owners) {
      for (const group of groups) {
        for (const placed of group.placed) {
          const slot = placed.choice.period & RING_MASK;
          this.#at[slot]!.push(placed);
          this.#slots.push(slot);
        }
      }
    }
  }

  /** Whether a group has a bid to look after in a period. */
  wants(period: number): boolean {
    return this.#at[period & RING_MASK]!.length > 0;
  }

  /** Whether a bid of a group rests in a period's book. */
  rests(period: number): boolean {
    const placed = this.#at[period & RING_MASK]!;
    for (let k = 0; k < placed.length; k++) if (placed[k]!.choice.order !== NO_ORDER) return true;
    return false;
  }

  /** Sends and renews the bids of one period. */
  place(period: number, book: RunBook): void {
    for (const { group, choice } of this.#at[period & RING_MASK]!) {
      // A start that a trade has settled in this round ends the others.
      if (group.device.undecided(group.run) !== group.run) continue;
      const limitMicro = book.limitMicro(group.agent, period);
      if (choice.order !== NO_ORDER && choice.limitMicro === limitMicro) continue;
      if (choice.order !== NO_ORDER) this.#cancel(choice, book);
      const other = group.choices.find(({ order }) => order !== NO_ORDER)?.order;
      const order = book.bid(group.agent, period, limitMicro, group.peakWh, other);
      if (order < 0) continue;
      choice.order = order;
      choice.limitMicro = limitMicro;
      choice.openWh = group.peakWh;
      this.#choiceOfOrder.set(order, { group, choice });
      book.settle(period);
    }
  }

  /** Settles the start that an order which traded stands for, if it is one of a group; tells whether it is. */
  trade(order: number, energyWh: number): boolean {
    const found = this.#choiceOfOrder.get(order);
    if (found === undefined) return false;
    const { group, choice } = found;
    choice.openWh -= energyWh;
    if (group.device.undecided(group.run) === group.run) {
      group.device.decide(group.run, choice.start);
      this.settled++;
      // The market has ended the others.
      for (const other of group.choices) {
        if (other === choice) continue;
        this.#choiceOfOrder.delete(other.order);
        other.order = NO_ORDER;
      }
      group.choices = [choice];
    }
    return true;
  }

  #cancelOthers(book: RunBook): void {
    for (const { choice } of this.#choiceOfOrder.values()) {
      if (!choice.isWanted) this.#cancel(choice, book);
    }
  }

  #cancel(choice: Choice, book: RunBook): void {
    if (choice.openWh > 0) book.cancel(choice.order);
    this.#choiceOfOrder.delete(choice.order);
    choice.order = NO_ORDER;
  }
}
