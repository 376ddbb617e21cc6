import type { Area } from "#scenarios/scenario.ts";
import { streamKey } from "#sim/random/randomStream.ts";
import { autoregression } from "#sim/world/autoregression.ts";
import type { Calendar } from "#sim/world/calendar.ts";
import { errorShares } from "#sim/world/forecastVintage.ts";
import { type LoadShape, layOut } from "#sim/world/loadShape.ts";

/** Load of what is not modelled in detail, over its stated peak, and its forecasts by vintage. */
export interface Background {
  readonly realised: Float32Array;
  readonly forecast: readonly Float32Array[];
}

/** A few thousand customers deviate little together. */
const NOISE_SD = 0.04;
const NOISE_LAG1 = 0.96;
const ERROR_SD = 0.04;
const ERROR_LAG1 = 0.97;
const ERROR_TAU_HOURS = 6;

/** Draws one area's background; the expected profile reaches 1 in the reference year. */
export function drawBackground(
  calendar: Calendar,
  area: Area,
  shape: LoadShape,
  seed: number,
): Background {
  const { firstUnixQuarter, count } = calendar;
  const draw = (purpose: string, lag1: number) =>
    autoregression(streamKey(seed, `${area.id}/${purpose}`), lag1, firstUnixQuarter, count);
  const noise = draw("background", NOISE_LAG1);
  const error = draw("background-forecast", ERROR_LAG1);
  const expected = layOut(calendar, shape);
  const realised = expected.map((load, i) => (load / shape.peak) * (1 + NOISE_SD * noise[i]!));
  return {
    realised,
    forecast: errorShares(ERROR_TAU_HOURS).map((share) =>
      realised.map((value, i) => Math.max(0, value * (1 + ERROR_SD * share * error[i]!))),
    ),
  };
}
