import { z } from "zod";
import { amount, factors, identifier, integer, plain, quantity } from "#scenarios/schema/fields.ts";
import { seasonFactors } from "#scenarios/schema/pricesSchema.ts";

/** Injection = constant + wind × availability + pv × availability − load × relative load. */
const nodeSchema = z
  .strictObject({
    id: identifier(),
    constant: quantity("MW"),
    wind: amount("MW"),
    pv: amount("MW"),
    load: amount("MW"),
  })
  .transform(({ id, constant, wind, pv, load }) => ({
    id,
    constantMw: constant,
    windMw: wind,
    pvMw: pv,
    loadMw: load,
  }));

/** Reactance and limit are those of one circuit. */
const lineSchema = z
  .strictObject({
    from: identifier(),
    to: identifier(),
    voltage: quantity("kV", { min: 1 }),
    length: quantity("km", { min: 0.1 }),
    circuits: integer(1, 8),
    reactance: quantity("ohm/km", { min: 1e-4 }),
    limit: quantity("MW", { min: 1 }),
  })
  .transform(({ from, to, voltage, length, circuits, reactance, limit }) => ({
    id: `${from}-${to}`,
    nodeFrom: from,
    nodeTo: to,
    reactanceOhm: Number(((reactance * length) / circuits).toPrecision(12)),
    voltageKv: voltage,
    limitMw: limit * circuits,
  }));

/** Coal = base + perLoad × (relative load − 1) − perPv × PV availability, within its limits. */
const coalSchema = z
  .strictObject({
    node: identifier(),
    base: amount("MW"),
    perLoad: amount("MW"),
    perPv: amount("MW"),
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
    nodes: z.array(nodeSchema).min(2),
    lines: z.array(lineSchema).min(1),
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
  .transform(({ meanLoad, pvInstalled, windInstalled, ...transmission }) => ({
    ...transmission,
    meanLoadMw: meanLoad,
    pvInstalledMw: pvInstalled,
    windInstalledMw: windInstalled,
  }));

function hasMeanOne(shape: Readonly<Record<string, readonly number[]>>): boolean {
  const values = Object.values(shape).flat();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.abs(mean - 1) < 0.02;
}
