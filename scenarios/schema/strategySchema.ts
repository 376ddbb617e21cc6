import { z } from "zod";
import { identifier, refuse, share } from "#scenarios/schema/fields.ts";

/** Shares of named strategies; which names there are is for those who bid to say. */
const mixSchema = z
  .record(identifier(), share())
  .transform((mix, context): Readonly<Record<string, number>> => {
    const sum = Object.values(mix).reduce((total, part) => total + part, 0);
    if (Math.abs(sum - 1) < 1e-6) return mix;
    const found = `${Number((100 * sum).toPrecision(6))} %`;
    return refuse(context, "shares of strategies that sum to 100 %", found);
  });

const ofKind = () =>
  z.union([identifier().transform((name) => ({ [name]: 1 })), mixSchema], {
    error: 'a strategy, or shares of strategies such as "adaptive: 80 %" that sum to 100 %',
  });

/** One strategy for all, or one or a mix for each kind of customer. */
export const strategySchema = z.union(
  [
    identifier().transform((name) => ({ household: { [name]: 1 }, office: { [name]: 1 } })),
    z.strictObject({
      household: ofKind().prefault("adaptive"),
      office: ofKind().prefault("adaptive"),
    }),
  ],
  {
    error:
      'a strategy for all, or for "household" and "office" each a strategy or shares of strategies that sum to 100 %',
  },
);
