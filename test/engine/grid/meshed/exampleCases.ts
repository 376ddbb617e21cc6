import fc from "fast-check";
import type {
  CaseGenerator,
  CaseLine,
  CaseLoad,
  CaseTransformer,
  GridCase,
} from "#engine/grid/gridCase.ts";
import { BARAN_WU_LOADS, baranWu33 } from "#test/support/baranWu33.ts";

/** Elements with the fields that a test does not care about filled in. */
export function line(
  id: string,
  busFrom: string,
  busTo: string,
  rOhm: number,
  xOhm: number,
  more: Partial<CaseLine> = {},
): CaseLine {
  return {
    ...{ id, busFrom, busTo, type: null, lengthKm: null, rOhm, xOhm, gSiemens: 0, bSiemens: 0 },
    ...{ ratedA: null, ...more },
  };
}

export function load(
  bus: string,
  powerKw: number,
  reactiveKvar: number,
  [constantPower, constantCurrent, constantImpedance]: readonly [number, number, number] = [
    1, 0, 0,
  ],
): CaseLoad {
  return {
    ...{ id: `load at ${bus}`, bus, powerKw, reactiveKvar },
    ...{ constantPower, constantCurrent, constantImpedance },
  };
}

export function transformer(
  id: string,
  busFrom: string,
  busTo: string,
  more: Partial<CaseTransformer> = {},
): CaseTransformer {
  return {
    ...{ id, busFrom, busTo, kvFrom: 20, kvTo: 0.4, rOhm: 0.004, xOhm: 0.016 },
    ...{ gSiemens: 0.002, bSiemens: -0.01, circuit: "t", ratio: 1, shiftDegree: 0 },
    ...{ ratedKva: 400, ...more },
  };
}

export function generator(
  bus: string,
  powerKw: number,
  more: Partial<CaseGenerator> = {},
): CaseGenerator {
  return { id: `generator at ${bus}`, bus, powerKw, reactiveKvar: 0, voltagePu: null, ...more };
}

/** A case of buses of one voltage, a stiff source at the first. */
export function caseOf(
  buses: readonly string[],
  voltageKvRated: number,
  parts: Partial<GridCase>,
): GridCase {
  return {
    name: "example",
    buses: buses.map((id) => ({ id, voltageKvRated })),
    sources: [{ id: "source", bus: buses[0]!, voltagePu: 1, angleDegree: 0, rOhm: 0, xOhm: 0 }],
    ...{ lines: [], transformers: [], links: [], loads: [], generators: [] },
    ...{ storages: [], shunts: [] },
    ...parts,
  };
}

/** The 33-bus feeder; lines are "L<bus below>". `ties` closes its five tie switches, which makes it meshed. */
export function feeder33(ties = false, parts: Partial<GridCase> = {}): GridCase {
  const tables = baranWu33();
  const types = new Map(tables.lineTypes.map((type) => [type.id, type]));
  const tie = (from: string, to: string, ohm: number) =>
    line(`T${from}-${to}`, from, to, ohm, ohm, { ratedA: 400 });
  return caseOf(
    tables.buses.map(({ id }) => id),
    12.66,
    {
      lines: [
        ...tables.lines.map(({ id, busFrom, busTo, type }) => {
          const { rOhmPerKm, xOhmPerKm, ratedA } = types.get(type)!;
          return line(id, busFrom, busTo, rOhmPerKm, xOhmPerKm, { ratedA });
        }),
        ...(ties
          ? [
              ...[tie("21", "8", 2), tie("9", "15", 2), tie("12", "22", 2)],
              ...[tie("18", "33", 0.5), tie("25", "29", 0.5)],
            ]
          : []),
      ],
      loads: [...BARAN_WU_LOADS].map(([bus, [kw, kvar]]) => load(bus, kw, kvar)),
      ...parts,
    },
  );
}

/**
 * Two voltage levels, a ring, parallel transformers of which one shifts, a held voltage, loads of all kinds, a shunt, a
 * link and a second source behind an impedance: everything at once.
 */
