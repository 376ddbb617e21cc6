import { assert } from "#engine/assert.ts";
import { acceptExactly } from "#engine/market/calls/acceptExactly.ts";
import { type Acceptance, acceptOffers } from "#engine/market/calls/acceptOffers.ts";
import {
  type AuctionOffer,
  type RankedOffer,
  rankOffers,
} from "#engine/market/calls/auctionOffer.ts";
import { shareMargin } from "#engine/market/shareMargin.ts";

/** Offers below this do not reach the constraint (a sensitivity of 5 %). */
const EFFECTIVENESS_PERMILLE_MIN = 50;

export interface UncrossOptions {
  /** Whether an accepted offer is paid its own score or the highest accepted one. @default "payAsBid" */
  pricing?: "payAsBid" | "uniform";
  /** Expected share of reserved hours with activation, thousandths. @default 100 */
  utilisationPermille?: number;
  /** What one W of an offer does at the constraint, whole thousandths, ≤ 1000. @default 1000 */
  effectivenessPermille?: (offer: AuctionOffer) => number;
  /**
   * Whether offers are accepted along the merit order with one improvement, or the cheapest set is
   * found, up to 25 indivisible offers. @default "meritOrder"
   */
  selection?: "meritOrder" | "exact";
  /**
   * Whether divisible offers that tie at the margin, in score and in activation price, are accepted
   * one after the other or share what is missing by their power. @default "time"
   */
  marginTies?: "time" | "proRata";
  /** By how much indivisible offers may exceed the request, thousandths of it. @default 100 */
  overshootPermille?: number;
}

export interface AcceptedOffer {
  id: number;
  powerW: number;
  /** What reaches the constraint, W. */
  reliefW: number;
  /** Paid for holding ready, µEUR per kW and hour; never below what was asked. */
  reservationMicroEurPerKwH: number;
  activationMicroEurPerKwh: number;
}

/** Why an offer was not accepted. */
export type PassedOverReason = "ineffective" | "aboveCap" | "indivisible" | "notNeeded";

export interface AuctionResult {
  /** In merit order, but for an offer that the improvement pass put in front. */
  accepted: AcceptedOffer[];
  passedOver: { id: number; reason: PassedOverReason }[];
  reliefW: number;
  /** Part of the request that stays open, W. */
  unmetW: number;
  /** Highest accepted score per kW of relief, µEUR per kW and hour; null when none was accepted. */
  marginalScoreMicro: number | null;
}

/**
 * Clears one request for reserved power against sealed offers.
 *
 * Offers are ranked by score per relief, `(p_res + u · p_act) / effectiveness`, those above the cap
 * left out, and accepted as `acceptOffers` says. Under `uniform` every accepted offer receives the
 * reservation price that lifts its own score to the highest accepted one, rounded down; its
 * activation price stays its own.
 *
 * @param quantityW - Power needed at the constraint, whole W.
 * @param scoreCapMicro - Highest score per kW of relief, µEUR per kW and hour.
 * @see the call auction of the paper; ranking and rounding are own rules.
 *
 * @example
 * uncross(3000, 50_000, [
 *   { id: 1, submittedMinute: 0, powerW: 2000, reservationMicroEurPerKwH: 9_000,
 *     activationMicroEurPerKwh: 100_000, divisible: true },
 * ]).unmetW; // 1000
 */
export function uncross(
  quantityW: number,
  scoreCapMicro: number,
  offers: readonly AuctionOffer[],
  options: UncrossOptions = {},
): AuctionResult {
  const { pricing = "payAsBid", utilisationPermille = 100, overshootPermille = 100 } = options;
  const { effectivenessPermille = () => 1000, selection = "meritOrder" } = options;
  assert(Number.isInteger(quantityW) && quantityW >= 0, "a request is a whole number of W");
  const isEffective = (offer: AuctionOffer) => {
    const permille = effectivenessPermille(offer);
    assert(Number.isInteger(permille) && permille <= 1000, "effectiveness is in whole thousandths");
    return permille >= EFFECTIVENESS_PERMILLE_MIN;
  };

  const ranked = rankOffers(offers.filter(isEffective), {
    utilisationPermille,
    effectivenessPermille,
  });
  const withinCap = ranked.filter(({ scoreMicro }) => scoreMicro <= scoreCapMicro);
  const affordable = new Set(withinCap.map(({ offer }) => offer));
  const accept = selection === "exact" ? acceptExactly : acceptOffers;
  const need = {
    needMw: quantityW * 1000,
    ceilingMw: quantityW * (1000 + overshootPermille),
  };
  const inOrder = accept(withinCap, need);
  const { acceptances, reliefMw } =
    options.marginTies === "proRata" ? shareMargin(inOrder, withinCap) : inOrder;

  const marginal = acceptances
    .map((acceptance) => acceptance.ranked)
    .reduce<RankedOffer | null>((a, b) => (a && a.scoreMicro >= b.scoreMicro ? a : b), null);
  const isMet = reliefMw >= quantityW * 1000;
  const taken = new Set(acceptances.map((acceptance) => acceptance.ranked.offer));
  const reason = (offer: AuctionOffer): PassedOverReason => {
    if (!isEffective(offer)) return "ineffective";
    if (!affordable.has(offer)) return "aboveCap";
    return isMet ? "notNeeded" : "indivisible";
  };
  return {
    accepted: acceptances.map((acceptance) =>
      pay(acceptance, pricing === "uniform" ? marginal! : acceptance.ranked, utilisationPermille),
    ),
    passedOver: offers
      .filter((offer) => !taken.has(offer))
      .map((offer) => ({ id: offer.id, reason: reason(offer) })),
    reliefW: reliefMw / 1000,
    unmetW: Math.max(0, quantityW - reliefMw / 1000),
    marginalScoreMicro: marginal?.scoreMicro ?? null,
  };
}

