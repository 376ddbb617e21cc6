import { tested } from "#engine/settlement/assetLifeCycle.ts";
import type { Unit, UnitOffer } from "#sim/agents/unit.ts";
import { marketMinute } from "#sim/clock.ts";
import type { UnitTests } from "#sim/ledger/ledgerPort.ts";
import { CALLED, type MarketProducts, runPeriods } from "#sim/operators/marketProducts.ts";
import { DeliveryTrial, type TestResult } from "#sim/phases/qualify/deliveryTrial.ts";
import type { QualifiedUnit } from "#sim/phases/qualify/qualifyUnits.ts";
import type { UnitRegister } from "#sim/phases/qualify/unitRegister.ts";
import { type StreamKey, streamKey, uniform, uniformInt } from "#sim/random/randomStream.ts";
import type { Community } from "#sim/run/community.ts";
import { indexAt } from "#sim/world/calendar.ts";

/** Tests begin between 8 and 20 o'clock. */
const FIRST_HOUR = 8;
const HOURS = 12;
/** Draws of one attempt: hour, response, share. */
const DRAWS = 4;

const PASSED: UnitTests = { received: true, inTime: true, sustained: true };
const NOTHING_CAME: UnitTests = { received: false, inTime: false, sustained: false };

/** Where one unit stands with its tests. */
interface Candidate {
  readonly unit: Unit;
  readonly key: StreamKey;
  /** Periods that its test lasts: the longest run of its products. */
  readonly periods: number;
  attempt: number;
  trial: DeliveryTrial | null;
  /** Period from which on the next attempt may begin, and the end of that day. */
  next: number;
  dayEnd: number;
  note: string;
  /** Of the last attempt that was held. */
  found: UnitTests;
}

/**
 * Pre-delivery tests of all qualified units in the last days before the market begins: an order of
 * what the unit would offer at a drawn hour, its response drawn as in any delivery, on its devices.
 *
 * Who fails may try again the next day. Where tests bind, who never passed is rejected; where they
 * advise, or where the spin-up has no day for them, it is listed all the same, with the finding.
 */
export class PreDeliveryTests {
  readonly #community: Community;
  readonly #register: UnitRegister;
  readonly #open: Candidate[];
  readonly #firstDay: number;
  /** What stands on record of each unit that was qualified: what its last test found, or that it is listed. */
  readonly outcomes: (UnitTests & { readonly unit: number })[] = [];

