import { assert } from "#engine/assert.ts";
import { byOperator, clearGate, correctPicks } from "#engine/coordination/clearGate.ts";
import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import { clearJointly } from "#engine/coordination/clearJointly.ts";
import { gateTraffic } from "#engine/coordination/exchange.ts";
import { type ClaimEntry, FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { type Gate, gatePlan, isJoint } from "#engine/coordination/gatePlan.ts";
import { latentPicks } from "#engine/coordination/latentPicks.ts";
import {
  BAL,
  DSO_CM,
  type Need,
  type NeedKind,
  TSO_CM,
  TSO_OPERATOR,
} from "#engine/coordination/needs.ts";
import { dispatchOrders, type Order } from "#engine/coordination/orders.ts";
import { pairGate } from "#engine/coordination/pairPicks.ts";
import { physicalOrders } from "#engine/coordination/physicalOrder.ts";
import type { GateContext } from "#engine/coordination/pickOffers.ts";
import { ClaimRegistry } from "#engine/coordination/registry.ts";
import { ledgerCount, type Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { netUpWh, ownEnergyWh, visibleClaims } from "#engine/coordination/visibleClaims.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import { ledgerMinute } from "#sim/clock.ts";
import { SystemOperators } from "#sim/operators/systemOperators.ts";
import { FlexRecorder } from "#sim/phases/flexRecorder.ts";
import { type Look, OfferBroadcast } from "#sim/phases/offerBroadcast.ts";
import { OfferDesk } from "#sim/phases/offerDesk.ts";
import { ReferenceOptimum } from "#sim/phases/referenceOptimum.ts";
import { Reservations } from "#sim/phases/reserve.ts";
import type { NeedSums } from "#sim/phases/systemRecord.ts";
import { Verification } from "#sim/phases/verifyPeriod.ts";
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
  readonly #desk: OfferDesk;
  readonly #operators: SystemOperators;
  readonly #ordered: Float64Array;
  readonly #changeKw: Float64Array;
  readonly #recorder: FlexRecorder;
  readonly #unitArea: Int32Array;
  readonly #verification: Verification;
  readonly #reference: ReferenceOptimum | null;
  readonly #broadcast: OfferBroadcast;
  #auctionsHeld = false;

  constructor(run: Run) {
    const { world, community, variant } = run;
    const { flexibility } = world.scenario;
    const unitCount = community.units.length;
    const {
      priceCapMicroEurPerKwh: cap,
      unmetMicroEurPerKwh: unmet,
      gateLeadMinutes,
    } = flexibility;
    this.#run = run;
    this.#settings = {
      priceCapMicro: [cap.DSO_CM, cap.TSO_CM, cap.BAL],
      maxPremium: flexibility.maxPremium,
      sensitivityMin: flexibility.sensitivityMin,
      offerWhMin: flexibility.offerWhMin,
      unmetMicro: [unmet.DSO_CM, unmet.TSO_CM, unmet.BAL],
      isPaired: (variant.rebalancing ?? flexibility.rebalance) === "paired",
      areaOf: Int32Array.from(community.units, ({ area }) => area),
      areaDistance: (one, other) => this.#operators.areaDistance(one, other),
    };
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
    this.reservations = new Reservations(world, community.units, run.history);
    this.#desk = new OfferDesk(community, variant, this.reservations);
    this.#operators = new SystemOperators(community, run.corridor);
    this.#recorder = new FlexRecorder(run);
    this.#unitArea = Int32Array.from(community.units, ({ area }) => area);
    this.#verification = new Verification(run, this.reservations);
    const { firstRun } = world.calendar;
    this.#broadcast = new OfferBroadcast(run.offerLists, this.#settings, this.#unitArea, firstRun);
    this.#reference = run.request.referenceOptimum
      ? new ReferenceOptimum(run, this.#operators, this.#settings)
      : null;
  }

  /** Fixes offers and lists of period `i`; in the spin-up providers only learn what they can do. */
  freeze(i: number, now: number): void {
    const isMarket = i >= this.#run.world.calendar.firstRun;
    if (isMarket && !this.#auctionsHeld) this.#holdFirstAuctions();
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
    const first = flex.claims.length;
    const look = { flex, scheme, kinds, gate: gate - (this.gates.length - flex.gates.length) };
    if (isJoint(scheme, kinds)) this.#claimJointly(look, now, minute);
    else for (const kind of kinds) this.#claim({ ...look, kinds: [kind] }, kind, now, minute);
    for (const claim of flex.claims.slice(first)) this.#note(flex.period, claim);
    for (const kind of kinds) this.#countTraffic(flex, kind, scheme);
    if (gate < this.gates.length - 1) return;
    const orders = this.#orders[period & RING_MASK]!;
    orders.push(...dispatchOrders(flex, scheme));
    this.#reference?.compare(flex, orders, now);
    this.#desk.learn(flex);
  }

  /** The operators of one kind compute their needs and claim. */
  #claim(look: Look, kind: NeedKind, now: number, minute: number): void {
    const { flex, scheme } = look;
    const needs = this.#operators.needs(kind, flex.period, now, {
      balancedUpWh: kind === BAL ? balancedUpWh(flex, scheme) : 0,
      watches: kind === TSO_CM && scheme.exchange !== "after",
    });
    const context = this.#context(look, now, minute);
    for (const own of byOperator(needs)) {
      this.#broadcast.during(look, () => clearGate(context, own));
    }
    this.#correct(look, now, minute);
  }

  /** The operators of several kinds hand in their needs, and one clearing meets them all. */
  #claimJointly(look: Look, now: number, minute: number): void {
    const { flex, kinds, scheme } = look;
    const { solver } = this.#run;
    assert(solver !== null, "joint clearing has a solver");
    const balanced = balancedUpWh(flex, scheme);
    const needsOf = (watches: boolean) =>
      kinds.flatMap((kind) =>
        this.#operators.needs(kind, flex.period, now, { balancedUpWh: balanced, watches }),
      );
    const isQuiet = needsOf(false).every(({ quantityWh }) => quantityWh <= 0);
    const mayCredit = scheme.exchange !== "after" && flex.claims.length > 0;
    if (isQuiet && !mayCredit) return;
    const context = { ...this.#context(look, now, minute), solver };
    const start = flex.needs.length;
    this.#broadcast.during(look, () => {
      clearJointly(context, needsOf(true));
      if (this.#settings.isPaired && !kinds.includes(BAL)) pairGate(context, start);
    });
    this.#correct(look, now, minute);
  }

  /** After the gate of another operator the DSOs mend what it did to their grids. */
  #correct(look: Look, now: number, minute: number): void {
    if (look.scheme.guard !== "corrective" || look.kinds.includes(DSO_CM)) return;
    const again: Look = { ...look, kinds: [DSO_CM] };
    const context = this.#context(again, now, minute);
    for (const own of byOperator(this.#operators.corrections(look.flex, now))) {
      this.#broadcast.during(again, () => correctPicks(context, own));
    }
  }

  #context({ flex, kinds, scheme }: Look, now: number, marketMinute: number): GateContext {
    const { guard } = scheme;
    const isGuarded = (guard === "filter" || guard === "aggregate") && !kinds.includes(DSO_CM);
    const limits = isGuarded ? this.#operators.guard(flex, now, guard) : {};
    const settings = { ...this.#settings, ...limits };
    return { flex, scheme, registries: this.#registries, settings, marketMinute };
  }

  #countTraffic(flex: FlexPeriod, kind: NeedKind, scheme: Scheme): void {
    const traffic = gateTraffic(flex, scheme, kind, this.#unitArea, this.#changeKw.length);
    this.#run.indicators.add("messages", traffic.messages);
    this.#run.indicators.add("messageBytes", traffic.bytes);
  }

  /** Keeps a claim for the ledger, and its grant for the unit's next offers. */
  #note(period: number, claim: ClaimEntry): void {
    const { ledger, kind, operator, unit, direction, offeredWh, requestedWh } = claim;
    const { marketMinute, grantedWh, conflict } = claim;
    this.#run.claims.push({
      ledger,
      need: kind,
      operator: operator - TSO_OPERATOR,
      unit,
      period: period - this.#run.world.calendar.firstRun,
      direction,
      offeredWh,
      requestedWh,
      marketMinute: ledgerMinute(marketMinute),
      grantedWh,
      conflict,
    });
    this.#run.community.units[unit]!.pendingWh[direction][period & RING_MASK]! += grantedWh;
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

  /** Midnight: verifies and pays period `i`, counts its conflicts, writes its rows. */
  verify(i: number): void {
    const flex = this.#periods[i & RING_MASK]!;
    this.#recorder.record(flex, this.#latentNeeds[i & RING_MASK]!, this.#orders[i & RING_MASK]!, i);
    this.#verification.verify(flex, this.#orders[i & RING_MASK]!, i);
  }

  /** The monthly call auction for the month after that of period `now`. */
  auctionNextMonth(now: number): void {
    if (!this.#reserves()) return;
    const { calendar } = this.#run.world;
    const next = calendar.year[now]! * 12 + calendar.month[now]! + 1;
    this.#recorder.auction(this.reservations.auction(Math.floor(next / 12), next % 12));
  }

  /** Totals that are only known at the end. */
  finish(): void {
    this.#recorder.finish();
  }

  /** Auctions whose gate lies before the start. */
  #holdFirstAuctions(): void {
    this.#auctionsHeld = true;
    if (!this.#reserves()) return;
    const { calendar, scenario } = this.#run.world;
    const first = calendar.firstRun;
    const { callDayOfMonth } = scenario.flexibility.reservation;
    this.#recorder.auction(
      this.reservations.auction(calendar.year[first]!, calendar.month[first]!),
    );
    if (calendar.dayOfMonth[first]! > callDayOfMonth) this.auctionNextMonth(first);
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

/** Upward energy of the period that enters the TSO's balance already. */
function balancedUpWh(flex: FlexPeriod, scheme: Scheme): number {
  return ownEnergyWh(flex, TSO_CM) + netUpWh(visibleClaims(flex, scheme, BAL));
}
