import type { Measurement } from "#bench/workload.ts";

/**
 * A measurement as one JSON object: `{event, name, size, <unit>s, nsPer<Unit>Median, p50Ns, p99Ns,
 * p999Ns, checksum, …}`.
 */
export function measurementEvent(measurement: Measurement): Record<string, string | number> {
  const { name, size, unit, contender, count, nsMedian, heapBytes, facts } = measurement;
  const { rounds, unitsPerBatch, p50Ns, p99Ns, p999Ns, checksum } = measurement;
  const Unit = unit[0]!.toUpperCase() + unit.slice(1);
  return {
    event: "bench",
    name,
    size,
    ...(contender === undefined ? {} : { contender }),
    [`${unit}s`]: count,
    rounds,
    [`${unit}sPerBatch`]: unitsPerBatch,
    [`nsPer${Unit}Median`]: tidy(nsMedian),
    p50Ns: tidy(p50Ns),
    p99Ns: tidy(p99Ns),
    p999Ns: tidy(p999Ns),
    ...(heapBytes === undefined ? {} : { [`heapBytesPer${Unit}`]: tidy(heapBytes) }),
    ...Object.fromEntries(Object.entries(facts).map(([fact, value]) => [fact, tidy(value)])),
    checksum,
  };
}

/** Four digits are more than a clock gives; whole numbers stay. */
function tidy(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}
