import { type BenchNetwork, kvarOf } from "#bench/networks/benchNetwork.ts";
import type { LineRecord } from "#engine/grid/networkRecords.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { streamKey, uniform, uniformInt } from "#sim/random/randomStream.ts";

const BUSES = 906;
const CUSTOMERS = 55;
/** Buses on stubs that lead nowhere. */
const STUB_BUSES = 40;
const KW_PER_CUSTOMER = 1.5;
const SEED = 1;

/** A stretch of cable between two points that matter: a customer or a place where cables part. */
interface Stretch {
  readonly from: string;
  readonly to: string;
  /** Buses between them. */
  inner: number;
}

/**
 * A low-voltage feeder as it comes out of a map: 906 buses a metre or two apart, 55 of them with a
 * customer; the size of the European low-voltage test feeder of the IEEE. All else that matters are
 * the 54 places where cables part.
 */
export function longFeeder906(): BenchNetwork {
  const key = streamKey(SEED, "bench/longFeeder906");
  let draws = 0;
  const draw = (count: number) => uniformInt(key, draws++, count);
  const stretches = skeleton(draw);
  for (let left = BUSES - STUB_BUSES - 2 * CUSTOMERS; left > 0; left--) {
    stretches[draw(stretches.length)]!.inner++;
  }
  const buses = ["0"];
  const lines: LineRecord[] = [];
  const extend = (above: string, id: string) => {
    const lengthM = 1 + 2 * uniform(key, draws++);
    buses.push(id);
    lines.push({ id: `L${id}`, busFrom: above, busTo: id, type: "cable", lengthM });
  };
  for (const { from, to, inner } of stretches) {
    let above = from;
    for (let n = 0; n < inner; n++) {
      const id = `${to}-${n}`;
      extend(above, id);
      above = id;
    }
    extend(above, to);
  }
  for (let stub = 0; stub < STUB_BUSES; stub++) extend(buses[draw(buses.length)]!, `S${stub}`);
  const network = buildRadialNetwork({
    sourceBus: "0",
    sourceVoltagePu: 1.02,
    buses: buses.map((id) => ({ id, voltageKvRated: 0.416, feeder: "" })),
    lines,
    transformers: [],
    lineTypes: [{ id: "cable", rOhmPerKm: 0.446, xOhmPerKm: 0.071, cNfPerKm: 260, ratedA: 300 }],
    transformerTypes: [
      {
        id: "station",
        ratedKva: 800,
        hvKv: 11,
        lvKv: 0.416,
        shortCircuitPercent: 4.1,
        shortCircuitResistivePercent: 1,
        noLoadKw: 1.2,
        noLoadCurrentPercent: 0.3,
      },
    ],
    mainTransformerType: "station",
    monitoredBranches: [lines[0]!.id],
    monitoredBuses: ["C0"],
  });
  const loadKw = new Float64Array(network.busCount);
  for (let customer = 0; customer < CUSTOMERS; customer++) {
    loadKw[network.busIndex.get(`C${customer}`)!] = KW_PER_CUSTOMER;
  }
  return { name: "longFeeder906", network, loadKw, loadKvar: kvarOf(loadKw, 0.95) };
}

/** One customer after the other is joined to a new bus on a stretch drawn at random. */
function skeleton(draw: (count: number) => number): Stretch[] {
  const stretches: Stretch[] = [{ from: "0", to: "C0", inner: 0 }];
  for (let customer = 1; customer < CUSTOMERS; customer++) {
    const at = draw(stretches.length);
    const { from, to } = stretches[at]!;
    const fork = `F${customer}`;
    stretches[at] = { from, to: fork, inner: 0 };
    stretches.push({ from: fork, to, inner: 0 }, { from: fork, to: `C${customer}`, inner: 0 });
  }
  return stretches;
}
