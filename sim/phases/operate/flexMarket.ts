import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { type Gate, gatePlan } from "#engine/coordination/gatePlan.ts";
import { latentPicks } from "#engine/coordination/latentPicks.ts";
import { BAL, DSO_CM, type Need, type NeedKind, TSO_CM } from "#engine/coordination/needs.ts";
import { dispatchOrders, type Order } from "#engine/coordination/orders.ts";
import { physicalOrders } from "#engine/coordination/physicalOrder.ts";
import { ClaimRegistry } from "#engine/coordination/registry.ts";
import { ledgerCount } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import { ledgerMinute, marketMinute } from "#sim/clock.ts";
import { ElementEffects } from "#sim/operators/elementEffects.ts";
import { SystemOperators } from "#sim/operators/systemOperators.ts";
import { FlexRecorder } from "#sim/phases/operate/flexRecorder.ts";
import { clearingSettings, GateClearing } from "#sim/phases/operate/gateClearing.ts";
import { OfferDesk } from "#sim/phases/operate/offerDesk.ts";
import { OfferLife } from "#sim/phases/operate/offerLife.ts";
import { ReferenceOptimum } from "#sim/phases/operate/referenceOptimum.ts";
import { delist } from "#sim/phases/qualify/delist.ts";
import { PreDeliveryTests } from "#sim/phases/qualify/preDeliveryTests.ts";
import { auctionRecords } from "#sim/phases/reserve/auctionRecords.ts";
import { type HeldAuction, Reservations } from "#sim/phases/reserve/reserve.ts";
import { UnitBaselines } from "#sim/phases/settle/unitBaselines.ts";
import { Verification } from "#sim/phases/settle/verifyPeriod.ts";
import type { NeedSums } from "#sim/phases/systemRecord.ts";
import type { Run } from "#sim/run/run.ts";

/** Periods that may be between freeze and settlement at a time: two days, a power of two. */
const OPEN_PERIODS = 256;

/** One gate at work. */
export interface Clearance {
  readonly gate: number;
  readonly period: number;
  readonly now: number;
  /** Market time, minutes since the start of the run. */
  readonly minute: number;
}

/** A gate of the run's agenda: of its scheme, or of the shadow clearing that counts latent conflicts. */
interface AgendaGate extends Gate {
  readonly isLatent: boolean;
}

const nothing: NeedSums = { needWh: [0, 0, 0], metWh: [0, 0, 0] };

/**
 * The flexibility market between freeze and settlement: offers are fixed at the freeze, operators
 * compute needs and claim at the gates of the scheme, orders go out, the day is verified.
 *
 * In every variant, also without a scheme, needs and offers are computed and each operator picks
 * alone in the shadow: the latent conflicts.
 */
export class FlexMarket {
  readonly gates: readonly AgendaGate[];
  readonly reservations: Reservations;
  readonly #run: Run;
  readonly #settings: ClearingSettings;
  readonly #periods: readonly FlexPeriod[];
  readonly #latentNeeds: Need[][];
  readonly #orders: Order[][];
  readonly #registries: readonly ClaimRegistry[];
  readonly #tests: PreDeliveryTests;
  readonly #life = new OfferLife();
  readonly #baselines: UnitBaselines;
  readonly #desk: OfferDesk;
  readonly #operators: SystemOperators;
  readonly #ordered: Float64Array;
  readonly #changeKw: Float64Array;
  readonly #recorder: FlexRecorder;
  readonly #verification: Verification;
  readonly #reference: ReferenceOptimum | null;
  readonly #clearing: GateClearing;
  #isOpen = false;

