import { z } from "zod";
import type { Mix } from "#scenarios/population/population.ts";
import { parseQuantity, QuantityError, quantityText } from "#scenarios/quantity.ts";
import { quantity, refuse, share } from "#scenarios/schema/fields.ts";

/** Options with their shares, "{ houseOld: 60 %, flatOld: 40 % }", that make the whole. */
export function mix<Option>(option: z.ZodType<Option, string>) {
  return z.record(z.string(), share()).transform((shares, context): Mix<Option> => {
    const result: (readonly [Option, number])[] = [];
    for (const [name, part] of Object.entries(shares)) {
      const read = option.safeParse(name);
      if (read.success) result.push([read.data, part]);
      else refuse(context, read.error.issues[0]!.message, JSON.stringify(name));
    }
    return wholeOf(result, Object.values(shares), context);
  });
}

/** One size for all, "5 kWp", or sizes with their shares, "{ 4 kWp: 60 %, 8 kWp: 40 % }". */
export function mixOfQuantities(unit: string, max = Number.POSITIVE_INFINITY, min = 0) {
  const several = z.record(z.string(), share()).transform((shares, context): Mix<number> => {
    const result: (readonly [number, number])[] = [];
    for (const [text, part] of Object.entries(shares)) {
      const value = sizeOf(text, unit, context);
      if (value < min) refuse(context, `sizes of at least ${min} ${unit}`, text);
      else if (value > max) refuse(context, `sizes of at most ${max} ${unit}`, text);
      result.push([value, part]);
    }
    return wholeOf(result, Object.values(shares), context);
  });
  const one = quantity(unit, { min, max }).transform((value): Mix<number> => [[value, 1]]);
  return z.union([one, several], {
    error: `${quantityText(unit)}${boundsText(unit, min, max)}, or such sizes with their shares, which sum to 100 %`,
  });
}

function boundsText(unit: string, min: number, max: number): string {
  const least = min > 0 ? ` of at least ${min} ${unit}` : "";
  return max < Number.POSITIVE_INFINITY ? `${least} of at most ${max} ${unit}` : least;
}

function sizeOf(text: string, unit: string, context: z.RefinementCtx): number {
  try {
    return parseQuantity(text, unit);
  } catch (error) {
    if (error instanceof QuantityError) return refuse(context, error.expected, error.found);
    throw error;
  }
}

function wholeOf<Option>(
  options: Mix<Option>,
  shares: readonly number[],
  context: z.RefinementCtx,
): Mix<Option> {
  const sum = shares.reduce((total, part) => total + part, 0);
  if (Math.abs(sum - 1) < 1e-6) return options;
  const found = `${Number((100 * sum).toPrecision(6))} %`;
  return refuse(context, "shares that sum to 100 %", found);
}
