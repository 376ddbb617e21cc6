import type { SweepColumns } from "#engine/grid/sweepColumns.ts";

/**
 * A feeder without the buses that nobody loads, and what it takes to know their voltages anyway.
 * Exact: everything that is left out is linear.
 */
export interface FeederReduction {
  readonly columns: SweepColumns;
  /** Bus of the whole feeder behind each bus of `columns`, ascending. */
  readonly kept: Int32Array;
  /** The other buses of the whole feeder… */
  readonly dropped: Int32Array;
  /** …and their voltages: V_dropped = a V_upper + b V_lower, both kept buses of the whole feeder. */
  readonly upper: Int32Array;
  readonly lower: Int32Array;
  /** Re a, Im a, Re b, Im b, for one dropped bus after the other. */
  readonly weights: Float64Array;
}

type Complex = readonly [re: number, im: number];

/** V = a V_upper + b V_lower. */
interface Blend {
  readonly upper: number;
  readonly lower: number;
  readonly a: Complex;
  readonly b: Complex;
}

/**
 * Cuts a feeder to the buses that matter: branches to nowhere become a shunt where they begin, and
 * a bus without load between two branches disappears with the two merged into one.
 *
 * A stub of impedance z with admittance Y at its end is y = Y / (1 + zY) at its upper bus, and its
 * end has the voltage V / (1 + zY). Two branches with the shunt y between them are star and delta:
 *
 *     z = z₁ + z₂ + z₁ z₂ y        shunts y z₂/z above, y z₁/z below        V = (z₂ V₁ + z₁ V₂) / z
 *
 * @param isLoaded - 1 at each bus that may have load; the source bus is kept in any case.
 */
export function reduceFeeder(feeder: SweepColumns, isLoaded: Uint8Array): FeederReduction {
  const { busCount, parent } = feeder;
  const shunt = Array.from(feeder.g, (g, i): Complex => [g, feeder.b[i]!]);
  const impedance = Array.from(feeder.r, (r, i): Complex => [r, feeder.x[i]!]);
  const liveChildren = new Int32Array(busCount);
  const isLive = isLoaded.slice();
  isLive[0] = 1;
  const stubGain = new Map<number, Complex>();
  for (let i = busCount - 1; i > 0; i--) {
    const k = parent[i]!;
    isLive[i]! |= liveChildren[i]! > 0 ? 1 : 0;
    if (isLive[i]) {
      liveChildren[k]!++;
      continue;
    }
    const gain = reciprocal(plus([1, 0], times(impedance[i]!, shunt[i]!)));
    stubGain.set(i, gain);
    shunt[k] = plus(shunt[k]!, times(shunt[i]!, gain));
  }
  const isKept = (i: number) => i === 0 || isLoaded[i] === 1 || liveChildren[i]! > 1;

  const kept: number[] = [];
  const place = new Int32Array(busCount).fill(-1);
  const parentKept: number[] = [];
  const blends = new Map<number, Blend>();
  for (let i = 0; i < busCount; i++) {
    if (!isLive[i] || !isKept(i)) continue;
    place[i] = kept.length;
    kept.push(i);
    if (i === 0) {
      parentKept.push(-1);
      continue;
    }
    const chain: number[] = [];
    let upper = parent[i]!;
    for (; !isKept(upper); upper = parent[upper]!) chain.unshift(upper);
    parentKept.push(place[upper]!);
    for (const [bus, blend] of mergeChain(upper, chain, i, impedance, shunt)) {
      blends.set(bus, blend);
    }
  }
  for (let i = 1; i < busCount; i++) {
    const gain = stubGain.get(i);
    if (gain === undefined) continue;
    const k = parent[i]!;
    const above = blends.get(k) ?? { upper: k, lower: k, a: [1, 0], b: [0, 0] };
    blends.set(i, { ...above, a: times(gain, above.a), b: times(gain, above.b) });
  }
  return {
    columns: {
      busCount: kept.length,
      parent: Int32Array.from(parentKept),
      r: Float64Array.from(kept, (bus) => impedance[bus]![0]),
      x: Float64Array.from(kept, (bus) => impedance[bus]![1]),
      g: Float64Array.from(kept, (bus) => shunt[bus]![0]),
      b: Float64Array.from(kept, (bus) => shunt[bus]![1]),
    },
    kept: Int32Array.from(kept),
    ...recoveryColumns(blends),
  };
}

/**
 * Merges the branches of a chain into one, which then stands as the impedance of `lower`; the
 * shunts between go to both ends. Returns how to find the voltages between.
 */
function mergeChain(
  upper: number,
  chain: readonly number[],
  lower: number,
  impedance: Complex[],
  shunt: Complex[],
): [bus: number, blend: Blend][] {
  const steps: { bus: number; a: Complex; b: Complex }[] = [];
  for (const [index, bus] of chain.entries()) {
    const next = chain[index + 1] ?? lower;
    const z1 = impedance[bus]!;
    const z2 = impedance[next]!;
    const y = shunt[bus]!;
    const z = plus(plus(z1, z2), times(times(z1, z2), y));
    const isBridge = z[0] === 0 && z[1] === 0;
    const a: Complex = isBridge ? [0, 0] : times(z2, reciprocal(z));
    const b: Complex = isBridge ? [1, 0] : times(z1, reciprocal(z));
    shunt[upper] = plus(shunt[upper]!, times(y, a));
    shunt[next] = plus(shunt[next]!, times(y, b));
    impedance[next] = z;
    steps.push({ bus, a, b });
  }
  // Each step names the bus after it; from the last one up, that is a blend of the two ends.
  const found: [number, Blend][] = [];
  let after: { a: Complex; b: Complex } = { a: [0, 0], b: [1, 0] };
  for (const { bus, a, b } of steps.reverse()) {
    after = { a: plus(a, times(b, after.a)), b: times(b, after.b) };
    found.push([bus, { upper, lower, ...after }]);
  }
  return found;
}

function recoveryColumns(blends: ReadonlyMap<number, Blend>) {
  const dropped = Int32Array.from([...blends.keys()].sort((a, b) => a - b));
  const inOrder = Array.from(dropped, (bus) => blends.get(bus)!);
  return {
    dropped,
    upper: Int32Array.from(inOrder, ({ upper }) => upper),
    lower: Int32Array.from(inOrder, ({ lower }) => lower),
    weights: Float64Array.from(inOrder.flatMap(({ a, b }) => [...a, ...b])),
  };
}

function plus(a: Complex, b: Complex): Complex {
  return [a[0] + b[0], a[1] + b[1]];
}

function times(a: Complex, b: Complex): Complex {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

function reciprocal([re, im]: Complex): Complex {
  const d = re * re + im * im;
  return [re / d, -im / d];
}
