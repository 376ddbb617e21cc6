import { z } from "zod";
import { identifier, localTime, quantity, refuse } from "#scenarios/schema/fields.ts";

/** Words that say what an event is; each has exactly one of them. */
const KINDS = ["outage", "derate", "maintenance"] as const;

const ids = () => z.array(identifier()).prefault([]);

/**
 * One event: `{ outage: SUB-T1, close: [TIE], from: 2025-01-10 06:00, to: 2025-01-10 18:00 }`,
 * `{ derate: KOZL-SOFW, rating: 60 %, … }` or `{ maintenance: { open: [L1], close: [TIE] }, … }`.
 */
export const eventSchema = z
  .strictObject({
    /** Line or transformer that fails. */
    outage: identifier().optional(),
    /** Line or transformer that bears less than its rating. */
    derate: identifier().optional(),
    /** Planned work under another topology. */
    maintenance: z.strictObject({ open: ids(), close: ids() }).optional(),
    /** Area of the ids; needed only where two places have the same id. */
    area: identifier().optional(),
    /** Normally open lines that resupply customers during an outage. */
    close: ids(),
    /** What is left of the rating while derated. */
    rating: quantity("%", { min: 1, max: 100 }).optional(),
    from: localTime(),
    to: localTime(),
    /** How long before its start operators hear of it. */
    announced: quantity("min", { min: 0, max: 527_040 }).optional(),
  })
  .transform((event, context) => {
    const given = KINDS.filter((kind) => event[kind] !== undefined);
    const [kind] = given;
    if (kind === undefined || given.length > 1)
      return refuse(context, "one of outage, derate, maintenance", given.join(" and ") || "none");
    const { outage, derate, maintenance, area, close, rating, from, to, announced } = event;
    if ((derate === undefined) !== (rating === undefined))
      refuse(context, "a rating where something is derated, and only there");
    if (outage === undefined && close.length > 0)
      refuse(context, "close in maintenance or with an outage");
    return {
      kind: kind === "derate" ? ("derating" as const) : kind,
      area,
      from,
      to,
      // Work is planned; what breaks is known when it breaks.
      announcedMinutes: announced ?? (kind === "maintenance" ? null : 0),
      open: outage === undefined ? (maintenance?.open ?? []) : [outage],
      close: maintenance?.close ?? close,
      derate: derate === undefined ? [] : [derate],
      ratingShare: Number(((rating ?? 100) / 100).toPrecision(12)),
    };
  });

/** An event as scenario.yaml states it: its ids are not looked up yet. */
export type EventFile = z.output<typeof eventSchema>;
