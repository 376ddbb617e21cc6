import type { Measurement } from "#bench/workload.ts";

/** Titles of the columns of `measurementRow`. */
export const rowTitles = [
  "workload",
  "median per",
  "unit",
  "p50",
  "p99",
  "p99.9",
  "heap B",
  "checksum",
];

/** A measurement for people. */
export function measurementRow(measurement: Measurement): string[] {
  const { name, unit, nsMedian, p50Ns, p99Ns, p999Ns, heapBytes, checksum, facts } = measurement;
  const more = Object.entries(facts).map(([fact, value]) => `${fact} ${short(value)}`);
  return [
    name,
    timeText(nsMedian),
    unit.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    timeText(p50Ns),
    timeText(p99Ns),
    timeText(p999Ns),
    heapBytes === undefined ? "" : short(heapBytes),
    checksum,
    more.join(", "),
  ];
}

/** A time in the unit that suits it. */
export function timeText(ns: number): string {
  if (ns < 1e3) return `${short(ns)} ns`;
  if (ns < 1e6) return `${short(ns / 1e3)} µs`;
  if (ns < 1e9) return `${short(ns / 1e6)} ms`;
  return `${short(ns / 1e9)} s`;
}

function short(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(3)));
}
