import { assert } from "#engine/assert.ts";
import { type Choice, choicesOf } from "#engine/market/calls/callChoices.ts";
import type { CallClearing, CalledOrder } from "#engine/market/calls/calledOrder.ts";
import { clearByMerit, clearingPrice, rankCalled } from "#engine/market/calls/meritOrder.ts";

/** Clearings after which the best found so far stands. */
const CLEARINGS_MAX = 4096;

const OPEN = 0;
const IN = 1;
const OUT = 2;

/**
 * Clears one call of a local market. The orders stand in the order in which they were sent.
 *
 * One price holds on the axis that all buses share. Whoever can trade any part does so as that price
 * says: in full where it is better than the limit, not at all where it is worse. Passed over, as far as
 * it has to be, is only
 *
 * - an order with a minimum, where it would trade less;
 * - a member of an exclusive group, where another one trades;
 * - one side of an agent that would have to trade with itself.
 *
 * Of all ways to pass over, the one with the largest surplus is found by branch and bound: whatever is
 * not decided takes part in the bound. After 4,096 clearings the best found so far stands. Equal limits
 * on the axis at the margin go to the order sent first.
 *
 * @see docs/MARKET.md, section 8: the rules, and an example by hand.
 */
export function clearCall(orders: readonly CalledOrder[]): CallClearing {
  const search = new Search(orders);
  search.visit();
  const { tradedWh, surplus, volumeWh, priceMicro } = search.best!;
  return { tradedWh: Array.from(tradedWh), surplus, volumeWh, priceMicro };
}

class Search {
  best: {
    surplus: number;
    volumeWh: number;
    tradedWh: Float64Array;
    priceMicro: number | null;
  } | null = null;
  readonly #orders: readonly CalledOrder[];
  readonly #merit: ReturnType<typeof rankCalled>;
  readonly #choices: readonly Choice[];
  /** What is decided of each choice. */
  readonly #state: Uint8Array;
  /** Choices that are out, by order that they keep away. */
  readonly #outs: Uint8Array;
  readonly #tradedWh: Float64Array;
  #clearings = 0;

  constructor(orders: readonly CalledOrder[]) {
    this.#orders = orders;
    this.#merit = rankCalled(orders);
    this.#choices = choicesOf(orders);
    this.#state = new Uint8Array(this.#choices.length);
    this.#outs = new Uint8Array(orders.length);
    this.#tradedWh = new Float64Array(orders.length);
  }

  visit(): void {
    if (this.#clearings >= CLEARINGS_MAX && this.best !== null) return;
    this.#clearings++;
    const isActive = (place: number) => this.#outs[place] === 0;
    const tradedWh = this.#tradedWh;
    const { surplus, volumeWh } = clearByMerit(this.#orders, this.#merit, isActive, tradedWh);
    if (this.best !== null && surplus <= this.best.surplus) return;
    const broken = this.#choices.findLastIndex((choice, at) => {
      return this.#state[at] !== OUT && choice.isBroken(tradedWh, volumeWh);
    });
    if (broken < 0) {
      const priceMicro = volumeWh > 0 ? clearingPrice(this.#orders, isActive, tradedWh) : null;
      this.best = { surplus, volumeWh, tradedWh: tradedWh.slice(), priceMicro };
      return;
    }
    const at = this.#state[broken] === OPEN ? broken : this.#nextOpen();
    if (at < 0) return;
    this.#leaveOut(at);
    this.visit();
    this.#takeIn(at);
    this.visit();
    this.#state[at] = OPEN;
  }

  /** An undecided choice without which the others would trade differently, or −1. */
  #nextOpen(): number {
    return this.#choices.findLastIndex(({ orders }, at) => {
      return this.#state[at] === OPEN && orders.some((place) => this.#tradedWh[place]! > 0);
    });
  }

  #leaveOut(at: number): void {
    assert(this.#state[at] === OPEN, "a choice is made once");
    this.#state[at] = OUT;
    for (const place of this.#choices[at]!.orders) this.#outs[place]!++;
  }

  #takeIn(at: number): void {
    this.#state[at] = IN;
    for (const place of this.#choices[at]!.orders) this.#outs[place]!--;
  }
}
