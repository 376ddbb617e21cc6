import { assert } from "#engine/assert.ts";
import {
  ATTEMPTED,
  type Avoidance,
  type Conflict,
  type ConflictKind,
  type ConflictSet,
  LATENT,
  REALISED,
} from "#engine/coordination/conflict.ts";

/** A number of conflicts, their energy and what paying twice for it would cost. */
export interface Tally {
  readonly count: number;
  readonly energyWh: number;
  readonly costMicroEur: number;
}

/** The sets, and their differences: latent \ attempted, attempted \ realised, attempted \ latent. */
export const CONFLICT_OUTCOMES = [
  "latent",
  "attempted",
  "realised",
  "preventedByDesign",
  "avoidedAtClaim",
  "induced",
] as const;
export type ConflictOutcome = (typeof CONFLICT_OUTCOMES)[number];

export interface ConflictFilter {
  /** Position in `NEED_PAIRS`. @default both pairs of DSO and TSO */
  readonly pair?: number;
  /** @default both */
  readonly kind?: ConflictKind;
  /** Only what ended this way at the claim; with `avoidedAtClaim`. @default all */
  readonly avoidedBy?: Avoidance;
}

const DSO_TSO_PAIRS: readonly number[] = [0, 1];

/**
 * Accumulates the conflicts of a run. DSO_CM/TSO_CM and DSO_CM/BAL count as double activation;
 * TSO_CM/BAL lies within one operator and is only counted where a filter asks for that pair.
 */
export class ConflictCounter {
  readonly #tallies = new Map<string, Tally>();
  readonly #counts: Record<ConflictOutcome, number> = {
    latent: 0,
    attempted: 0,
    realised: 0,
    preventedByDesign: 0,
    avoidedAtClaim: 0,
    induced: 0,
  };
  /** Latent and attempted, of all pairs. */
  #both = 0;

  /** Adds the conflicts of one period, as `periodConflicts` lists them. */
  add(conflicts: readonly Conflict[]): void {
    const latent = keysOf(conflicts, LATENT);
    const attempted = keysOf(conflicts, ATTEMPTED);
    const realised = keysOf(conflicts, REALISED);
    for (const conflict of conflicts) {
      const key = keyOf(conflict);
      if (conflict.set === LATENT) {
        this.#count("latent", conflict);
        if (attempted.has(key)) this.#both++;
        else this.#count("preventedByDesign", conflict);
      } else if (conflict.set === ATTEMPTED) {
        this.#count("attempted", conflict);
        if (!realised.has(key)) this.#count("avoidedAtClaim", conflict);
        if (!latent.has(key)) this.#count("induced", conflict);
      } else {
        assert(attempted.has(key), `realised without being attempted: ${key}`);
        this.#count("realised", conflict);
      }
    }
    this.#assertIdentities();
  }

  /** Sums an outcome. */
  tally(outcome: ConflictOutcome, { pair, kind, avoidedBy }: ConflictFilter = {}): Tally {
    let sum: Tally = { count: 0, energyWh: 0, costMicroEur: 0 };
    for (const [cell, tally] of this.#tallies) {
      const [cellOutcome, cellPair, cellKind, cellAvoidance] = cell.split("/");
      if (cellOutcome !== outcome) continue;
      const pairs = pair === undefined ? DSO_TSO_PAIRS : [pair];
      if (!pairs.includes(Number(cellPair))) continue;
      if (kind !== undefined && Number(cellKind) !== kind) continue;
      if (avoidedBy !== undefined && cellAvoidance !== avoidedBy) continue;
      sum = plus(sum, tally);
    }
    return sum;
  }

  /** Prevented by design and avoided at the claim together; show it with its parts. */
  avoidedDoubleActivations(): Tally {
    return plus(this.tally("preventedByDesign"), this.tally("avoidedAtClaim"));
  }

  #count(outcome: ConflictOutcome, conflict: Conflict): void {
    this.#counts[outcome]++;
    const cell = `${outcome}/${conflict.pair}/${conflict.kind}/${conflict.avoidedBy ?? ""}`;
    const one = { count: 1, energyWh: conflict.overlapWh, costMicroEur: conflict.costMicroEur };
    const before = this.#tallies.get(cell);
    this.#tallies.set(cell, before ? plus(before, one) : one);
  }

  #assertIdentities(): void {
    const { latent, attempted, realised, preventedByDesign, avoidedAtClaim, induced } =
      this.#counts;
    assert(latent === preventedByDesign + this.#both);
    assert(attempted === induced + this.#both);
    assert(attempted === avoidedAtClaim + realised);
  }
}

function keyOf({ unit, pair }: Conflict): string {
  return `${unit}/${pair}`;
}

/** A key stands once in each set of a period. */
function keysOf(conflicts: readonly Conflict[], set: ConflictSet): Set<string> {
  const members = conflicts.filter((conflict) => conflict.set === set);
  const keys = new Set(members.map(keyOf));
  assert(keys.size === members.length, "a conflict was counted twice");
  return keys;
}

function plus(one: Tally, other: Tally): Tally {
  return {
    count: one.count + other.count,
    energyWh: one.energyWh + other.energyWh,
    costMicroEur: one.costMicroEur + other.costMicroEur,
  };
}
