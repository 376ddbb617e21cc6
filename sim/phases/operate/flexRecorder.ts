import { OPPOSITE_DIRECTION, SAME_DIRECTION } from "#engine/coordination/conflict.ts";
import { ConflictCounter } from "#engine/coordination/conflictCounter.ts";
import { periodConflicts } from "#engine/coordination/conflicts.ts";
import { counterActivationWh } from "#engine/coordination/counterActivation.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { DSO_CM, type Need } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";
import { AuctionTables } from "#sim/phases/reserve/auctionTables.ts";
import type { HeldAuction } from "#sim/phases/reserve/reserve.ts";
import type { Run } from "#sim/run/run.ts";

/** Position of the pair that lies within the TSO. */
const WITHIN_TSO = 2;
const MWH_PER_WH = 1e-6;

/** Writes the rows of the flexibility market and adds up its indicators. */
export class FlexRecorder {
  readonly #run: Run;
  readonly #counter = new ConflictCounter();
  readonly #unitArea: Int32Array;
  readonly #auctions: AuctionTables;
  #unmetReservationKw = 0;
  #requestedReservationKw = 0;

  constructor(run: Run) {
    this.#run = run;
    this.#unitArea = Int32Array.from(run.community.units, ({ area }) => area);
    this.#auctions = new AuctionTables(run.world.calendar, run.tables);
  }

  /** One period after delivery: needs, offers where someone needs any, claims, conflicts. */
  record(
    flex: FlexPeriod,
    latentNeeds: readonly Need[],
    orders: readonly Order[],
    i: number,
  ): void {
    const period = i - this.#run.world.calendar.firstRun;
    this.#recordNeeds(flex, latentNeeds, period);
    if (flex.needs.length > 0 || latentNeeds.length > 0) this.#recordOffers(flex, period);
    this.#recordClaims(flex, period);
    this.#recordConflicts(flex, orders, period);
    this.#countOrders(orders);
  }

  /** Auctions that were held at the start of period `now`. */
  auctions(held: readonly HeldAuction[], now: number): void {
    for (const one of held) {
      this.#requestedReservationKw += one.requestW / 1000;
      this.#unmetReservationKw += one.result.unmetW / 1000;
    }
    this.#auctions.record(held, now);
  }

  /** Hands over the totals that are only known at the end. */
  finish(): void {
    const { indicators, warnings } = this.#run;
    const counter = this.#counter;
    // Where nobody buys flexibility there is nothing to prevent: only the latent set has a meaning.
    const isMarket = this.#run.variant.scheme !== null;
    const prevented = isMarket ? counter.tally("preventedByDesign").count : 0;
    const avoided = counter.tally("avoidedAtClaim").count;
    const latent = counter.tally("latent");
    const attempted = counter.tally("attempted");
    const realised = counter.tally("realised");
    indicators.set("latentConflicts", latent.count);
    indicators.set("attemptedConflicts", attempted.count);
    indicators.set("realisedDoubleActivations", realised.count);
    indicators.set("preventedByDesign", prevented);
    indicators.set("avoidedAtClaim", avoided);
    indicators.set("inducedConflicts", counter.tally("induced").count);
    indicators.set("avoidedDoubleActivations", prevented + avoided);
    indicators.set("realisedConflictsMwh", realised.energyWh * MWH_PER_WH);
    indicators.set("realisedConflictsEur", realised.costMicroEur / 1e6);
    this.#finishParts(isMarket);
    indicators.set("latentSame", counter.tally("latent", { kind: SAME_DIRECTION }).count);
    indicators.set("latentOpposite", counter.tally("latent", { kind: OPPOSITE_DIRECTION }).count);
    indicators.set("latentWithinTso", counter.tally("latent", { pair: WITHIN_TSO }).count);
    if (this.#unmetReservationKw > 0.5) {
      const unmet = Math.round(this.#unmetReservationKw);
      const asked = Math.round(this.#requestedReservationKw);
      warnings.push(
        `Reservation auctions: ${unmet} of ${asked} kW × hours of the month found no offer.`,
      );
    }
  }

  /** Energy and money of the differences between the sets, and how conflicts ended at the claim. */
  #finishParts(isMarket: boolean): void {
    const { indicators } = this.#run;
    const counter = this.#counter;
    const parts = [
      ["latent", "latentConflicts"],
      ["attempted", "attemptedConflicts"],
      ["avoidedAtClaim", "avoidedAtClaim"],
      ["induced", "inducedConflicts"],
      ...(isMarket ? ([["preventedByDesign", "preventedByDesign"]] as const) : []),
    ] as const;
    for (const [outcome, name] of parts) {
      const { energyWh, costMicroEur } = counter.tally(outcome);
      indicators.set(`${name}Mwh`, energyWh * MWH_PER_WH);
      indicators.set(`${name}Eur`, costMicroEur / 1e6);
    }
    const ways = [
      ["reject", "avoidedByReject"],
      ["reroute", "avoidedByReroute"],
      ["merge", "avoidedByMerge"],
      ["split", "avoidedBySplit"],
    ] as const;
    for (const [avoidedBy, name] of ways) {
      const { count, energyWh, costMicroEur } = counter.tally("avoidedAtClaim", { avoidedBy });
      indicators.set(name, count);
      indicators.set(`${name}Mwh`, energyWh * MWH_PER_WH);
      indicators.set(`${name}Eur`, costMicroEur / 1e6);
    }
  }

  #recordNeeds(flex: FlexPeriod, latentNeeds: readonly Need[], period: number): void {
    const { tables, indicators, variant } = this.#run;
    const states =
      variant.scheme === null
        ? latentNeeds.map((need) => ({ need, creditedWh: 0, metWh: 0 }))
        : flex.needs;
    for (const { need, creditedWh, metWh } of states) {
      if (need.quantityWh <= 0) continue;
      tables.needs.buffer.push({
        period,
        need: need.kind,
        area: need.area,
        element: need.element,
        direction: need.direction,
        quantityWh: need.quantityWh,
        creditedWh: Math.round(creditedWh),
        metWh: Math.round(metWh),
        shown: need.shown,
      });
      if (need.origin === "rebalancing") {
        indicators.add("pairedMwh", metWh * MWH_PER_WH);
        indicators.add("unpairedMwh", Math.max(0, need.quantityWh - metWh) * MWH_PER_WH);
      }
      if (need.origin !== undefined) continue;
      const unmet = Math.max(0, need.quantityWh - creditedWh - metWh);
      const isDso = need.kind === DSO_CM;
      indicators.add(isDso ? "needDsoMwh" : "needTsoMwh", need.quantityWh * MWH_PER_WH);
      indicators.add(isDso ? "unmetDsoMwh" : "unmetTsoMwh", unmet * MWH_PER_WH);
    }
  }

