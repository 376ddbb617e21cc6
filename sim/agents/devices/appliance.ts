import {
  APPLIANCE,
  type Capability,
  type Device,
  type PlanView,
  RING,
  RING_MASK,
} from "#sim/agents/devices/device.ts";
import { cheapestStart, startChoices } from "#sim/agents/devices/runTimes.ts";
import type { ApplianceRuns } from "#sim/world/applianceRuns.ts";

export interface ApplianceOptions {
  readonly flexible: boolean;
  readonly runs: ApplianceRuns;
  /** What is expected of runs that nobody knows yet, Wh. @default nothing */
  readonly expectedWh?: (i: number) => number;
}

/** Starts that a run is ordered for at once: one of them comes true. */
export const CHOICES = 4;
/** Known runs of which anything is remembered: far more than can be waiting. */
const SLOTS = 8;
const NONE = -1;

/**
 * A machine that runs once and uninterrupted: washing machine, dishwasher, dryer. What is not
 * steered starts when it is ready, a steered one when the whole run is cheapest before its deadline.
 * Orders move a start and never a running machine: less means to start later, more to start at once.
 * Machines are few and orders small: each follows where it is asked for more than its own threshold.
 */
export class Appliance implements Device {
  readonly kind = APPLIANCE;
  readonly flexible: boolean;
  readonly plan = new Float64Array(RING);
  readonly reference: Float64Array;
  /** A reference goes on from the one before. */
  readonly referenceWaits = false;
  readonly runs: ApplianceRuns;
  readonly #options: ApplianceOptions;
  readonly #knownAt: Int32Array;
  /** Planned starts of known runs, in the market and on the retail contract; NONE: still to plan. */
  readonly #start = new Int32Array(SLOTS).fill(NONE);
  readonly #retailStart = new Int32Array(SLOTS).fill(NONE);
  readonly #choices = Array.from({ length: SLOTS }, () => new Int32Array(CHOICES).fill(NONE));
  /** 1 where a trade, or the time left, has settled the start. */
  readonly #isDecided = new Uint8Array(SLOTS);
  /** The run that is on or comes next, and the first that nobody knows yet. */
  #next = 0;
  #unknown = 0;
  /** Period in which the machine started; NONE while it stands still. */
  #begun = NONE;
  /** Periods that the running one has lived. */
  #lived = 0;
  /** Start that an order took from the run that is on or comes next; NONE where none did. */
  #before = NONE;
  /** Whether a run became known that no plan has laid. */
  #hasNews = false;

  constructor(options: ApplianceOptions) {
    this.#options = options;
    this.flexible = options.flexible;
    this.runs = options.runs;
    this.#knownAt = options.flexible ? options.runs.known : options.runs.earliest;
    this.reference = options.flexible ? new Float64Array(RING) : this.plan;
  }

