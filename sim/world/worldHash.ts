import { createHash } from "node:crypto";

/** SHA-256 over the bytes of all series in order, each once where it is shared. */
export function hashSeries(series: Iterable<ArrayBufferView>): string {
  const hash = createHash("sha256");
  const seen = new Set<ArrayBufferView>();
  for (const array of series) {
    if (seen.has(array)) continue;
    seen.add(array);
    hash.update(`${array.constructor.name}:${array.byteLength};`);
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest("hex");
}

/** Finds every typed array in a tree of objects and arrays, in order of the keys as written. */
export function* seriesWithin(value: unknown): Generator<ArrayBufferView> {
  if (ArrayBuffer.isView(value)) yield value;
  else if (Array.isArray(value)) for (const item of value) yield* seriesWithin(item);
  else if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) yield* seriesWithin(item);
  }
}