  #recordOffers({ offers, isBlocked }: FlexPeriod, period: number): void {
    const { buffer } = this.#run.tables.offers;
    for (let at = 0; at < offers.quantityWh.length; at++) {
      if (offers.quantityWh[at] === 0) continue;
      buffer.push({
        period,
        unit: at >> 1,
        direction: at & 1,
        quantityWh: offers.quantityWh[at]!,
        priceMicroEurPerKwh: offers.priceMicro[at]!,
        reservedWh: offers.reservedWh[at]!,
        agreedMicroEurPerKwh: offers.agreedMicro[at]!,
        blocked: isBlocked[at]!,
        onDsoList: offers.onList[0][at]!,
        onTsoList: offers.onList[1][at]!,
        onBalList: offers.onList[2][at]!,
      });
    }
  }

  #recordClaims(flex: FlexPeriod, period: number): void {
    const { buffer } = this.#run.tables.claims;
    for (const claim of flex.claims) {
      buffer.push({
        period,
        ledger: claim.ledger,
        marketMinute: claim.marketMinute,
        need: claim.kind,
        area: claim.operator,
        unit: claim.unit,
        direction: claim.direction,
        offeredWh: claim.offeredWh,
        requestedWh: claim.requestedWh,
        grantedWh: claim.grantedWh,
        refusedWh: claim.refusal?.energyWh ?? 0,
        conflict: claim.conflict,
        priceMicroEurPerKwh: claim.priceMicro,
        effectiveness: claim.effectiveness,
      });
    }
  }

  #recordConflicts(flex: FlexPeriod, orders: readonly Order[], period: number): void {
    const conflicts = periodConflicts(flex, orders);
    this.#counter.add(conflicts);
    const { buffer } = this.#run.tables.conflicts;
    for (const { set, unit, pair, kind, overlapWh, costMicroEur } of conflicts) {
      buffer.push({ period, unit, set, pair, kind, overlapWh, costMicroEur });
    }
  }

  #countOrders(orders: readonly Order[]): void {
    const { indicators, community } = this.#run;
    if (orders.length === 0) return;
    const counter = counterActivationWh(orders, this.#unitArea, community.areas.length);
    for (const wh of counter) indicators.add("counterActivationMwh", wh * MWH_PER_WH);
    for (const { orderedWh } of orders) indicators.add("activatedMwh", orderedWh * MWH_PER_WH);
    // Both rows of an offer are one activation.
    const activations = new Set(
      orders.map(({ unit, kind, direction, operator }) =>
        [unit, kind, direction, operator].join("/"),
      ),
    );
    for (const activation of activations) {
      const kind = Number(activation.split("/")[1]);
      indicators.add(kind === DSO_CM ? "activationsDso" : "activationsTso", 1);
    }
  }
}
