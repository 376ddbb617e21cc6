import { z } from "zod";
import { parseQuantities, QuantityError } from "#scenarios/quantity.ts";
import { identifier, plain, refuse, share } from "#scenarios/schema/fields.ts";

const EXPECTED = 'a share for each year from the first on, such as "2, 4, 6, 8, 10, 12 %"';

/** Shares of year 0, 1, 2 …, read as numbers from 0 to 1; they never fall, as homes keep what they have. */
function byYear() {
  return z
    .string(EXPECTED)
    .meta({ description: EXPECTED })
    .transform((text, context): number[] => {
      let percents: number[];
      try {
        percents = parseQuantities(text, "%");
      } catch (error) {
        if (error instanceof QuantityError) return refuse(context, EXPECTED, error.found);
        throw error;
      }
      if (percents.some((percent) => percent < 0 || percent > 100)) {
        return refuse(context, "shares from 0 to 100 %");
      }
      const isFalling = percents.some((percent, year) => percent < (percents[year - 1] ?? 0));
      return isFalling
        ? refuse(context, "shares that never fall: homes keep what they have")
        : percents.map((percent) => Number((percent / 100).toPrecision(12)));
    });
}

/** What homes own in years to come, by area; what is not listed stays as in the table. */
export const growthSchema = z
  .strictObject({
    /** Years since the first of the lists; parts of a year lie between. */
    year: plain(0, 100),
    areas: z.record(
      identifier(),
      z.strictObject({
        /** Of the homes of the area. */
        pv: byYear().optional(),
        vehicle: byYear().optional(),
        heatPump: byYear().optional(),
        /** Of the homes with PV. */
        battery: byYear().optional(),
      }),
    ),
    /** Of those who get their first device, the share that lets it be steered. */
    flexible: share().prefault("50 %"),
  })
  .nullable();

/** Growth as its section says it; null where there is none. */
export type Growth = NonNullable<z.output<typeof growthSchema>>;
