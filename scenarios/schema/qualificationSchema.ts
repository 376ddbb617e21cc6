import { z } from "zod";
import { identifier, integer, plain, refuse, share } from "#scenarios/schema/fields.ts";

const effect = () => z.enum(["advises", "binds"]).prefault("advises");

const loadCaseSchema = z.strictObject({
  id: identifier(),
  /** Base load over its mean of the year. */
  householdLoad: plain(0, 20).prefault(1),
  officeLoad: plain(0, 20).prefault(1),
  /** Share of the rating that is on at once. */
  heating: share().prefault("0 %"),
  boiler: share().prefault("0 %"),
  charger: share().prefault("0 %"),
  cooling: share().prefault("0 %"),
  pv: share().prefault("0 %"),
  background: share().prefault("100 %"),
});

/** Winter's evening and summer's noon: the most that is drawn and the most that is fed in. */
const LOAD_CASES: z.input<typeof loadCaseSchema>[] = [
  {
    id: "winterEvening",
    householdLoad: 1.9,
    officeLoad: 1,
    heating: "40 %",
    boiler: "15 %",
    charger: "20 %",
  },
  {
    id: "summerNoon",
    householdLoad: 0.9,
    officeLoad: 1.6,
    boiler: "3 %",
    charger: "2 %",
    cooling: "30 %",
    pv: "70 %",
    background: "55 %",
  },
];

/** Shares of units whose registration leaves something out. */
const missingSchema = z.strictObject({
  meter: share().prefault("0 %"),
  coordinates: share().prefault("0 %"),
  responseProof: share().prefault("0 %"),
  longestRun: share().prefault("0 %"),
});

/** When those who are asked answer. */
const answerSchema = z
  .strictObject({
    daysMin: integer(0, 365).prefault(1),
    daysMax: integer(0, 365).prefault(10),
    deadlineDays: integer(0, 365).prefault(14),
    never: share().prefault("0 %"),
  })
  .superRefine(({ daysMin, daysMax }, context) => {
    if (daysMin > daysMax) refuse(context, "daysMin that is at most daysMax", `${daysMin}`);
  });

/** How units come to be listed: light, product, test. */
export const qualificationSchema = z.strictObject({
  light: effect(),
  test: effect(),
  testShareMin: share().prefault("80 %"),
  testAttempts: integer(1, 10).prefault(3),
  loadCases: z.array(loadCaseSchema).min(1).prefault(LOAD_CASES),
  refresh: z.enum(["never", "daily"]).prefault("never"),
  missing: missingSchema.prefault({}),
  answer: answerSchema.prefault({}),
});
