import { Appliance } from "#sim/agents/devices/appliance.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";

/** Periods before the gate in which the plan decides: afterwards nobody could plan anew in time. */
export const LAST_CHANCE_PERIODS = 4;
export const NO_ORDER = -1;
const NOTHING = new Int32Array(0);

/** One start of a run, ordered by the period in which the machine takes most. */
export interface Choice {
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
export interface Group {
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
  /** These with their group, as a round lists them. */
  readonly placed: readonly Placed[];
}

/** Who has such machines, and the groups of their runs. */
export interface Owner {
  /** Place in the area. */
  readonly agent: number;
  readonly machines: readonly Appliance[];
  readonly undecidedWh: Float64Array;
  groups: Group[];
}

/** A choice with the group that it was found for. */
export interface Placed {
  readonly group: Group;
  readonly choice: Choice;
}

/** The steered machines of a customer. */
export function machinesOf({ devices }: Prosumer): Appliance[] {
  return devices.filter((one): one is Appliance => one instanceof Appliance && one.flexible);
}

/** A group without choices. */
export function newGroup(agent: number, device: Appliance, run: number): Group {
  const { profileWh } = device.runs;
  let peak = 0;
  for (let k = 1; k < profileWh.length; k++) if (profileWh[k]! > profileWh[peak]!) peak = k;
  const peakWh = Math.floor(profileWh[peak]!);
  return {
    agent,
    device,
    run,
    peak,
    peakWh,
    start: 0,
    found: NOTHING,
    first: 0,
    choices: [],
    placed: [],
  };
}

/** The group of a run among others; null where it has none. */
export function groupOf(groups: readonly Group[], device: Appliance, run: number): Group | null {
  for (const group of groups) if (group.device === device && group.run === run) return group;
  return null;
}

/** Whether all is as it was when the groups of an owner were made: starts, and choices that are open. */
export function isSettledOn({ machines, groups }: Owner, open: number, isAnew: boolean): boolean {
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
export function renewed(group: Group, open: number, end: number): Group {
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
  const start = device.startOf(run);
  const found = starts.slice();
  const placed: Placed[] = [];
  const next = { agent, device, run, peak, peakWh, start, found, first, choices, placed };
  for (const choice of choices) placed.push({ group: next, choice });
  return next;
}

function newChoice(start: number, period: number): Choice {
  return { start, period, order: NO_ORDER, limitMicro: 0, openWh: 0, isWanted: true };
}

function choiceOf(choices: readonly Choice[], start: number): Choice | null {
  for (const choice of choices) if (choice.start === start) return choice;
  return null;
}

/** Adds the energy of a run to a ring, Wh. */
export function lay(ring: Float64Array, { runs: { profileWh } }: Appliance, start: number): void {
  for (let k = 0; k < profileWh.length; k++) ring[(start + k) & RING_MASK]! += profileWh[k]!;
}
