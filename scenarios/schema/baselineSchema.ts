import { z } from "zod";
import { integer, refuse, share } from "#scenarios/schema/fields.ts";

const adjustmentSchema = z
  .strictObject({
    kind: z.enum(["additive", "multiplicative"]),
    cap: share().prefault("20 %"),
    /** Periods from the start of those looked at to the start of the order. */
    startsBefore: integer(1, 95).prefault(8),
    periods: integer(1, 95).prefault(4),
    oneSided: z.boolean().prefault(false),
  })
  .transform((adjustment, context) =>
    adjustment.periods <= adjustment.startsBefore
      ? adjustment
      : refuse(context, "periods that end before the order", `${adjustment.periods} periods`),
  );

const adjustment = adjustmentSchema.optional();

const ofDays = (method: "highXofY" | "midXofY") =>
  z
    .strictObject({
      method: z.literal(method),
      x: integer(1, 10),
      y: integer(1, 10),
      adjustment,
    })
    .transform((terms, context) => {
      const { x, y } = terms;
      if (x > y) return refuse(context, "x of at least as many days y", `${x} of ${y}`);
      return method === "midXofY" && (y - x) % 2 === 1
        ? refuse(context, "as many days left out above as below", `${x} of ${y}`)
        : terms;
    });

const ofMeter = (method: "meterBefore" | "meterBeforeAfter") =>
  z.strictObject({ method: z.literal(method), periods: integer(1, 16).prefault(4) });

/** Methods that need no figures may stand by their name alone. */
const named = z.enum(["nominated", "fixedReference", "zero"]).transform((method) => ({ method }));

const termsSchema = z.union([
  named,
  ofDays("highXofY"),
  ofDays("midXofY"),
  z.strictObject({ method: z.literal("rolling"), days: integer(1, 10), adjustment }),
  ofMeter("meterBefore"),
  ofMeter("meterBeforeAfter"),
]);

/** How units are measured, by kind: offices, and pools of homes. */
export const baselineSchema = z.strictObject({
  household: termsSchema.prefault("nominated"),
  office: termsSchema.prefault("nominated"),
});