  planAhead(view: PlanView, asReference: boolean): void {
    this.#learn(view.now);
    if (!asReference) this.#hasNews = false;
    const target = asReference ? this.reference : this.plan;
    this.#expect(target, view);
    // A reference may run later than the machine did.
    const first = asReference ? Math.max(0, this.#next - 2) : this.#next;
    for (let run = first; run < this.#unknown; run++) {
      const start = asReference ? this.#referenceStart(run, view) : this.#plannedStart(run, view);
      this.#lay(target, start, view);
    }
  }

  mark(): void {}

  step(i: number, changeWh: number): number {
    this.#learn(i);
    if (this.#begun === NONE && !this.#starts(i, changeWh)) return 0;
    const { profileWh } = this.runs;
    const energy = profileWh[this.#lived++]!;
    if (this.#lived === profileWh.length) {
      this.#begun = NONE;
      this.#before = NONE;
      this.#next++;
    }
    return energy;
  }

  /** A start that moves takes the rest of the run along: that much is there for what is held longer. */
  capability(i: number, direction: 0 | 1, out: Capability): void {
    const { profileWh } = this.runs;
    const quarter = direction === 0 ? this.#spared(i) : this.#added(i);
    out.powerWh = quarter === NONE ? 0 : profileWh[quarter]!;
    out.energyWh = 0;
    if (quarter === NONE) return;
    for (let k = quarter; k < profileWh.length; k++) out.energyWh += profileWh[k]!;
  }

  get isOffPlan(): boolean {
    return this.#hasNews;
  }

  storedWh(): number {
    const { profileWh } = this.runs;
    let wh = 0;
    for (let run = this.#next; run < this.#unknown; run++) {
      const done = this.#isRunning(run) ? this.#lived : 0;
      for (let k = done; k < profileWh.length; k++) wh += profileWh[k]!;
    }
    return -wh;
  }

  clone(): Appliance {
    const copy = new Appliance(this.#options);
    copy.#start.set(this.#start);
    copy.#isDecided.set(this.#isDecided);
    copy.#next = this.#next;
    copy.#unknown = this.#unknown;
    copy.#begun = this.#begun;
    copy.#lived = this.#lived;
    copy.#before = this.#before;
    copy.plan.set(this.plan);
    return copy;
  }

  /** The first known run from `run` on whose start a trade may still settle; −1 for none. */
  undecided(run = 0): number {
    for (let k = Math.max(run, this.#next); k < this.#unknown; k++) {
      const slot = k % SLOTS;
      const isOpen = !this.#isRunning(k) && this.#isDecided[slot] === 0;
      if (isOpen && this.#start[slot] !== NONE) return k;
    }
    return NONE;
  }

  /** Planned start of a known run, −1 for none yet. */
  startOf(run: number): number {
    return this.#start[run % SLOTS]!;
  }

  /** Starts that the last plan found cheapest for a run, best first; −1 where there are fewer. */
  choicesOf(run: number): Int32Array {
    return this.#choices[run % SLOTS]!;
  }

  /** Settles the start of a known run that has not begun: plans keep it. */
  decide(run: number, start: number): void {
    this.#start[run % SLOTS] = start;
    this.#isDecided[run % SLOTS] = 1;
  }

  #learn(now: number): void {
    while (this.#unknown < this.#knownAt.length && this.#knownAt[this.#unknown]! <= now) {
      const slot = this.#unknown % SLOTS;
      this.#start[slot] = this.flexible ? NONE : this.runs.earliest[this.#unknown]!;
      this.#retailStart[slot] = NONE;
      this.#isDecided[slot] = 0;
      this.#choices[slot]!.fill(NONE);
      this.#unknown++;
      this.#hasNews = true;
    }
  }

  /** Of what nobody knows yet there are expectations; who knows of runs ahead has none before. */
  #expect(target: Float64Array, { now, open, end }: PlanView): void {
    const { expectedWh = nothing, runs } = this.#options;
    const ahead = this.flexible ? runs.knownPeriods : 0;
    for (let i = open; i < end; i++) target[i & RING_MASK] = i - now > ahead ? expectedWh(i) : 0;
  }

  /** Start of a run by plan; what lies before `open` stands. */
  #plannedStart(run: number, view: PlanView): number {
    const slot = run % SLOTS;
    const start = this.#start[slot]!;
    const isFrozen = start !== NONE && start < view.open;
    if (!this.flexible || isFrozen || this.#isDecided[slot] === 1) return start;
    const { profileWh, earliest, latest } = this.runs;
    const first = Math.max(earliest[run]!, view.open);
    const last = Math.min(latest[run]!, view.end - profileWh.length);
    startChoices(profileWh, view, first, last, this.#choices[slot]!);
    this.#start[slot] = this.#choices[slot]![0]!;
    return this.#start[slot]!;
  }

  /** Start of a run on the retail contract alone. */
  #referenceStart(run: number, view: PlanView): number {
    const slot = run % SLOTS;
    const { profileWh, earliest, latest } = this.runs;
    const before = this.#retailStart[slot]!;
    // Without a market there was no other plan.
    if (before === NONE && this.#isBefore(this.#start[slot]!, view.open)) return this.#start[slot]!;
    if (run < this.#next || this.#isBefore(before, view.open)) return before;
    const first = Math.max(earliest[run]!, view.open);
    const last = Math.min(latest[run]!, view.end - profileWh.length);
    this.#retailStart[slot] = cheapestStart(profileWh, view.retailPrice, view, first, last);
    return this.#retailStart[slot]!;
  }

  #isBefore(start: number, open: number): boolean {
    return start !== NONE && start < open;
  }

  #lay(target: Float64Array, start: number, { open, end }: PlanView): void {
    if (start === NONE) return;
    const { profileWh } = this.runs;
    for (let k = 0; k < profileWh.length; k++) {
      const i = start + k;
      if (i >= open && i < end) target[i & RING_MASK]! += profileWh[k]!;
    }
  }

  #isRunning(run: number): boolean {
    return run === this.#next && this.#begun !== NONE;
  }

  /** Whether the next run starts in period `i`: as planned, as ordered, or because it has to. */
  #starts(i: number, changeWh: number): boolean {
    const run = this.#next;
    const { profileWh, earliest, latest, threshold } = this.runs;
    if (run >= this.#unknown || earliest[run]! > i) return false;
    const slot = run % SLOTS;
    const isAsked = Math.abs(changeWh) > threshold[run]! * profileWh[0]!;
    const isMeant = this.#start[slot] !== NONE && this.#start[slot]! <= i;
    const isStopped = isMeant && changeWh < 0 && isAsked;
    const isHastened = changeWh > 0 && isAsked;
    const starts = (isMeant && !isStopped) || isHastened || i >= latest[run]!;
    if (!starts) {
      if (isStopped) this.#stop(slot);
      return false;
    }
    if (isHastened && !isMeant) this.#before = this.#start[slot]!;
    this.#start[slot] = i;
    this.#begun = i;
    this.#lived = 0;
    return true;
  }

  /** The next plan finds another time, and the deadline starts it else. */
  #stop(slot: number): void {
    this.#before = this.#start[slot]!;
    this.#start[slot] = NONE;
    this.#isDecided[slot] = 0;
  }

  /**
   * Quarter hour of a run that period `i` can do without: the first, where an order could still keep
   * the run from starting, or the one that would be on if an order had not.
   */
  #spared(i: number): number {
    const { latest } = this.runs;
    for (let run = this.#next; run < this.#unknown; run++) {
      if (this.#isRunning(run) || i >= latest[run]!) continue;
      const quarter = run === this.#next && this.#before !== NONE ? i - this.#before : NONE;
      if (quarter > 0 && quarter < this.runs.profileWh.length) return quarter;
      if (this.#start[run % SLOTS]! === i) return 0;
    }
    return NONE;
  }

  /**
   * Quarter hour of a run that could be in period `i` and is not planned there: the first, where a
   * machine waits, or the one that is on because an order brought its start forward.
   */
  #added(i: number): number {
    const run = this.#next;
    const { earliest, latest } = this.runs;
    if (run >= this.#unknown) return NONE;
    if (this.#isRunning(run)) {
      const quarter = i - this.#begun;
      const isEarly = this.#before > i && quarter > 0;
      return isEarly && quarter < this.runs.profileWh.length ? quarter : NONE;
    }
    const start = this.#start[run % SLOTS]!;
    return earliest[run]! <= i && i <= latest[run]! && start > i ? 0 : NONE;
  }
}

const nothing = () => 0;
