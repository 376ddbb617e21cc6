import { z } from "zod";
import { areaSchema } from "#scenarios/schema/areaSchema.ts";
import { behaviourSchema } from "#scenarios/schema/behaviourSchema.ts";
import { schemesSchema } from "#scenarios/schema/coordinationSchema.ts";
import { devicesSchema } from "#scenarios/schema/devicesSchema.ts";
import { eventSchema } from "#scenarios/schema/eventSchema.ts";
import { amount, day, identifier, integer } from "#scenarios/schema/fields.ts";
import { flexibilitySchema } from "#scenarios/schema/flexibilitySchema.ts";
import { growthSchema } from "#scenarios/schema/growthSchema.ts";
import { isMnemonic, WELL_KNOWN_MNEMONIC } from "#scenarios/schema/isMnemonic.ts";
import { localMarketSchema } from "#scenarios/schema/localMarketSchema.ts";
import { climateSchema, placeSchema } from "#scenarios/schema/placeSchema.ts";
import { pricesSchema } from "#scenarios/schema/pricesSchema.ts";
import { transmissionSchema } from "#scenarios/schema/transmissionSchema.ts";

const seed = () => integer(0, 2 ** 31 - 1);

const chainSchema = z
  .strictObject({
    mnemonic: z
      .string()
      .regex(/^[a-z]+( [a-z]+){11,23}$/, { error: "12 to 24 words", abort: true })
      .refine(isMnemonic, "words of BIP 39, the last of which checks the others")
      .prefault(WELL_KNOWN_MNEMONIC),
    payoutCycle: z.enum(["day", "week", "month"]).prefault("day"),
    ethPrice: amount("EUR").prefault("8000 EUR"),
  })
  .transform(({ ethPrice, ...chain }) => ({ ...chain, eurPerEth: ethPrice }));

/** The sections of scenario.yaml; each is checked by itself, so that one error hides no other. */
export const scenarioSections = {
  title: z.string().min(1),
  place: placeSchema,
  calendar: z.strictObject({
    start: day(),
    days: integer(1, 3660),
    spinUpDays: integer(0, 366),
  }),
  seed: seed(),
  historySeeds: z.array(seed()).min(1),
  climate: climateSchema,
  prices: pricesSchema,
  behaviour: behaviourSchema,
  /** What devices are like, the same for all of a kind. */
  devices: devicesSchema.prefault({}),
  localMarket: localMarketSchema.prefault({}),
  flexibility: flexibilitySchema.prefault({}),
  areas: z.record(identifier(), areaSchema),
  /** What homes own in years to come. */
  growth: growthSchema.prefault(null),
  transmission: transmissionSchema,
  /** Coordination schemes beside the shipped ones. */
  schemes: schemesSchema.prefault({}),
  /** Names of aggregators by their id. */
  aggregators: z.record(identifier(), z.string().min(1)),
  chain: chainSchema.prefault({}),
  /** Outages, deratings and planned maintenance. */
  events: z.array(eventSchema).prefault([]),
  assumptions: z.array(z.string().min(1)),
};

/** The whole of scenario.yaml, for editors. */
export const scenarioSchema = z.strictObject(scenarioSections);
