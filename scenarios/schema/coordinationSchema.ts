import { z } from "zod";
import { identifier } from "#scenarios/schema/fields.ts";

const relation = z.enum(["separate", "overlapping", "shared"]);
const need = z.enum(["DSO_CM", "TSO_CM", "BAL"]);

/** A coordination scheme of the scenario's own: a shipped one, changed in some columns. */
const ownSchemeSchema = z.strictObject({
  /** Id of the shipped scheme it starts from. */
  like: identifier().prefault("1A"),
  dsoTso: relation.optional(),
  tsoBal: relation.optional(),
  dsoBal: relation.optional(),
  clearing: z.enum(["independent", "sequential", "joint"]).optional(),
  priority: z.enum(["gate", "larger-need", "value"]).optional(),
  forwarding: z.enum(["none", "T→B", "unused"]).optional(),
  guard: z.enum(["none", "filter", "aggregate", "corrective"]).optional(),
  listing: z.enum(["forbidden", "registry", "unsafe"]).optional(),
  exchange: z.enum(["after", "shared", "platform"]).optional(),
  cost: z.enum(["own-pick", "larger-pays", "proportional", "shapley"]).optional(),
  registry: z.enum(["one", "perOperator"]).optional(),
  acts: z.array(need).optional(),
});

/** By the id of the scheme. */
export const schemesSchema = z
  .record(identifier(), ownSchemeSchema)
  .transform((schemes) =>
    Object.entries(schemes).map(([id, { like, ...changes }]) => ({ id, like, changes })),
  );
