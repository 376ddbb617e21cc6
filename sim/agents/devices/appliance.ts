import {
  APPLIANCE,
  type Capability,
  type Device,
  type PlanView,
  RING,
  RING_MASK,
} from "#sim/agents/devices/device.ts";
import { KnownRuns, NONE, SLOTS } from "#sim/agents/devices/knownRuns.ts";
import { newRing } from "#sim/agents/devices/ring.ts";
import {
  cheapestStart,
  largestQuarter,
  layRun,
  restWh,
  startChoices,
} from "#sim/agents/devices/runTimes.ts";
import { type Expectation, writeExpected } from "#sim/agents/forecasts/expectation.ts";
import type { ApplianceRuns } from "#sim/world/applianceRuns.ts";

export interface ApplianceOptions {
  readonly flexible: boolean;
  readonly runs: ApplianceRuns;
  /** What is expected of runs that nobody knows yet. @default nothing */
  readonly expectation?: Expectation;
  /** So many periods before it an order is known at the latest. @default 0 */
  readonly aheadPeriods?: number;
}

/**
 * A machine that runs once and uninterrupted: washing machine, dishwasher, dryer. What is not
 * steered starts when it is ready, a steered one when the whole run is cheapest before its deadline.
 * Orders move a start and never a running machine: less means to start later, more to start at once.
 * Machines are few and orders small: each follows where it is asked for more than its own threshold.
 */
export class Appliance implements Device {
  readonly kind = APPLIANCE;
  readonly flexible: boolean;
  readonly plan = newRing();
  readonly reference: Float64Array;
  readonly referenceWaits = false;
  readonly runs: ApplianceRuns;
  /** An order this many periods ahead still moves a start in time. */
  readonly aheadPeriods: number;
  readonly #options: ApplianceOptions;
  readonly #known: KnownRuns;
  /** Period in which the machine started; NONE while it stands still. */
  #begun = NONE;
  /** Periods that the running one has lived. */
  #lived = 0;
  /** Start that an order took from the run that is on or comes next; NONE where none did. */
  #before = NONE;
  /** First period that it has not lived. */
  #clock = 0;
  /** One more than the quarter hour that it could have moved into or out of a period, and did not. */
  readonly #declined = new Uint8Array(RING);

  constructor(options: ApplianceOptions, known = new KnownRuns(options.runs, options.flexible)) {
    this.#options = options;
    this.flexible = options.flexible;
    this.runs = options.runs;
    this.aheadPeriods = Math.min(options.aheadPeriods ?? 0, options.runs.profileWh.length - 1);
    this.#known = known;
    this.reference = options.flexible ? newRing() : this.plan;
  }

