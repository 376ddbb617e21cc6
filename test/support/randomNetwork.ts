import fc from "fast-check";
import type { LineRecord, NetworkTables, TransformerRecord } from "#engine/grid/networkRecords.ts";

/** A network with its loads, drawn at random but always solvable. */
export interface RandomNetwork {
  readonly tables: NetworkTables;
  readonly loads: ReadonlyMap<string, readonly [kw: number, kvar: number]>;
}

const LINE_TYPES = [
  { id: "mvCable", rOhmPerKm: 0.206, xOhmPerKm: 0.116, cNfPerKm: 250, ratedA: 319 },
  { id: "mvOverhead", rOhmPerKm: 0.413, xOhmPerKm: 0.36, cNfPerKm: 9.7, ratedA: 290 },
  { id: "lvCable", rOhmPerKm: 0.225, xOhmPerKm: 0.08, cNfPerKm: 264, ratedA: 242 },
  { id: "lvBundle", rOhmPerKm: 0.443, xOhmPerKm: 0.069, cNfPerKm: 0, ratedA: 200 },
];

const TRANSFORMER_TYPES = [
  {
    id: "main",
    ratedKva: 25_000,
    hvKv: 110,
    lvKv: 20,
    shortCircuitPercent: 12,
    shortCircuitResistivePercent: 0.41,
    noLoadKw: 14,
    noLoadCurrentPercent: 0.07,
  },
  {
    id: "station",
    ratedKva: 400,
    hvKv: 20,
    lvKv: 0.4,
    shortCircuitPercent: 6,
    shortCircuitResistivePercent: 1.425,
    noLoadKw: 1.35,
    noLoadCurrentPercent: 0.34,
  },
  {
    id: "offNominal",
    ratedKva: 630,
    hvKv: 21,
    lvKv: 0.42,
    shortCircuitPercent: 6,
    shortCircuitResistivePercent: 1.206,
    noLoadKw: 1.65,
    noLoadCurrentPercent: 0.26,
  },
];

/** A bus hangs on any earlier one of its level: `above` in [0, 1) picks it. */
const branchDrawn = fc.record({
  above: fc.double({ min: 0, max: 0.999, noNaN: true }),
  cable: fc.boolean(),
  flipped: fc.boolean(),
  length: fc.double({ min: 0.05, max: 1, noNaN: true }),
  kw: fc.double({ min: -1, max: 1, noNaN: true }),
  kvar: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
});

const stationDrawn = fc.record({
  above: fc.double({ min: 0, max: 0.999, noNaN: true }),
  offNominal: fc.boolean(),
  ratio: fc.constantFrom(0.95, 0.975, 1, 1.025, 1.05),
  buses: fc.array(branchDrawn, { minLength: 1, maxLength: 8 }),
});

type Drawn = typeof branchDrawn extends fc.Arbitrary<infer T> ? T : never;

/** Draws a 20 kV tree with up to three stations and low-voltage trees, loads of both signs. */
export const randomNetwork: fc.Arbitrary<RandomNetwork> = fc
  .record({
    sourceVoltagePu: fc.double({ min: 0.97, max: 1.05, noNaN: true }),
    mediumVoltage: fc.array(branchDrawn, { minLength: 1, maxLength: 6 }),
    stations: fc.array(stationDrawn, { minLength: 0, maxLength: 3 }),
  })
  .map(({ sourceVoltagePu, mediumVoltage, stations }) => {
    const buses = [{ id: "S", voltageKvRated: 20, feeder: "" }];
    const lines: LineRecord[] = [];
    const transformers: TransformerRecord[] = [];
    const loads = new Map<string, readonly [number, number]>();
    const grow = (
      level: string[],
      drawn: readonly Drawn[],
      kv: number,
      scale: [number, number],
    ) => {
      for (const { above, cable, flipped, length, kw, kvar } of drawn) {
        const id = `${level[0]}.${level.length}`;
        const parent = level[Math.floor(above * level.length)]!;
        const type =
          kv === 20 ? (cable ? "mvCable" : "mvOverhead") : cable ? "lvCable" : "lvBundle";
        const [busFrom, busTo] = flipped ? [id, parent] : [parent, id];
        lines.push({ id: `L${id}`, busFrom, busTo, type, lengthM: scale[0] * length });
        buses.push({ id, voltageKvRated: kv, feeder: kv === 20 ? "" : level[0]! });
        loads.set(id, [scale[1] * kw, scale[1] * kvar]);
        level.push(id);
      }
      return level;
    };
    const trunk = grow(["S"], mediumVoltage, 20, [5000, 600]);
    for (const [index, { above, offNominal, ratio, buses: low }] of stations.entries()) {
      const id = `T${index}`;
      const busHv = trunk[Math.floor(above * trunk.length)]!;
      buses.push({ id, voltageKvRated: 0.4, feeder: "" });
      transformers.push({
        id,
        busHv,
        busLv: id,
        type: offNominal ? "offNominal" : "station",
        ratio,
      });
      grow([id], low, 0.4, [120, 25]);
    }
    const tables = {
      sourceBus: "S",
      sourceVoltagePu,
      buses,
      lines,
      transformers,
      lineTypes: LINE_TYPES,
      transformerTypes: TRANSFORMER_TYPES,
      mainTransformerType: "main",
      monitoredBranches: [
        ...transformers.map(({ id }) => id),
        lines[0]!.id,
        lines.at(-1)!.id,
      ].filter((id, i, all) => all.indexOf(id) === i),
      monitoredBuses: [buses[1]!.id, buses.at(-1)!.id].filter(
        (id, i, all) => all.indexOf(id) === i,
      ),
    };
    return { tables, loads };
  });
