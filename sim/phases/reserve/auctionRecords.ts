import type { AuctionRecord } from "#sim/ledger/auctions/auctionRecord.ts";
import type { HeldAuction } from "#sim/phases/reserve/reserve.ts";

/** Smallest offer that a reservation auction takes on chain, W; products ask for more. */
const POWER_W_MIN = 1;

/**
 * Describes auctions that were held as the ledger takes them.
 *
 * @param freezeMinute - Minutes since midnight a day before the run; zero for what was held before.
 */
export function auctionRecords(
  held: readonly HeldAuction[],
  freezeMinute: number,
): AuctionRecord[] {
  return held.map(({ request, requestW, scoreCapMicro, offers, result, ...one }) => {
    const { area, direction, round, window, element } = request;
    const sealed = offers
      .map(({ submittedMinute: _, ...offer }) => offer)
      .sort((a, b) => a.id - b.id);
    const { firstDate, lastDate, days, minuteFrom, minuteTo } = window;
    const words = [round, `area ${area}`, direction === 0 ? "up" : "down"];
    const when = [`${firstDate} to ${lastDate}`, days, `minutes ${minuteFrom} to ${minuteTo}`];
    return {
      product: ["long-term congestion management", ...words, ...when].join(", "),
      freezeMinute,
      powerWMin: POWER_W_MIN,
      offers: sealed,
      requests: [
        {
          operator: area + 1,
          constraint: element ?? `station of area ${area}`,
          quantityW: Math.ceil(requestW),
          scoreCapMicro,
          utilisationPermille: one.rules.utilisationPermille,
          overshootPermille: 100,
          pricing: one.rules.pricing,
          selection: one.rules.selection,
          marginTies: one.rules.marginTies,
          effectivenessPermille: sealed.map(({ id }) => one.effectivenessPermille(id)),
          accepted: result.accepted.map(({ id, powerW, reservationMicroEurPerKwH }) => ({
            unit: id,
            powerW,
            reservationMicroEurPerKwH,
          })),
          reliefW: result.reliefW,
          unmetW: result.unmetW,
        },
      ],
    };
  });
}