  constructor(run: Run) {
    const { world, community, variant } = run;
    const unitCount = community.units.length;
    const { gateLeadMinutes } = world.scenario.flexibility;
    this.#run = run;
    this.#operators = new SystemOperators(community, run.corridor);
    this.#settings = clearingSettings(run, this.#operators);
    const shadow = gatePlan(schemes["1A"], gateLeadMinutes);
    const own = variant.scheme === null ? [] : gatePlan(variant.scheme, gateLeadMinutes);
    this.gates = [
      ...shadow.map((gate) => ({ ...gate, isLatent: true })),
      ...own.map((gate) => ({ ...gate, isLatent: false })),
    ];
    this.#periods = Array.from({ length: OPEN_PERIODS }, () => new FlexPeriod(unitCount, own));
    this.#latentNeeds = Array.from({ length: OPEN_PERIODS }, () => []);
    this.#orders = Array.from({ length: OPEN_PERIODS }, () => []);
    const ledgers =
      variant.scheme === null ? 0 : ledgerCount(variant.scheme, community.areas.length);
    this.#registries = Array.from(
      { length: ledgers },
      () => new ClaimRegistry(unitCount, OPEN_PERIODS),
    );
    this.#ordered = new Float64Array(unitCount);
    this.#changeKw = new Float64Array(community.areas.length);
    const { products, register, qualified } = run.entry;
    const effects = new ElementEffects(community);
    this.reservations = new Reservations(
      world,
      community.units,
      run.history,
      products,
      (unit) => run.entry.auctionEntry(unit),
      (area, branch, direction, unit) => effects.permille(area, branch, direction, unit),
    );
    this.#tests = new PreDeliveryTests(community, products, register, qualified);
    this.#desk = new OfferDesk(run, this.reservations, this.#operators, this.#life);
    this.#recorder = new FlexRecorder(run);
    this.#baselines = new UnitBaselines(community, run.meters);
    this.#verification = new Verification(run, this.reservations, this.#baselines);
    this.#clearing = new GateClearing(run, this.#operators, this.#settings, this.#registries);
    this.#reference = run.request.referenceOptimum
      ? new ReferenceOptimum(run, this.#operators, this.#settings)
      : null;
  }

