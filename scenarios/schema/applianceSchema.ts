import { z } from "zod";
import { parseQuantities, QuantityError } from "#scenarios/quantity.ts";
import { plain, quantity, refuse, share, shares } from "#scenarios/schema/fields.ts";

const EXPECTED_PROFILE = 'power of each quarter hour of a run, such as "0.1, 2, 0.9 kW"';
/** A run takes a day at most. */
const QUARTERS_MAX = 96;

/** Power by quarter hour of a run, read as kW: as many numbers as the run has quarter hours. */
function profile() {
  return z
    .string(EXPECTED_PROFILE)
    .meta({ description: EXPECTED_PROFILE })
    .transform((text, context): number[] => {
      try {
        const values = parseQuantities(text, "kW");
        const isRun = values.length <= QUARTERS_MAX && values.every((kw) => kw >= 0);
        return isRun && values.some((kw) => kw > 0) ? values : refuse(context, EXPECTED_PROFILE);
      } catch (error) {
        if (error instanceof QuantityError) return refuse(context, EXPECTED_PROFILE, error.found);
        throw error;
      }
    });
}

interface Machine {
  readonly runsPerWeek: number;
  readonly profile: string;
  readonly readyShare: string;
}

/** A machine that runs once and uninterrupted between an hour and a deadline. */
const machine = ({ runsPerWeek, profile: kw, readyShare }: Machine) =>
  z
    .strictObject({
      /** Households that have one, beside those whose row of the table names it. */
      share: share().prefault("0 %"),
      runsPerWeek: plain(0, 7).prefault(runsPerWeek),
      profile: profile().prefault(kw),
      /** Shares of the local hours at which it is ready to start. */
      readyShare: shares(24).prefault(readyShare),
      /** How long after the earliest start the run has to be over. */
      deadlineMean: quantity("h", { min: 0, max: 24 }).prefault("9 h"),
      deadlineSd: quantity("h", { min: 0, max: 12 }).prefault("3 h"),
      /** How long before the earliest start a steered machine knows of its run. */
      known: quantity("h", { min: 0, max: 24 }).prefault("12 h"),
    })
    .prefault({})
    .transform(({ profile: profileKw, deadlineMean, deadlineSd, known, ...rest }) => ({
      ...rest,
      profileKw,
      deadlineHoursMean: deadlineMean,
      deadlineHoursSd: deadlineSd,
      knownHours: known,
    }));

const BY_DAY = "0, 0, 0, 0, 0, 1, 3, 6, 9, 10, 9, 7, 6, 5, 5, 5, 6, 7, 7, 6, 4, 3, 1, 0 %";
const AFTER_MEALS = "0, 0, 0, 0, 0, 0, 1, 4, 7, 5, 3, 2, 4, 8, 7, 3, 2, 3, 7, 12, 14, 11, 5, 2 %";

/** Appliances by name: what stands here is what a scenario leaves out. */
export const appliancesSchema = z.strictObject({
  washingMachine: machine({
    runsPerWeek: 3.5,
    profile: "0.1, 2, 0.9, 0.1, 0.1, 0.3, 0.05 kW",
    readyShare: BY_DAY,
  }),
  dishwasher: machine({
    runsPerWeek: 4,
    profile: "0.08, 2, 0.08, 0.08, 0.08, 2, 0.3, 0.15 kW",
    readyShare: AFTER_MEALS,
  }),
  dryer: machine({
    runsPerWeek: 2.5,
    profile: "2, 2, 2, 1.6, 1.3, 0.94 kW",
    readyShare: BY_DAY,
  }),
});
