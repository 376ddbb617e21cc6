import { z } from "zod";
import { identifier, quantity, refuse } from "#scenarios/schema/fields.ts";
import { populationSchema } from "#scenarios/schema/populationSchema.ts";

const table = (what: string) =>
  z
    .string()
    .min(1)
    .meta({ description: `CSV file: ${what}` });

/**
 * One DSO area: who runs it, where it hangs, and the files its tables are in. Its customers stand in
 * a table or are drawn from a population.
 */
export const areaSchema = z
  .strictObject({
    dso: identifier(),
    transmissionNode: identifier(),
    sourceBus: identifier(),
    sourceVoltage: quantity("pu", { min: 0.8, max: 1.2 }),
    mainTransformer: z.string().min(1),
    buses: table("topology, the buses"),
    lines: table("topology, the lines"),
    transformers: table("topology, the transformers"),
    lineTypes: table("parameters of line types"),
    transformerTypes: table("parameters of transformer types"),
    prosumers: table("attributes of prosumers").optional(),
    population: populationSchema.optional(),
    /** Lines of the table that are open unless an event closes them. */
    openLines: z.array(identifier()).prefault([]),
    monitoredBranches: z.array(identifier()).min(1),
    monitoredBuses: z.array(identifier()).min(1),
  })
  .transform(({ prosumers, population, ...area }, context) => {
    if ((prosumers === undefined) === (population === undefined))
      refuse(
        context,
        "either prosumers, a table, or a population",
        prosumers === undefined ? "neither" : "both",
      );
    return { ...area, customers: population ?? prosumers ?? "" };
  });

/** An area as its section of the scenario names it. */
export type AreaFile = z.output<typeof areaSchema>;