export function everything(): GridCase {
  const buses = [
    ...["A", "B", "C", "D"].map((id) => ({ id, voltageKvRated: 20 })),
    ...["a", "b", "c", "d"].map((id) => ({ id, voltageKvRated: 0.4 })),
  ];
  return {
    name: "everything",
    buses,
    sources: [
      { id: "grid", bus: "A", voltagePu: 1.02, angleDegree: 0, rOhm: 0, xOhm: 0 },
      { id: "neighbour", bus: "D", voltagePu: 1.01, angleDegree: -0.4, rOhm: 1.5, xOhm: 6 },
    ],
    lines: [
      line("AB", "A", "B", 0.8, 0.6, { bSiemens: 4e-5, ratedA: 300 }),
      line("BC", "B", "C", 1.2, 0.9, { bSiemens: 5e-5, gSiemens: 1e-6, ratedA: 300 }),
      line("CA", "C", "A", 1.1, 0.8, { bSiemens: 5e-5, ratedA: 250 }),
      line("CD", "C", "D", 0.5, 0.4, { ratedA: 300 }),
      line("ab", "a", "b", 0.02, 0.01, { ratedA: 400 }),
      line("cd", "c", "d", 0.03, 0.012, { ratedA: 250 }),
      line("da", "d", "a", 0.05, 0.02, { ratedA: 250 }),
    ],
    transformers: [
      transformer("T1", "B", "a", { ratio: 1.025, shiftDegree: 150 }),
      transformer("T2", "C", "c", { circuit: "pi", shiftDegree: 151, ratedKva: 250 }),
    ],
    links: [{ id: "bc", busFrom: "b", busTo: "c" }],
    loads: [
      load("b", 120, 40, [0.5, 0.2, 0.3]),
      load("d", 90, 25),
      load("a", 60, 10, [0, 1, 0]),
      load("D", 800, 200),
    ],
    generators: [
      generator("C", 600, { voltagePu: 1.015 }),
      generator("d", 40, { reactiveKvar: 5 }),
    ],
    storages: [{ id: "battery", bus: "b", powerKw: -20, reactiveKvar: 0 }],
    shunts: [{ id: "capacitor", bus: "a", gSiemens: 0, bSiemens: 0.1 }],
  };
}

/** Random networks of 10 kV: a random tree, some more lines, loads, feed-in, some held voltages. */
export const meshedCases: fc.Arbitrary<GridCase> = fc
  .record({
    parents: fc.array(fc.nat(), { minLength: 1, maxLength: 25 }),
    chords: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 }),
    r: fc.array(fc.double({ min: 0.01, max: 0.5, noNaN: true }), { minLength: 40, maxLength: 40 }),
    kw: fc.array(fc.integer({ min: -300, max: 400 }), { minLength: 26, maxLength: 26 }),
    held: fc.array(fc.boolean(), { minLength: 26, maxLength: 26 }),
  })
  .map(({ parents, chords, r, kw, held }) => {
    const count = parents.length + 1;
    const pairs = [
      ...parents.map((parent, i) => [parent % (i + 1), i + 1] as const),
      ...chords.map(([a, b]) => [a % count, b % count] as const).filter(([a, b]) => a !== b),
    ];
    return caseOf(
      Array.from({ length: count }, (_, i) => `n${i}`),
      10,
      {
        lines: pairs.map(([a, b], i) =>
          line(`l${i}`, `n${a}`, `n${b}`, r[i % 40]!, r[(7 * i + 3) % 40]! + 0.02, {
            bSiemens: 1e-6 * i,
            ratedA: 300,
          }),
        ),
        loads: Array.from({ length: count - 1 }, (_, i) => load(`n${i + 1}`, kw[i]!, kw[i]! / 4)),
        generators: Array.from({ length: count - 1 }, (_, i) => i)
          .filter((i) => held[i] && i % 4 === 0)
          .map((i) => generator(`n${i + 1}`, 20, { voltagePu: 1 + (i % 3) / 500 })),
      },
    );
  });