  /** Fixes offers and lists of period `i`; in the spin-up providers only learn what they can do. */
  freeze(i: number, now: number): void {
    const isMarket = i >= this.#run.world.calendar.firstRun;
    this.#run.entry.dayLights?.at(now);
    if (!isMarket) this.#tests.at(now);
    else if (!this.#isOpen) this.#openMarket(now);
    const flex = this.#periods[i & RING_MASK]!;
    flex.open(i);
    for (const registry of this.#registries) registry.open(i);
    this.#latentNeeds[i & RING_MASK]!.length = 0;
    this.#orders[i & RING_MASK]!.length = 0;
    this.#desk.freeze(flex, now, isMarket);
  }

  /** One gate: needs are computed from what is known now, and claimed where the scheme says so. */
  clear({ gate, period, now, minute }: Clearance): void {
    const { kinds, isLatent } = this.gates[gate]!;
    const flex = this.#periods[period & RING_MASK]!;
    if (isLatent) {
      for (const kind of kinds) this.#shadow(flex, kind, now);
      return;
    }
    const { scheme } = this.#run.variant;
    if (scheme === null) return;
    const look = { flex, scheme, kinds, gate: gate - (this.gates.length - flex.gates.length) };
    this.#clearing.clear(look, now, minute);
    if (gate < this.gates.length - 1) return;
    this.#clearing.countTraffic(flex, scheme);
    const orders = this.#orders[period & RING_MASK]!;
    orders.push(...dispatchOrders(flex, scheme));
    this.#reference?.compare(flex, orders, now);
    this.#desk.learn(flex);
  }

  /** Net ordered change of each unit in period `i`, Wh; negative is up. */
  ordersFor(i: number): Float64Array {
    this.#ordered.fill(0);
    for (const { unit, netUpWh } of physicalOrders(this.#orders[i & RING_MASK]!)) {
      this.#ordered[unit] = -netUpWh;
    }
    return this.#ordered;
  }

  /** What activations changed in each area in period `i`, kW of consumption. */
  changeKw(i: number): Float64Array {
    this.#changeKw.fill(0);
    for (const unit of this.#run.community.units) {
      let metered = 0;
      for (const member of unit.members) metered += this.#run.meters.of(i)[member.agent]!;
      this.#changeKw[unit.area]! += (metered - unit.truthWh[i & RING_MASK]!) / 250;
    }
    return this.#changeKw;
  }

  /** Energies needed and met in period `i`. */
  sums(i: number): NeedSums {
    const flex = this.#periods[i & RING_MASK]!;
    if (flex.period !== i) return nothing;
    const needWh: [number, number, number] = [0, 0, 0];
    const metWh: [number, number, number] = [0, 0, 0];
    if (this.#run.variant.scheme === null) {
      for (const { kind, quantityWh } of this.#latentNeeds[i & RING_MASK]!)
        needWh[kind] += quantityWh;
      return { needWh, metWh };
    }
    for (const { need, creditedWh, metWh: met } of flex.needs) {
      if (need.origin !== undefined) continue;
      const wantedWh = Math.max(0, need.quantityWh);
      needWh[need.kind] += wantedWh;
      metWh[need.kind] += Math.min(wantedWh, Math.max(0, creditedWh + met));
    }
    return { needWh, metWh };
  }

  /** Midnight: the day [from, to) is metered; the spin-up's days are history to later baselines. */
  openDay(from: number, to: number): void {
    this.#baselines.openDay(from, to, (i) => this.ordersFor(i));
    this.#run.entry.dayLights?.learn(from, to);
  }

  /** Verifies and pays period `i` of the open day, counts its conflicts, writes its rows. */
  verify(i: number): void {
    const flex = this.#periods[i & RING_MASK]!;
    const orders = this.#orders[i & RING_MASK]!;
    this.#recorder.record(flex, this.#latentNeeds[i & RING_MASK]!, orders, i);
    this.#verification.verify(flex, orders, i);
    if (this.#run.variant.scheme !== null) this.#life.live(flex, orders);
  }

  /** Closes the open day, by its number in the run: who failed too often is out from midnight on. */
  closeDay(day: number, midnight: number): void {
    this.#life.closeDay(day, this.#run.tables);
    this.#verification.closeDay(day);
    const { world, entry } = this.#run;
    for (const unit of this.#verification.takeDefaults()) {
      const minute = marketMinute(world.calendar, midnight, 0);
      const { strikes } = world.scenario.flexibility.penalty;
      entry.register.advance(unit, "defaulted", minute, `${strikes} failures in one season`);
      delist(this.#periods, unit, midnight);
    }
  }

  /** The call auctions, at the start of period `now`, for the month after that of period `of`. */
  auctionNextMonth(of: number, now = of): void {
    if (!this.#reserves()) return;
    const { calendar } = this.#run.world;
    const next = calendar.year[of]! * 12 + calendar.month[of]! + 1;
    this.#recordAuctions(this.reservations.auction(Math.floor(next / 12), next % 12), now);
  }

  /** Puts auctions that were held at the start of period `now` into tables and ledger. */
  #recordAuctions(held: readonly HeldAuction[], now: number): void {
    this.#recorder.auctions(held, now);
    const minute = ledgerMinute(marketMinute(this.#run.world.calendar, now, 0));
    this.#run.ledgerPort.holdAuctions(auctionRecords(held, Math.max(0, minute)));
  }

  /** Totals that are only known at the end. */
  finish(): void {
    this.#recorder.finish();
    const { fallbacks } = this.#baselines;
    if (fallbacks > 0)
      this.#run.warnings.push(
        `Baselines: the nomination stood in for the method in ${fallbacks} periods with orders.`,
      );
  }

  /** Before the first freeze: units are listed, auctions held whose gate lies before the start. */
  #openMarket(now: number): void {
    this.#isOpen = true;
    this.#tests.finish(now);
    this.#run.ledgerPort.recordTests(this.#tests.outcomes);
    if (!this.#reserves()) return;
    const { calendar, scenario } = this.#run.world;
    const first = calendar.firstRun;
    const { callDayOfMonth } = scenario.flexibility.reservation;
    const [year, month] = [calendar.year[first]!, calendar.month[first]!];
    this.#recordAuctions(this.reservations.auction(year, month, true), now);
    if (calendar.dayOfMonth[first]! > callDayOfMonth) this.auctionNextMonth(first, now);
  }

  /** Only DSOs reserve, and only where the variant lets them buy flexibility. */
  #reserves(): boolean {
    return this.#run.variant.scheme?.acts.includes(DSO_CM) ?? false;
  }

  /** Each operator alone on all offers, at the default gates. */
  #shadow(flex: FlexPeriod, kind: NeedKind, now: number): void {
    const needs = this.#latentNeeds[flex.period & RING_MASK]!;
    let balancedUpWh = 0;
    if (kind === BAL) {
      for (const pick of latentPicks(flex.offers, needs, this.#settings)) {
        if (pick.kind !== TSO_CM) continue;
        balancedUpWh += pick.direction === 0 ? pick.quantityWh : -pick.quantityWh;
      }
    }
    const counted = { balancedUpWh, watches: false };
    needs.push(...this.#operators.needs(kind, flex.period, now, counted));
    if (kind === BAL) flex.latent = latentPicks(flex.offers, needs, this.#settings);
  }
}
