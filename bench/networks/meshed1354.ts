import type {
  CaseGenerator,
  CaseLine,
  CaseLoad,
  CaseTransformer,
  GridCase,
} from "#engine/grid/gridCase.ts";
import { streamKey, uniform } from "#sim/random/randomStream.ts";

/** As many of each as the 1,354-bus case of the PEGASE project. */
const BUSES = 1354;
const BRANCHES = 1991;
const GENERATORS = 260;
const TRANSFORMERS = 234;
const SEED = 1;
/** Side of the square that the buses lie in. */
const KM = 1500;
/** Extra lines join buses that are among the nearest to each other. */
const NEAREST = 6;

const KV = 380;
const LOW_KV = 110;

/**
 * A made-up transmission grid: buses strewn over a square, each joined to the nearest one before it,
 * more lines between neighbours, a part of the load behind 380/110 kV transformers, and generators
 * that hold their voltage and cover the load.
 */
export function meshed1354(): GridCase {
  const key = streamKey(SEED, "bench/meshed1354");
  let draws = 0;
  const draw = () => uniform(key, draws++);
  const trunk = BUSES - TRANSFORMERS;
  const place = Array.from({ length: trunk }, () => [KM * draw(), KM * draw()] as const);
  const distance = (a: number, b: number) =>
    Math.hypot(place[a]![0] - place[b]![0], place[a]![1] - place[b]![1]);
  const lines = joinBuses(trunk, BRANCHES - TRANSFORMERS, distance, draw);
  const transformers = Array.from({ length: TRANSFORMERS }, (_, n) =>
    stationTransformer(n, Math.floor(trunk * draw())),
  );
  const loads: CaseLoad[] = [];
  for (let bus = 1; bus < BUSES; bus++) {
    if (bus < trunk && draw() < 0.6) continue;
    const powerKw = 100_000 * draw();
    loads.push({
      id: `load ${bus}`,
      bus: String(bus),
      powerKw,
      reactiveKvar: 0.25 * powerKw,
      constantPower: 1,
      constantCurrent: 0,
      constantImpedance: 0,
    });
  }
  const total = loads.reduce((sum, { powerKw }) => sum + powerKw, 0);
  return {
    name: "meshed1354",
    buses: Array.from({ length: BUSES }, (_, bus) => ({
      id: String(bus),
      voltageKvRated: bus < trunk ? KV : LOW_KV,
    })),
    sources: [{ id: "source", bus: "0", voltagePu: 1.03, angleDegree: 0, rOhm: 0, xOhm: 0 }],
    lines,
    transformers,
    links: [],
    loads,
    generators: spreadGenerators(trunk, total),
    storages: [],
    shunts: [],
  };
}

function joinBuses(
  trunk: number,
  count: number,
  distance: (a: number, b: number) => number,
  draw: () => number,
): CaseLine[] {
  const lines: CaseLine[] = [];
  const joined = new Set<string>();
  const join = (a: number, b: number) => {
    const pair = `${Math.min(a, b)}-${Math.max(a, b)}`;
    if (a === b || joined.has(pair)) return;
    joined.add(pair);
    const lengthKm = Math.max(5, distance(a, b));
    lines.push({
      id: `line ${pair}`,
      busFrom: String(a),
      busTo: String(b),
      type: null,
      lengthKm,
      rOhm: 0.03 * lengthKm,
      xOhm: 0.3 * lengthKm,
      gSiemens: 0,
      bSiemens: 3.6e-6 * lengthKm,
      ratedA: 2000,
    });
  };
  for (let bus = 1; bus < trunk; bus++) join(bus, nearest(bus, bus, 1, distance)[0]!);
  while (lines.length < count) {
    const bus = Math.floor(trunk * draw());
    join(bus, nearest(bus, trunk, NEAREST, distance)[Math.floor(NEAREST * draw())]!);
  }
  return lines;
}

/** The buses below `end` that lie nearest to one, nearest first. */
function nearest(
  from: number,
  end: number,
  count: number,
  distance: (a: number, b: number) => number,
): number[] {
  const found: { bus: number; km: number }[] = [];
  for (let bus = 0; bus < end; bus++) {
    if (bus === from) continue;
    const km = distance(from, bus);
    if (found.length === count && km >= found[count - 1]!.km) continue;
    const at = found.findIndex((other) => other.km > km);
    found.splice(at < 0 ? found.length : at, 0, { bus, km });
    if (found.length > count) found.pop();
  }
  return found.map(({ bus }) => bus);
}

/** 300 MVA, 12 %, to a low-voltage bus of its own. */
function stationTransformer(n: number, bus: number): CaseTransformer {
  const ohmBase = (LOW_KV * LOW_KV) / 300;
  return {
    id: `transformer ${n}`,
    busFrom: String(bus),
    busTo: String(BUSES - TRANSFORMERS + n),
    kvFrom: KV,
    kvTo: LOW_KV,
    rOhm: 0.003 * ohmBase,
    xOhm: 0.12 * ohmBase,
    gSiemens: 0,
    bSiemens: 0,
    circuit: "pi",
    ratio: n % 3 === 0 ? 0.98 : 1,
    shiftDegree: 0,
    ratedKva: 300_000,
  };
}

/** Evenly over the buses, all of one size. */
function spreadGenerators(trunk: number, totalKw: number): CaseGenerator[] {
  return Array.from({ length: GENERATORS }, (_, n) => ({
    id: `generator ${n}`,
    bus: String(1 + Math.floor((n * (trunk - 1)) / GENERATORS)),
    powerKw: totalKw / GENERATORS,
    reactiveKvar: 0,
    voltagePu: 1.02,
  }));
}
