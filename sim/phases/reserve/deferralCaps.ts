import type { ReservationSettings } from "#scenarios/flexibilityRules.ts";
import type { AreaHistory } from "#sim/operators/needHistory.ts";
import { CONGESTED_SHARE_MIN, quantile } from "#sim/phases/reserve/reservationRequests.ts";

const MICRO_PER_EUR = 1e6;
const HOURS_PER_PERIOD = 0.25;
const HOURS_PER_YEAR = 8760;
const WH_PER_KWH = 1000;

/**
 * What a DSO may pay at most for a kW held ready for an hour, by area, µEUR: the worth of deferring a
 * reinforcement by a year over all that its history lets it ask for in a year. Null where the scenario
 * states no such worth; an area that asks for nothing has no cap.
 */
export function deferralCapsMicro(
  history: readonly AreaHistory[],
  { deferralEurPerYear, needQuantile }: ReservationSettings,
): number[] | null {
  if (deferralEurPerYear === null) return null;
  return history.map((directions) => {
    const periodsSeen = directions[0].reduce((sum, { periods }) => sum + periods, 0);
    const years = (periodsSeen * HOURS_PER_PERIOD) / HOURS_PER_YEAR;
    let readyKwh = 0;
    for (const { periods, excessWh } of directions.flat()) {
      if (excessWh.length === 0 || excessWh.length < CONGESTED_SHARE_MIN * periods) continue;
      const needKw = quantile(excessWh, needQuantile) / HOURS_PER_PERIOD / WH_PER_KWH;
      readyKwh += (needKw * periods * HOURS_PER_PERIOD) / years;
    }
    if (readyKwh === 0) return Number.MAX_SAFE_INTEGER;
    return Math.floor((deferralEurPerYear * MICRO_PER_EUR) / readyKwh);
  });
}