/** The accepted offer, paid as if its score were the marginal one; its own when that is itself. */
function pay(
  { ranked, powerW }: Acceptance,
  marginal: RankedOffer,
  utilisationPermille: number,
): AcceptedOffer {
  const { offer, effectivenessPermille } = ranked;
  const { activationMicroEurPerKwh } = offer;
  // Never below the offer's own score: the product is exact, and rounding a quotient is monotone.
  const scoreMilli = (marginal.scoreMilli * effectivenessPermille) / marginal.effectivenessPermille;
  const lifted = Math.floor((scoreMilli - utilisationPermille * activationMicroEurPerKwh) / 1000);
  return {
    id: offer.id,
    powerW,
    reliefW: (powerW * effectivenessPermille) / 1000,
    reservationMicroEurPerKwH: lifted,
    activationMicroEurPerKwh,
  };
}

/** CALL takes offers, FREEZE takes nothing, UNCROSS serves requests, PUBLISH shows the results. */
export type AuctionPhase = "call" | "freeze" | "uncross" | "publish";

/** Why the auction does not take, amend or cancel an offer. */
export type AuctionRefusal =
  | "notInCall"
  | "powerTooSmall"
  | "reservationPriceNegative"
  | "idTaken"
  | "unknownId";

/** One request of an operator, with how its offers are to be judged and paid. */
export interface AuctionRequest extends UncrossOptions {
  quantityW: number;
  scoreCapMicro: number;
}

/**
 * One call auction: sealed offers for one product and service window, then the operators'
 * requests. Offers are not shown before they are published.
 */
export class CallAuction {
  readonly #powerWMin: number;
  readonly #offers = new Map<number, AuctionOffer>();
  readonly #results: AuctionResult[] = [];
  #phase: AuctionPhase = "call";
  #lastCapMicro = Number.POSITIVE_INFINITY;

  /** @param powerWMin - Smallest offer, W. */
  constructor(powerWMin = 1000) {
    this.#powerWMin = powerWMin;
  }

  get phase(): AuctionPhase {
    return this.#phase;
  }

  /** Takes an offer, or answers why not. */
  submit(offer: AuctionOffer): AuctionRefusal | undefined {
    if (this.#phase !== "call") return "notInCall";
    if (this.#offers.has(offer.id)) return "idTaken";
    return this.#put(offer);
  }

  /** Replaces an offer by one of the same id; its time priority is that of the new one. */
  amend(offer: AuctionOffer): AuctionRefusal | undefined {
    if (this.#phase !== "call") return "notInCall";
    if (!this.#offers.has(offer.id)) return "unknownId";
    return this.#put(offer);
  }

  cancel(id: number): AuctionRefusal | undefined {
    if (this.#phase !== "call") return "notInCall";
    return this.#offers.delete(id) ? undefined : "unknownId";
  }

  /** Ends the call: from here on offers stand as they are. */
  freeze(): void {
    assert(this.#phase === "call", "only a call can be frozen");
    this.#phase = "freeze";
  }

  /**
   * Serves one request with what earlier ones left; requests come in descending order of their cap.
   * An indivisible offer serves one request only.
   */
  uncross({ quantityW, scoreCapMicro, ...options }: AuctionRequest): AuctionResult {
    assert(this.#phase === "freeze" || this.#phase === "uncross", "freeze before uncrossing");
    assert(scoreCapMicro <= this.#lastCapMicro, "requests come in descending order of their cap");
    this.#phase = "uncross";
    this.#lastCapMicro = scoreCapMicro;
    const result = uncross(quantityW, scoreCapMicro, [...this.#offers.values()], options);
    for (const { id, powerW } of result.accepted) {
      const offer = this.#offers.get(id)!;
      if (powerW === offer.powerW) this.#offers.delete(id);
      else this.#offers.set(id, { ...offer, powerW: offer.powerW - powerW });
    }
    this.#results.push(result);
    return result;
  }

  /** Closes the auction and shows one result per request, in the order they were served. */
  publish(): readonly AuctionResult[] {
    assert(this.#phase === "freeze" || this.#phase === "uncross", "freeze before publishing");
    this.#phase = "publish";
    return this.#results;
  }

  #put(offer: AuctionOffer): AuctionRefusal | undefined {
    const { powerW, reservationMicroEurPerKwH, activationMicroEurPerKwh } = offer;
    assert(Number.isInteger(powerW), "power is a whole number of W");
    assert(
      Number.isInteger(reservationMicroEurPerKwH) && Number.isInteger(activationMicroEurPerKwh),
    );
    if (powerW < this.#powerWMin) return "powerTooSmall";
    if (reservationMicroEurPerKwH < 0) return "reservationPriceNegative";
    this.#offers.set(offer.id, offer);
    return undefined;
  }
}
