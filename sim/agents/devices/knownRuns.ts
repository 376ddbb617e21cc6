import type { ApplianceRuns } from "#sim/world/applianceRuns.ts";

/** Starts that a run is ordered for at once: one of them comes true. */
export const CHOICES = 4;
/** Known runs of which anything is remembered: far more than can be waiting. */
export const SLOTS = 8;
export const NONE = -1;

/** The runs of a machine that are known and not over, by `run % SLOTS`, and what is planned for each. */
export class KnownRuns {
  /** Planned starts, in the market and on the retail contract; NONE: still to plan. */
  readonly start = new Int32Array(SLOTS).fill(NONE);
  readonly retailStart = new Int32Array(SLOTS).fill(NONE);
  readonly choices = Array.from({ length: SLOTS }, () => new Int32Array(CHOICES).fill(NONE));
  /** 1 where a trade, or the time left, has settled the start. */
  readonly isDecided = new Uint8Array(SLOTS);
  /** The run that is on or comes next, and the first that nobody knows yet. */
  next = 0;
  unknown = 0;
  /** Whether a run became known that no plan has laid. */
  hasNews = false;
  readonly #runs: ApplianceRuns;
  readonly #isSteered: boolean;
  readonly #knownAt: Int32Array;

  constructor(runs: ApplianceRuns, isSteered: boolean) {
    this.#runs = runs;
    this.#isSteered = isSteered;
    this.#knownAt = isSteered ? runs.known : runs.earliest;
  }

  /** Notes the runs that are known at the start of period `now`. */
  learn(now: number): void {
    while (this.unknown < this.#knownAt.length && this.#knownAt[this.unknown]! <= now) {
      const slot = this.unknown % SLOTS;
      this.start[slot] = this.#isSteered ? NONE : this.#runs.earliest[this.unknown]!;
      this.retailStart[slot] = NONE;
      this.isDecided[slot] = 0;
      this.choices[slot]!.fill(NONE);
      this.unknown++;
      this.hasNews = true;
    }
  }

  /** The same runs with the same starts; reference and choices come with the next plan. */
  copy(): KnownRuns {
    const copy = new KnownRuns(this.#runs, this.#isSteered);
    copy.start.set(this.start);
    copy.isDecided.set(this.isDecided);
    copy.next = this.next;
    copy.unknown = this.unknown;
    return copy;
  }
}
