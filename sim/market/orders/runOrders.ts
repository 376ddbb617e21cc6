import { Appliance } from "#sim/agents/devices/appliance.ts";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";

/** Periods before the gate in which the plan decides: afterwards nobody could plan anew in time. */
const LAST_CHANCE_PERIODS = 4;
const NO_ORDER = -1;
const NOTHING = new Int32Array(0);

/** One start of a run, ordered by the period in which the machine takes most. */
interface Choice {
  readonly start: number;
  readonly period: number;
  order: number;
  limitMicro: number;
  /** What still rests of the order, Wh. */
  openWh: number;
  /** Whether a group has it. */
  isWanted: boolean;
}

/** The exclusive group of one run. */
interface Group {
  /** Place of the owner in its area. */
  readonly agent: number;
  readonly device: Appliance;
  readonly run: number;
  /** Quarter hour of the run in which it takes most, and how much that is. */
  readonly peak: number;
  readonly peakWh: number;
  /** Start that was planned when its choices were found, what they were found in, and the first. */
  readonly start: number;
  readonly found: Int32Array;
  readonly first: number;
  choices: Choice[];
}

/** Who has such machines, and the groups of their runs. */
interface Owner {
  /** Place in the area. */
  readonly agent: number;
  readonly prosumer: Prosumer;
  readonly machines: readonly Appliance[];
  readonly undecidedWh: Float64Array;
  groups: Group[];
}

interface Placed {
  readonly group: Group;
  readonly choice: Choice;
}

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

  private constructor(agents: readonly Prosumer[], owners: readonly number[]) {
    this.#undecidedWh = agents.map((_, k) => (owners.includes(k) ? new Float64Array(RING) : null));
    this.#isMoved = new Uint8Array(agents.length);
    this.#owners = owners.map((agent) => ({
      agent,
      prosumer: agents[agent]!,
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
    for (let k = 0; k < this.#owners.length; k++) {
      const owner = this.#owners[k]!;
      const isIdle = owner.groups.length === 0;
      this.#isMoved[owner.agent] = isIdle ? 0 : 1;
      const isAnew = anewTo[owner.agent]! > 0;
      if (isIdle && !isAnew) continue;
      if (!isLonger && isSettledOn(owner, open, isAnew)) continue;
      if (this.#regroup(owner, open, end)) hasMoved = true;
    }
    this.#end = end;
    if (!hasMoved) return;
    this.#cancelOthers(book);
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
    return before.length + owner.groups.length > 0;
  }

  /** Lists the choices of all groups by their periods. */
  #spread(): void {
    for (const slot of this.#slots) this.#at[slot]!.length = 0;
    this.#slots.length = 0;
    for (const { groups } of this.#owners) {
      for (const group of groups) {
        for (const choice of group.choices) {
          const slot = choice.period & RING_MASK;
          this.#at[slot]!.push({ group, choice });
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

function machinesOf({ devices }: Prosumer): Appliance[] {
  return devices.filter((one): one is Appliance => one instanceof Appliance && one.flexible);
}

function newGroup(agent: number, device: Appliance, run: number): Group {
  const { profileWh } = device.runs;
  let peak = 0;
  for (let k = 1; k < profileWh.length; k++) if (profileWh[k]! > profileWh[peak]!) peak = k;
  const peakWh = Math.floor(profileWh[peak]!);
  return { agent, device, run, peak, peakWh, start: 0, found: NOTHING, first: 0, choices: [] };
}

function groupOf(groups: readonly Group[], device: Appliance, run: number): Group | null {
  for (const group of groups) if (group.device === device && group.run === run) return group;
  return null;
}

/** Whether all is as it was when the groups of an owner were made: starts, and choices that are open. */
function isSettledOn({ machines, groups }: Owner, open: number, isAnew: boolean): boolean {
  let k = 0;
  for (const device of machines) {
    for (let run = device.undecided(); run >= 0; run = device.undecided(run + 1), k++) {
      const group = groups[k];
      if (group === undefined || group.device !== device || group.run !== run) return false;
      if (group.start !== device.startOf(run)) return false;
      if (isAnew && !isAlike(group.found, device.choicesOf(run))) return false;
      if (Math.min(group.start, group.first) < open + LAST_CHANCE_PERIODS) return false;
    }
  }
  return k === groups.length;
}

function isAlike(one: Int32Array, other: Int32Array): boolean {
  if (one.length !== other.length) return false;
  for (let k = 0; k < one.length; k++) if (one[k] !== other[k]) return false;
  return true;
}

/** A group with the choices of the latest plan; those it had before keep their orders. */
function renewed(group: Group, open: number, end: number): Group {
  const { agent, device, run, peak, peakWh } = group;
  const starts = device.choicesOf(run);
  const choices: Choice[] = [];
  let first = Number.POSITIVE_INFINITY;
  for (let k = 0; k < starts.length; k++) {
    const start = starts[k]!;
    if (start < open + LAST_CHANCE_PERIODS || start + peak >= end) continue;
    const choice = choiceOf(group.choices, start) ?? newChoice(start, start + peak);
    choice.isWanted = true;
    choices.push(choice);
    first = Math.min(first, start);
  }
  const found = starts.slice();
  return { agent, device, run, peak, peakWh, start: device.startOf(run), found, first, choices };
}

function newChoice(start: number, period: number): Choice {
  return { start, period, order: NO_ORDER, limitMicro: 0, openWh: 0, isWanted: true };
}

function choiceOf(choices: readonly Choice[], start: number): Choice | null {
  for (const choice of choices) if (choice.start === start) return choice;
  return null;
}

function lay(ring: Float64Array, { runs: { profileWh } }: Appliance, start: number): void {
  for (let k = 0; k < profileWh.length; k++) ring[(start + k) & RING_MASK]! += profileWh[k]!;
}
