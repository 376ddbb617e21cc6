import { z } from "zod";
import { amount, factors, identifier, integer, plain, quantity } from "#scenarios/schema/fields.ts";
import { seasonFactors } from "#scenarios/schema/pricesSchema.ts";

/** Injection = constant + wind × availability + pv × availability − load × relative load. */
const nodeSchema = z
  .strictObject({
    constant: quantity("MW"),
    wind: amount("MW"),
    pv: amount("MW"),
    load: amount("MW"),
  })
  .transform(({ constant, wind, pv, load }) => ({
    constantMw: constant,
    windMw: wind,
    pvMw: pv,
    loadMw: load,
  }));

const lineName = z.string().regex(/^[^\s-]+-[^\s-]+$/, "two nodes, such as KOZL-SOFW");

/** Reactance and limit are those of one circuit. */
const lineSchema = z
  .strictObject({
    voltage: quantity("kV", { min: 1 }),
    length: quantity("km", { min: 0.1 }),
    circuits: integer(1, 8),
    reactance: quantity("ohm/km", { min: 1e-4 }),
    limit: quantity("MW", { min: 1 }),
  })
  .transform(({ voltage, length, circuits, reactance, limit }) => ({
    reactanceOhm: Number(((reactance * length) / circuits).toPrecision(12)),
    voltageKv: voltage,
    limitMw: limit * circuits,
  }));

/** Coal = base + perLoad × (relative load − 1) + perPv × PV availability, within its limits. */
const coalSchema = z
  .strictObject({
    node: identifier(),
    base: amount("MW"),
    perLoad: amount("MW"),
    perPv: quantity("MW"),
    min: amount("MW"),
    max: amount("MW"),
  })
  .refine(({ min, max }) => min <= max, { error: "min not above max", path: ["min"] })
  .transform(({ node, base, perLoad, perPv, min, max }) => ({
    node,
    baseMw: base,
    perLoadMw: perLoad,
    perPvMw: perPv,
    minMw: min,
    maxMw: max,
  }));

export const transmissionSchema = z
  .strictObject({
    referenceNode: identifier(),
    /** By the id of the node. */
    nodes: z.record(identifier(), nodeSchema),
    /** By the ids of the two nodes, "KOZL-SOFW". */
    lines: z.record(lineName, lineSchema),
    meanLoad: quantity("MW", { min: 1 }),
    pvInstalled: amount("MW"),
    windInstalled: amount("MW"),
    coal: coalSchema,
    loadShape: seasonFactors(() => factors(24)).refine(
      hasMeanOne,
      "factors with a yearly mean of 1",
    ),
    imbalance: z.strictObject({
      loadShare: plain(0, 1),
      windShare: plain(0, 1),
      pvShare: plain(0, 1),
      lag1: plain(0, 0.999),
    }),
    needScale: plain(0.001, 1e6),
  })
  .transform(({ nodes, lines, meanLoad, pvInstalled, windInstalled, ...transmission }) => ({
    ...transmission,
    nodes: Object.entries(nodes).map(([id, node]) => ({ id, ...node })),
    lines: Object.entries(lines).map(([id, line]) => ({ id, ...endsOf(id), ...line })),
    meanLoadMw: meanLoad,
    pvInstalledMw: pvInstalled,
    windInstalledMw: windInstalled,
  }));

function hasMeanOne(shape: Readonly<Record<string, readonly number[]>>): boolean {
  const values = Object.values(shape).flat();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.abs(mean - 1) < 0.02;
}

function endsOf(id: string): { nodeFrom: string; nodeTo: string } {
  const [nodeFrom = "", nodeTo = ""] = id.split("-");
  return { nodeFrom, nodeTo };
}