  planAhead(view: PlanView, asReference: boolean): void {
    this.#known.learn(view.now);
    if (!asReference) this.#known.hasNews = false;
    const target = asReference ? this.reference : this.plan;
    this.#expect(target, view);
    // A reference may run later than the machine did.
    const first = asReference ? Math.max(0, this.#known.next - 2) : this.#known.next;
    for (let run = first; run < this.#known.unknown; run++) {
      const start = asReference ? this.#referenceStart(run, view) : this.#plannedStart(run, view);
      if (start !== NONE) layRun(target, this.runs.profileWh, start, view);
    }
  }

  mark(): void {}

  step(i: number, changeWh: number): number {
    this.#known.learn(i);
    const asked = this.#askedShare(i, changeWh);
    this.#declined[i & RING_MASK] = 0;
    this.#clock = i + 1;
    if (this.#begun === NONE && !this.#starts(i, asked)) return 0;
    const { profileWh } = this.runs;
    const energy = profileWh[this.#lived++]!;
    if (this.#lived === profileWh.length) {
      this.#begun = NONE;
      this.#before = NONE;
      this.#known.next++;
    }
    return energy;
  }

  /**
   * Hears at the start of period `now` that `share` of what it could do in the later period `i` is
   * ordered, below zero for less: a start of now waits for that, or is brought forward to now.
   */
  hear(now: number, i: number, share: number): void {
    const direction = share < 0 ? 0 : 1;
    const quarter = direction === 0 ? this.#spared(i) : this.#added(i, now);
    const run = this.#known.next;
    const slot = run % SLOTS;
    if (quarter !== i - now || this.#isRunning(run)) return;
    if (direction === 0 && this.#known.start[slot] !== now) return;
    if (Math.abs(share) <= this.runs.threshold[run]!) this.#declined[i & RING_MASK] = quarter + 1;
    else if (direction === 0) this.#stop(slot);
    else this.#hasten(slot, now);
  }

  /** A start that moves takes the rest of the run along: that much is there for what is held longer. */
  capability(i: number, direction: 0 | 1, out: Capability): void {
    const { profileWh } = this.runs;
    const quarter = this.#quarterOf(i, direction);
    out.powerWh = quarter === NONE ? 0 : profileWh[quarter]!;
    out.energyWh = quarter === NONE ? 0 : restWh(profileWh, quarter);
  }

  get isOffPlan(): boolean {
    return this.#known.hasNews;
  }

  storedWh(): number {
    let wh = 0;
    for (let run = this.#known.next; run < this.#known.unknown; run++) {
      wh += restWh(this.runs.profileWh, this.#isRunning(run) ? this.#lived : 0);
    }
    return -wh;
  }

  clone(): Appliance {
    const copy = new Appliance(this.#options, this.#known.copy());
    copy.#begun = this.#begun;
    copy.#lived = this.#lived;
    copy.#before = this.#before;
    copy.#clock = this.#clock;
    copy.#declined.set(this.#declined);
    copy.plan.set(this.plan);
    return copy;
  }

  /** The first known run from `run` on whose start a trade may still settle; −1 for none. */
  undecided(run = 0): number {
    for (let k = Math.max(run, this.#known.next); k < this.#known.unknown; k++) {
      const slot = k % SLOTS;
      const isOpen = !this.#isRunning(k) && this.#known.isDecided[slot] === 0;
      if (isOpen && this.#known.start[slot] !== NONE) return k;
    }
    return NONE;
  }

  /** Planned start of a known run, −1 for none yet. */
  startOf(run: number): number {
    return this.#known.start[run % SLOTS]!;
  }

  /** Starts that the last plan found cheapest for a run, best first; −1 where there are fewer. */
  choicesOf(run: number): Int32Array {
    return this.#known.choices[run % SLOTS]!;
  }

  /** Settles the start of a known run that has not begun: plans keep it. */
  decide(run: number, start: number): void {
    this.#known.start[run % SLOTS] = start;
    this.#known.isDecided[run % SLOTS] = 1;
  }

  /** Of what nobody knows yet there are expectations; who knows of runs ahead has none before. */
  #expect(target: Float64Array, { now, open, end }: PlanView): void {
    const { expectation, runs } = this.#options;
    const known = Math.min(end, now + (this.flexible ? runs.knownPeriods : 0) + 1);
    for (let i = open; i < known; i++) target[i & RING_MASK] = 0;
    writeExpected(expectation, Math.max(open, known), end, target);
  }

  /** Start of a run by plan; what lies before `open` stands. */
  #plannedStart(run: number, view: PlanView): number {
    const slot = run % SLOTS;
    const start = this.#known.start[slot]!;
    if (!this.flexible || isBefore(start, view.open) || this.#known.isDecided[slot] === 1)
      return start;
    const { profileWh, earliest, latest } = this.runs;
    const first = Math.max(earliest[run]!, view.open);
    const last = Math.min(latest[run]!, view.end - profileWh.length);
    startChoices(profileWh, view, first, last, this.#known.choices[slot]!);
    this.#known.start[slot] = this.#known.choices[slot]![0]!;
    return this.#known.start[slot]!;
  }

  /** Start of a run on the retail contract alone. */
  #referenceStart(run: number, view: PlanView): number {
    const slot = run % SLOTS;
    const { profileWh, earliest, latest } = this.runs;
    const before = this.#known.retailStart[slot]!;
    // Without a market there was no other plan.
    if (before === NONE && isBefore(this.#known.start[slot]!, view.open))
      return this.#known.start[slot]!;
    if (run < this.#known.next || isBefore(before, view.open)) return before;
    const first = Math.max(earliest[run]!, view.open);
    const last = Math.min(latest[run]!, view.end - profileWh.length);
    this.#known.retailStart[slot] = cheapestStart(profileWh, view.retailPrice, view, first, last);
    return this.#known.retailStart[slot]!;
  }

  #isRunning(run: number): boolean {
    return run === this.#known.next && this.#begun !== NONE;
  }

  /** Whether the next run starts in period `i`: as planned, as ordered, or because it has to. */
  #starts(i: number, askedShare: number): boolean {
    const run = this.#known.next;
    const { earliest, latest, threshold } = this.runs;
    if (run >= this.#known.unknown || earliest[run]! > i) return false;
    const slot = run % SLOTS;
    const isAsked = Math.abs(askedShare) > threshold[run]!;
    const isMeant = this.#known.start[slot] !== NONE && this.#known.start[slot]! <= i;
    const isStopped = isMeant && askedShare < 0 && isAsked;
    const isHastened = askedShare > 0 && isAsked;
    const starts = (isMeant && !isStopped) || isHastened || i >= latest[run]!;
    if (!starts) {
      if (isStopped) this.#stop(slot);
      return false;
    }
    if (isHastened && !isMeant) this.#hasten(slot, i);
    this.#known.start[slot] = i;
    this.#begun = i;
    this.#lived = 0;
    return true;
  }

  /** The next plan finds another time, and the deadline starts it else. */
  #stop(slot: number): void {
    this.#before = this.#known.start[slot]!;
    this.#known.start[slot] = NONE;
    this.#known.isDecided[slot] = 0;
  }

  #hasten(slot: number, now: number): void {
    this.#before = this.#known.start[slot]!;
    this.#known.start[slot] = now;
  }

  /** Ordered change over what it could do, below zero for less. */
  #askedShare(i: number, changeWh: number): number {
    if (changeWh === 0) return 0;
    const quarter = this.#quarterOf(i, changeWh < 0 ? 0 : 1);
    return changeWh / this.runs.profileWh[Math.max(0, quarter)]!;
  }

  /** Quarter hour of a run that an order moves out of period `i`, or into it; NONE for none. */
  #quarterOf(i: number, direction: 0 | 1): number {
    // Who was asked and does not follow counts as able: orders are shared out as they were offered.
    const declined = this.#declined[i & RING_MASK]!;
    if (declined > 0) return declined - 1;
    return direction === 0 ? this.#spared(i) : this.#added(i, this.#clock);
  }

  /**
   * Quarter hour of a run that period `i` can do without: one whose start an order can still move,
   * known soon enough, or the one that would be on if an order had not.
   */
  #spared(i: number): number {
    const { latest } = this.runs;
    for (let run = this.#known.next; run < this.#known.unknown; run++) {
      if (this.#isRunning(run) || i >= latest[run]!) continue;
      const quarter = run === this.#known.next && this.#before !== NONE ? i - this.#before : NONE;
      if (quarter > 0 && quarter < this.runs.profileWh.length) return quarter;
      const start = this.#known.start[run % SLOTS]!;
      const isAhead = start === i || (start >= this.#clock && start < i);
      if (start !== NONE && isAhead && i - start <= this.aheadPeriods) return i - start;
    }
    return NONE;
  }

  /**
   * Quarter hour of a run that could be in period `i` and is not planned there: where a machine
   * waits the one with most energy that a start from period `from` on brings there, or the one that
   * is on because an order brought its start forward.
   */
  #added(i: number, from: number): number {
    const run = this.#known.next;
    const { earliest, latest, profileWh } = this.runs;
    if (run >= this.#known.unknown) return NONE;
    if (this.#isRunning(run)) {
      const quarter = i - this.#begun;
      const isEarly = this.#before > i && quarter > 0;
      return isEarly && quarter < profileWh.length ? quarter : NONE;
    }
    const start = this.#known.start[run % SLOTS]!;
    if (start <= i) return NONE;
    const first = Math.max(earliest[run]!, from);
    return largestQuarter(profileWh, i, [first, latest[run]!], this.aheadPeriods + 1);
  }
}

const isBefore = (start: number, open: number) => start !== NONE && start < open;
