import { PRODUCT_REFUSALS, OFFER_STATES as WORDS } from "#datasets/words.ts";
import { assert } from "#engine/assert.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { type NeedKind, offerIndex } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";
import { OFFER_STEPS, type OfferState } from "#engine/settlement/offerLifeCycle.ts";
import type { ProductRefusalReason } from "#engine/settlement/product.ts";
import { step, type TransitionRefusal } from "#engine/settlement/stateMachine.ts";
import { DayCounts } from "#sim/phases/dayCounts.ts";
import type { RunTables } from "#sim/run/tables.ts";

/**
 * The lives of offers, summed up by day: every step goes through the closed state machine. An offer is
 * one unit's for one period and direction, fixed at the freeze, or announced and withdrawn before. Blocked is
 * what a red light kept from everyone: at the collection of offers, after the DSO's gate, or at activation.
 */
export class OfferLife {
  readonly #steps = new DayCounts(WORDS.length);
  readonly #refusals = new DayCounts(PRODUCT_REFUSALS.length);

  /** A list refused an offer. */
  refuse(kind: NeedKind, reason: ProductRefusalReason, energyWh: number): void {
    this.#refusals.add(kind, PRODUCT_REFUSALS.indexOf(reason), energyWh);
  }

  /** One period that was delivered, verified and paid. */
  live({ offers, isBlocked, isRed, withdrawnWh }: FlexPeriod, orders: readonly Order[]): void {
    const called = new Set(orders.map(({ unit, direction }) => offerIndex(unit, direction)));
    for (let offer = 0; offer < offers.quantityWh.length; offer++) {
      if (withdrawnWh[offer]! > 0) this.#walk(["withdrawn"], withdrawnWh[offer]!);
      const energyWh = offers.quantityWh[offer]!;
      if (energyWh === 0) continue;
      const isReserved = offers.reservedWh[offer]! > 0;
      const path: OfferState[] = isReserved ? ["reserved"] : [];
      if (called.has(offer)) path.push("activated", "verified", "settled");
      else if (isBlocked[offer] === 1 || isRed[offer] === 1)
        path.push("blocked", ...(isReserved ? (["verified", "settled"] as const) : []));
      else if (isReserved) path.push("verified", "settled");
      else path.push("passedOver");
      this.#walk(path, energyWh);
    }
  }

  /** Writes the rows of a day. */
  closeDay(day: number, { offerSteps, productRefusals }: RunTables): void {
    for (const { first: from, second: to, count, wh } of this.#steps.take())
      offerSteps.buffer.push({ day, from, to, offers: count, energyWh: wh });
    for (const { first: need, second: reason, count, wh } of this.#refusals.take())
      productRefusals.buffer.push({ day, need, reason, offers: count, energyWh: wh });
  }

  #walk(path: readonly OfferState[], energyWh: number): void {
    let state: OfferState = "offered";
    for (const to of path) {
      const next: OfferState | TransitionRefusal<OfferState> = step(OFFER_STEPS, state, to);
      assert(typeof next === "string", `an offer may not go from ${state} to ${to}`);
      this.#steps.add(WORDS.indexOf(state), WORDS.indexOf(next), energyWh);
      state = next;
    }
  }
}
