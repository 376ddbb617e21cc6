import { z } from "zod";
import { plain } from "#scenarios/schema/fields.ts";

/** How aggregators size what they offer. */
export const poolingSchema = z.strictObject({
  /**
   * `share`: offerQuantile of the pooled capability. `quantile`: as much of it as was really there,
   * at delivery, in offerQuantile of the periods lately.
   */
  capability: z.enum(["share", "quantile"]).prefault("share"),
  /** Weight of one order in what a unit learns of delivered over ordered; 0: it does not learn. */
  reliabilityLearning: plain(0, 1).prefault(0),
});

export type Pooling = z.output<typeof poolingSchema>;
