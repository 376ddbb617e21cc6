import type { TableHandle } from "#datasets/datasetWriter.ts";
import type { lifeCycle } from "#datasets/tables/flexibility.ts";
import { UNIT_STATES } from "#datasets/words.ts";
import { assert } from "#engine/assert.ts";
import {
  APPLICATION_STEPS,
  type ApplicationState,
} from "#engine/settlement/applicationLifeCycle.ts";
import {
  type AssetStanding,
  type AssetState,
  advanceAsset,
  mayBeClaimed,
  UNKNOWN_ASSET,
} from "#engine/settlement/assetLifeCycle.ts";
import { step } from "#engine/settlement/stateMachine.ts";

/** Where a unit stands, in the words of the table: its application has two of its own. */
export type UnitState = AssetState | "asked" | "answered";

/** One step in the life of a unit; the capability holds from here on. */
export interface UnitStep {
  readonly unit: number;
  /** Minutes since the start of the run; negative before it. */
  readonly marketMinute: number;
  readonly from: UnitState;
  readonly to: UnitState;
  /** Most it may offer per period in each direction, Wh. */
  readonly upWh: number;
  readonly downWh: number;
  readonly note: string;
}

/** How far each unit has come: every step goes through the closed state machine and leaves a row. */
export class UnitRegister {
  readonly steps: UnitStep[] = [];
  readonly #standing: AssetStanding[];
  readonly #application: ApplicationState[];
  /** Most a unit may offer, Wh: index 2 × unit + direction. */
  readonly #limitWh: Float64Array;

  constructor(unitCount: number) {
    this.#standing = new Array<AssetStanding>(unitCount).fill(UNKNOWN_ASSET);
    this.#application = new Array<ApplicationState>(unitCount).fill("filed");
    this.#limitWh = new Float64Array(2 * unitCount);
  }

  state(unit: number): AssetState {
    return this.#standing[unit]!.state;
  }

  standing(unit: number): AssetStanding {
    return this.#standing[unit]!;
  }

  /** Whether its offers may be claimed. */
  isListed(unit: number): boolean {
    return mayBeClaimed(this.#standing[unit]!);
  }

  /** Most it may offer in a direction, Wh per period. */
  limitWh(unit: number, direction: 0 | 1): number {
    return this.#limitWh[2 * unit + direction]!;
  }

  /** Sets what a unit may offer from its next step on, Wh. */
  limit(unit: number, upWh: number, downWh: number): void {
    this.#limitWh[2 * unit] = upWh;
    this.#limitWh[2 * unit + 1] = downWh;
  }

  /** Makes a step; that it is none of the life cycle is a fault of the program (InvariantError). */
  advance(unit: number, to: AssetState, marketMinute: number, note: string): void {
    const from = this.#word(unit);
    const isDecided = this.state(unit) === "gridPrequalified";
    const next = advanceAsset(this.#standing[unit]!, to);
    assert(!("refused" in next), `unit ${unit} may not go from ${this.state(unit)} to ${to}`);
    if (isDecided && to === "productQualified") this.#apply(unit, "approved");
    if (isDecided && to === "rejected") this.#apply(unit, "rejected");
    this.#standing[unit] = next;
    this.#note(unit, from, to, marketMinute, note);
  }

  /** The application for products is asked for more information, or answered; the unit itself stands still. */
  inquire(unit: number, to: "asked" | "answered", marketMinute: number, note: string): void {
    const from = this.#word(unit);
    assert(this.state(unit) === "gridPrequalified", `unit ${unit} does not apply, it is ${from}`);
    this.#apply(unit, to);
    this.#note(unit, from, to, marketMinute, note);
  }

  /** Notes what changed for a unit that stands where it stood; quantities are those of the remark. */
  remark(
    unit: number,
    marketMinute: number,
    { upWh, downWh }: Pick<UnitStep, "upWh" | "downWh">,
    note: string,
  ): void {
    const word = this.#word(unit);
    this.steps.push({ unit, marketMinute, from: word, to: word, upWh, downWh, note });
  }

  #apply(unit: number, to: ApplicationState): void {
    const next = step(APPLICATION_STEPS, this.#application[unit]!, to);
    assert(typeof next === "string", `the application of unit ${unit} may not be ${to}`);
    this.#application[unit] = next;
  }

  #word(unit: number): UnitState {
    const application = this.#application[unit]!;
    const isOpen = application === "asked" || application === "answered";
    return isOpen ? application : this.state(unit);
  }

  #note(unit: number, from: UnitState, to: UnitState, marketMinute: number, note: string): void {
    const [upWh, downWh] = [this.limitWh(unit, 0), this.limitWh(unit, 1)];
    this.steps.push({ unit, marketMinute, from, to, upWh, downWh, note });
  }

  /** Hands the steps over, in order of time. */
  write({ buffer }: TableHandle<typeof lifeCycle>): void {
    const inTime = [...this.steps.entries()].sort(
      ([a, one], [b, other]) => one.marketMinute - other.marketMinute || a - b,
    );
    for (const [, { from, to, ...step }] of inTime)
      buffer.push({ ...step, from: UNIT_STATES.indexOf(from), to: UNIT_STATES.indexOf(to) });
  }
}
