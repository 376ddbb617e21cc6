import { z } from "zod";
import { amount, priceCap, quantity, refuse } from "#scenarios/schema/fields.ts";

const PERIOD_MINUTES = 15;

const watts = () => quantity("kW", { min: 0.001 }).transform((kw) => Math.round(kw * 1000));

/** Energies of calls are whole Wh: 4 W over a quarter of an hour. */
const callStep = () =>
  watts().transform((stepW, context) =>
    stepW % 4 === 0 ? stepW : refuse(context, "a multiple of 0.004 kW", `${stepW / 1000} kW`),
  );

const run = () =>
  quantity("min", { min: PERIOD_MINUTES, max: 24 * 60 }).transform((minutes, context) =>
    minutes % PERIOD_MINUTES === 0
      ? minutes
      : refuse(context, "whole quarter hours", `${minutes} min`),
  );

const response = () => quantity("min", { min: 0, max: 1440 });

const called = {
  sizeMin: watts().optional(),
  step: callStep().optional(),
  response: response().optional(),
  run: run().optional(),
  activationCap: priceCap().optional(),
};

interface Called {
  sizeMin?: number | undefined;
  step?: number | undefined;
  response?: number | undefined;
  run?: number | undefined;
  activationCap?: number | undefined;
}

const renamed = ({ sizeMin, step, response, run, activationCap }: Called) => ({
  powerWMin: sizeMin,
  stepW: step,
  responseMinutesMax: response,
  runMinutesMax: run,
  activationCapMicroEurPerKwh: activationCap,
});

const callSchema = z.strictObject(called).transform(renamed);

const operationalSchema = z
  .strictObject({ ...called, beyondReserved: z.boolean().optional() })
  .transform(({ beyondReserved, ...rest }) => ({ ...renamed(rest), beyondReserved }));

const longTermSchema = z
  .strictObject({
    ...called,
    step: watts().optional(),
    indivisible: z.boolean().optional(),
    readyCap: amount("EUR/MW/h").optional(),
  })
  .transform(({ indivisible, readyCap, ...rest }) => ({
    ...renamed(rest),
    indivisibleAllowed: indivisible,
    readyCapMicroEurPerKwH: readyCap === undefined ? undefined : Math.round(readyCap * 1000),
  }));

/** Products of the flexibility market, changed from what follows from its other rules. */
export const productsSchema = z.strictObject({
  longTermCm: longTermSchema.optional(),
  operationalCm: operationalSchema.optional(),
  tsoCm: callSchema.optional(),
  balancing: callSchema.optional(),
});
