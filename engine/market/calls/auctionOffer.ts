/** An offer to hold flexibility ready. Power in whole W, prices in whole µEUR. */
export interface AuctionOffer {
  readonly id: number;
  /** When it was sent or last amended, minutes of market time; the earlier one has priority. */
  readonly submittedMinute: number;
  readonly powerW: number;
  /** Asked for holding ready, µEUR per kW and hour. */
  readonly reservationMicroEurPerKwH: number;
  /** Asked for each kWh activated, µEUR/kWh. */
  readonly activationMicroEurPerKwh: number;
  /** Whether a part of the power may be accepted. */
  readonly divisible: boolean;
}

/** An offer with its place in the merit order. */
export interface RankedOffer {
  readonly offer: AuctionOffer;
  /** Power that reaches the constraint per power offered, thousandths. */
  readonly effectivenessPermille: number;
  /** p_res + u · p_act per kW offered, thousandths of µEUR per kW and hour; exact. */
  readonly scoreMilli: number;
  /** The same per kW that reaches the constraint, µEUR per kW and hour. */
  readonly scoreMicro: number;
}

export interface RankingOptions {
  /** Expected share of reserved hours with activation, thousandths. */
  utilisationPermille: number;
  effectivenessPermille: (offer: AuctionOffer) => number;
}

/**
 * Ranks offers by what a kW at the constraint costs: score / effectiveness, cheapest first.
 * Ties go to the lower activation price, then to the earlier offer, then to the lower id. Every effectiveness must be positive.
 */
export function rankOffers(
  offers: readonly AuctionOffer[],
  { utilisationPermille, effectivenessPermille }: RankingOptions,
): RankedOffer[] {
  const ranked = offers.map((offer) => {
    const effectiveness = effectivenessPermille(offer);
    const scoreMilli =
      1000 * offer.reservationMicroEurPerKwH + utilisationPermille * offer.activationMicroEurPerKwh;
    return {
      offer,
      effectivenessPermille: effectiveness,
      scoreMilli,
      scoreMicro: scoreMilli / effectiveness, // both in thousandths
    };
  });
  return ranked.sort(
    (a, b) =>
      a.scoreMicro - b.scoreMicro ||
      a.offer.activationMicroEurPerKwh - b.offer.activationMicroEurPerKwh ||
      a.offer.submittedMinute - b.offer.submittedMinute ||
      a.offer.id - b.offer.id,
  );
}