  constructor(
    community: Community,
    products: MarketProducts,
    register: UnitRegister,
    qualified: readonly QualifiedUnit[],
  ) {
    const { world, units } = community;
    this.#community = community;
    this.#register = register;
    const { testAttempts } = world.scenario.flexibility.qualification;
    // Nothing is planned on the very first day; the last one is left for the first gates.
    this.#firstDay = Math.max(1, world.calendar.firstRunDay - 1 - testAttempts);
    this.#open = units
      .filter(({ index }) => register.state(index) === "productQualified")
      .map((unit) => {
        const key = streamKey(world.seed, `${unit.name}/test`);
        const periods = longestRun(products, qualified[unit.index]!);
        const candidate = {
          unit,
          key,
          periods,
          attempt: 0,
          trial: null,
          next: 0,
          dayEnd: 0,
          note: "",
          found: NOTHING_CAME,
        };
        return candidate;
      });
    for (const candidate of this.#open) this.#schedule(candidate);
  }

  /** Called at the start of every period before the market begins, and once when it does. */
  at(now: number): void {
    for (let k = this.#open.length - 1; k >= 0; k--) {
      if (this.#isDone(this.#open[k]!, now)) this.#open.splice(k, 1);
    }
  }

  /** Lists or rejects everyone whose tests are still open when the market begins. */
  finish(now: number): void {
    for (const candidate of this.#open) this.#conclude(candidate, now);
    this.#open.length = 0;
  }

  #isDone(candidate: Candidate, now: number): boolean {
    if (candidate.trial !== null) {
      const { from, periods } = candidate.trial.order;
      return now >= from + periods && this.#judge(candidate, candidate.trial, now);
    }
    if (now < candidate.next) return false;
    if (now + candidate.periods <= candidate.dayEnd) {
      this.#begin(candidate, now);
      return false;
    }
    candidate.note = "nothing to offer";
    return this.#failed(candidate, now);
  }

  #begin(candidate: Candidate, now: number): void {
    const { unit, periods } = candidate;
    const offers = ([0, 1] as const).map((direction) => {
      const out: UnitOffer = { quantityWh: 0, priceMicro: 0, marginalMicro: 0 };
      unit.offer(now, now, direction, out, periods);
      return Math.min(out.quantityWh, this.#register.limitWh(unit.index, direction));
    });
    const direction = offers[0]! >= offers[1]! ? 0 : 1;
    const energyWh = offers[direction]!;
    if (energyWh === 0) return;
    candidate.trial = new DeliveryTrial(unit.members, { from: now, periods, direction, energyWh });
  }

  #judge(candidate: Candidate, trial: DeliveryTrial, now: number): boolean {
    const { noResponse, oneLate, partial, partialLow } =
      this.#community.world.scenario.behaviour.delivery;
    const at = DRAWS * candidate.attempt;
    const draw = uniform(candidate.key, at + 1);
    const isLate = draw >= noResponse && draw < noResponse + oneLate;
    const isPartial = !isLate && draw < noResponse + oneLate + partial;
    const share = isPartial ? partialLow + (1 - partialLow) * uniform(candidate.key, at + 2) : 1;
    const { testShareMin } = this.#community.world.scenario.flexibility.qualification;
    const result = trial.judge(
      (period) => (draw < noResponse || (isLate && period === 0) ? 0 : share),
      testShareMin,
    );
    candidate.trial = null;
    candidate.note = noteOf(trial, result);
    candidate.found = result;
    if (tested(result) === "rejected") return this.#failed(candidate, now);
    this.#step(candidate, now, "tested", `passed: ${candidate.note}`);
    return true;
  }

  #failed(candidate: Candidate, now: number): boolean {
    candidate.attempt++;
    const { testAttempts } = this.#community.world.scenario.flexibility.qualification;
    const { firstRunDay } = this.#community.world.calendar;
    const isLast = this.#firstDay + candidate.attempt >= firstRunDay - 1;
    if (candidate.attempt < testAttempts && !isLast) {
      this.#schedule(candidate);
      return false;
    }
    this.#conclude(candidate, now);
    return true;
  }

  #schedule(candidate: Candidate): void {
    const { calendar } = this.#community.world;
    const day = this.#firstDay + candidate.attempt;
    const hour = FIRST_HOUR + uniformInt(candidate.key, DRAWS * candidate.attempt, HOURS);
    candidate.next = indexAt(calendar, day, hour * 60);
    candidate.dayEnd = calendar.dayStart[day + 1]!;
  }

  #conclude(candidate: Candidate, now: number): void {
    const binds = this.#community.world.scenario.flexibility.qualification.test === "binds";
    const isHeld = candidate.attempt > 0;
    const finding = isHeld ? `failed: ${candidate.note}` : "no day before the start to be tested";
    if (binds && isHeld) this.#step(candidate, now, "rejected", finding);
    else this.#step(candidate, now, "tested", `${finding}, as advice`);
  }

  #step({ unit, found }: Candidate, now: number, to: "tested" | "rejected", note: string): void {
    const { received, inTime, sustained } = to === "tested" ? PASSED : found;
    this.outcomes.push({ unit: unit.index, received, inTime, sustained });
    const minute = marketMinute(this.#community.world.calendar, now, 0);
    this.#register.advance(unit.index, to, minute, note);
  }
}

function longestRun(
  products: MarketProducts,
  { qualification: { forNeed, forReservation } }: QualifiedUnit,
): number {
  const called = ([0, 1, 2] as const).filter((kind) => forNeed[kind]);
  const runs = called.map((kind) => runPeriods(products[CALLED[kind]]));
  if (forReservation) runs.push(runPeriods(products.longTermCm));
  return Math.max(1, ...runs);
}

function noteOf(
  { order }: DeliveryTrial,
  { received, inTime, sustained, deliveredWh }: TestResult,
) {
  const word = order.direction === 0 ? "up" : "down";
  const delivered = deliveredWh.map((wh) => Math.round(wh)).join(", ");
  const missing = [
    received ? "" : "no response",
    received && !inTime ? "not in time" : "",
    received && !sustained ? "not sustained" : "",
  ].filter((part) => part !== "");
  const parts = [`${delivered} of ${order.energyWh} Wh ${word}`, ...missing];
  return parts.join(", ");
}
