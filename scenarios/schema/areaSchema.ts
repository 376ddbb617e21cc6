import { z } from "zod";
import { identifier, quantity } from "#scenarios/schema/fields.ts";

const table = (what: string) =>
  z
    .string()
    .min(1)
    .meta({ description: `CSV file: ${what}` });

/** One DSO area: who runs it, where it hangs, and the files its tables are in. */
export const areaSchema = z.strictObject({
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
  prosumers: table("attributes of prosumers"),
  /** Lines of the table that are open unless an event closes them. */
  openLines: z.array(identifier()).prefault([]),
  monitoredBranches: z.array(identifier()).min(1),
  monitoredBuses: z.array(identifier()).min(1),
});

/** An area as its section of the scenario names it. */
export type AreaFile = z.output<typeof areaSchema>;
