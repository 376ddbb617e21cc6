import { assert } from "#engine/assert.ts";
import { heldWh } from "#engine/coordination/claimedEnergy.ts";
import { byOperator, clearGate, correctPicks } from "#engine/coordination/clearGate.ts";
import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import { clearJointly } from "#engine/coordination/clearJointly.ts";
import { gateTraffic } from "#engine/coordination/exchange.ts";
import type { ClaimEntry, FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { isJoint } from "#engine/coordination/gatePlan.ts";
import { BAL, DSO_CM, type NeedKind, TSO_CM, TSO_OPERATOR } from "#engine/coordination/needs.ts";
import { pairGate } from "#engine/coordination/pairPicks.ts";
import type { GateContext } from "#engine/coordination/pickOffers.ts";
import { buyAgain, freedKinds } from "#engine/coordination/refusals.ts";
import type { ClaimRegistry } from "#engine/coordination/registry.ts";
import { creditsClaims, type Scheme } from "#engine/coordination/scheme.ts";
import { netUpWh, ownEnergyWh, visibleClaims } from "#engine/coordination/visibleClaims.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import { ledgerMinute } from "#sim/clock.ts";
import { activationCaps } from "#sim/operators/marketProducts.ts";
import type { SystemOperators } from "#sim/operators/systemOperators.ts";
import { answerGate } from "#sim/phases/operate/gateAnswers.ts";
import { type Look, OfferBroadcast } from "#sim/phases/operate/offerBroadcast.ts";
import type { Run } from "#sim/run/run.ts";

/** How gates are cleared in a run: the scenario's limits, and what its variant changes. */
export function clearingSettings(
  { world, community, variant, entry }: Run,
  operators: SystemOperators,
): ClearingSettings {
  const { flexibility } = world.scenario;
  const { unmetMicroEurPerKwh: unmet } = flexibility;
  return {
    priceCapMicro: activationCaps(entry.products),
    maxPremium: flexibility.maxPremium,
    sensitivityMin: flexibility.sensitivityMin,
    offerWhMin: flexibility.offerWhMin,
    unmetMicro: [unmet.DSO_CM, unmet.TSO_CM, unmet.BAL],
    isPaired: (variant.rebalancing ?? flexibility.rebalance) === "paired",
    areaOf: Int32Array.from(community.units, ({ area }) => area),
    areaDistance: (one, other) => operators.areaDistance(one, other),
  };
}

/** The gates of a scheme at work: needs from what is known now, lists broadcast, claims decided. */
export class GateClearing {
  readonly #run: Run;
  readonly #operators: SystemOperators;
  readonly #settings: ClearingSettings;
  readonly #registries: readonly ClaimRegistry[];
  readonly #broadcast: OfferBroadcast;
  readonly #unitArea: Int32Array;

  constructor(
    run: Run,
    operators: SystemOperators,
    settings: ClearingSettings,
    registries: readonly ClaimRegistry[],
  ) {
    this.#run = run;
    this.#operators = operators;
    this.#settings = settings;
    this.#registries = registries;
    this.#unitArea = Int32Array.from(run.community.units, ({ area }) => area);
    const { firstRun } = run.world.calendar;
    this.#broadcast = new OfferBroadcast(run.offerLists, settings, this.#unitArea, firstRun);
  }

  /** Clears one gate, at period `now`; `minute` is the market time of its claims. */
  clear(look: Look, now: number, minute: number): void {
    const { flex, scheme, kinds } = look;
    const first = flex.claims.length;
    const gate = {
      firstClaim: first,
      firstNeed: flex.needs.length,
      isJoint: isJoint(scheme, kinds),
    };
    this.#buyAgain(look, now, minute);
    if (gate.isJoint) this.#claimJointly(look, now, minute);
    else for (const kind of kinds) this.#claim({ ...look, kinds: [kind] }, kind, now, minute);
    const { acknowledgement } = this.#run.world.scenario.flexibility;
    if (acknowledgement.at === "gate") answerGate(this.#run, flex, gate, { now, minute });
    for (const claim of flex.claims.slice(first)) this.#note(flex.period, claim);
  }

  /** Counts what the gates of a period made operators tell each other, corrections included. */
  countTraffic(flex: FlexPeriod, scheme: Scheme): void {
    const { community, indicators } = this.#run;
    for (const kind of flex.gates.flatMap(({ kinds }) => kinds)) {
      const traffic = gateTraffic(flex, scheme, kind, this.#unitArea, community.areas.length);
      indicators.add("messages", traffic.messages);
      indicators.add("messageBytes", traffic.bytes);
    }
  }

  /** The operators of one kind compute their needs and claim. */
  #claim(look: Look, kind: NeedKind, now: number, minute: number): void {
    const { flex, scheme } = look;
    const needs = this.#operators.needs(kind, flex.period, now, {
      balancedUpWh: kind === BAL ? balancedUpWh(flex, scheme) : 0,
      // What it credits may use up headroom.
      watches: kind !== DSO_CM && creditsClaims(scheme, kind, DSO_CM),
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
        this.#operators.needs(kind, flex.period, now, {
          balancedUpWh: balanced,
          watches,
          isJoint: true,
        }),
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

  /** Whoever was refused at an earlier gate buys from what stands on its list now. */
  #buyAgain(look: Look, now: number, minute: number): void {
    for (const kind of freedKinds(look.flex)) {
      const again: Look = { ...look, kinds: [kind] };
      const context = this.#context(again, now, minute);
      this.#broadcast.during(again, () => buyAgain(context, kind));
    }
  }

  /** After the gate of another operator the DSOs mend what it did to their grids. */
  #correct(look: Look, now: number, minute: number): void {
    if (look.scheme.guard !== "corrective" || look.kinds.includes(DSO_CM)) return;
    const again: Look = { ...look, kinds: [DSO_CM] };
    const context = this.#context(again, now, minute);
    for (const own of byOperator(this.#operators.corrections(look.flex, look.scheme, now))) {
      this.#broadcast.during(again, () => correctPicks(context, own));
    }
  }

  #context({ flex, kinds, scheme: row }: Look, now: number, marketMinute: number): GateContext {
    const scheme = this.#looksAgain(row) ? { ...row, guard: "filter" as const } : row;
    const { guard } = scheme;
    const isGuarded = (guard === "filter" || guard === "aggregate") && !kinds.includes(DSO_CM);
    const limits = isGuarded ? this.#operators.guard(flex, now, guard) : {};
    const settings = { ...this.#settings, ...limits };
    return { flex, scheme, registries: this.#registries, settings, marketMinute };
  }

  /** Whether the DSOs look at what others take although the scheme has no guard; not where nobody is told. */
  #looksAgain({ guard, registry }: Scheme): boolean {
    const { dynamicLight } = this.#run.world.scenario.flexibility;
    const isAsked = dynamicLight === "activation" || dynamicLight === "both";
    return isAsked && guard === "none" && registry === "one";
  }

  /** Keeps a claim for the ledger, and its grant for the unit's next offers. */
  #note(period: number, claim: ClaimEntry): void {
    const { ledger, kind, operator, unit, direction, offeredWh, requestedWh } = claim;
    const { marketMinute, grantedWh, conflict } = claim;
    const pending = this.#run.community.units[unit]!.pendingWh[direction];
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
    pending[period & RING_MASK]! += heldWh(claim);
  }
}

/** Upward energy of the period that enters the TSO's balance already. */
function balancedUpWh(flex: FlexPeriod, scheme: Scheme): number {
  return ownEnergyWh(flex, TSO_CM) + netUpWh(visibleClaims(flex, scheme, BAL));
}
