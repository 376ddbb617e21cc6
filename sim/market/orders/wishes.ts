import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";

/** Wh by which a wish must have moved to bring its agent back to a period outside the window. */
const FLAG_WH = 150;
/** Seen by somebody who is to look again whatever it wants: far from all that anybody wants. */
const NEVER_WH = -(2 ** 29);

/** A row per period of the ring, a column per agent: what it wants beyond what it traded, Wh. */
export interface WishTable {
  readonly wishWh: Int32Array;
  readonly columns: number;
}

/**
 * What each agent of an area wants of each period beyond what it traded, consumption positive, Wh: a
 * row per period of the ring, a column per agent, so that a round walks through one row. Beside it
 * stands what it was when the agent last looked.
 */
export class Wishes implements WishTable {
  readonly #agents: readonly Prosumer[];
  readonly wishWh: Int32Array;
  readonly columns: number;
  readonly #seenWh: Int32Array;
  /** Rows of both: made once, as a view costs more than a look at its row. */
  readonly #wishOf: readonly Int32Array[];
  readonly #seenOf: readonly Int32Array[];
  /** 1 where the wish of somebody who can be steered has moved since it last looked (ring). */
  readonly #isFlagged = new Uint8Array(RING);
  /** Those who moved: one place more than there are agents, as the next is written before it is known to be one. */
  readonly #found: Int32Array;
  /** The first of them, by their number. */
  readonly #firstOf: readonly Int32Array[];

  constructor(agents: readonly Prosumer[]) {
    const count = agents.length;
    this.#agents = agents;
    this.columns = count;
    this.wishWh = new Int32Array(RING * count);
    this.#seenWh = new Int32Array(RING * count);
    this.#wishOf = rowsOf(this.wishWh, count);
    this.#seenOf = rowsOf(this.#seenWh, count);
    const found = new Int32Array(count + 1);
    this.#found = found;
    this.#firstOf = Array.from(found, (_, moved) => found.subarray(0, moved));
  }

  /** Wishes of a period, by agent; trades are taken out of them. */
  of(period: number): Int32Array {
    return this.#wishOf[period & RING_MASK]!;
  }

  /** Reads what one agent nominates for [from, to) and has not traded. */
  gather(place: number, from: number, to: number): void {
    const { nominationWh, inflatedWh, tradedWh } = this.#agents[place]!;
    const { wishWh, columns } = this;
    for (let i = from; i < to; i++) {
      const slot = i & RING_MASK;
      const plannedWh = nominationWh[slot]! - inflatedWh[slot]!;
      wishWh[slot * columns + place] = plannedWh - tradedWh[slot]!;
    }
  }

  /** Takes out of [from, to) what an agent does not order by itself (ring), in whole Wh of all it wants. */
  leave(place: number, otherWh: Float64Array, from: number, to: number): void {
    const { tradedWh } = this.#agents[place]!;
    const { wishWh, columns } = this;
    for (let i = from; i < to; i++) {
      const slot = i & RING_MASK;
      const at = slot * columns + place;
      const allWh = wishWh[at]! + tradedWh[slot]!;
      wishWh[at] = Math.round(allWh - otherWh[slot]!) - tradedWh[slot]!;
    }
  }

  /** Before a round nothing is flagged. */
  clearFlags(): void {
    this.#isFlagged.fill(0);
  }

  /** Flags the periods of [from, to) in which the wish of an agent has moved. */
  flagMoved(place: number, from: number, to: number): void {
    const wishWh = this.wishWh;
    const seenWh = this.#seenWh;
    const isFlagged = this.#isFlagged;
    const { columns } = this;
    for (let i = from; i < to; i++) {
      const slot = i & RING_MASK;
      const at = slot * columns + place;
      if (Math.abs(wishWh[at]! - seenWh[at]!) > FLAG_WH) isFlagged[slot] = 1;
    }
  }

  /** Has an agent look at a period again, whatever it wants. */
  recall(place: number, period: number): void {
    const slot = period & RING_MASK;
    this.#seenWh[slot * this.columns + place] = NEVER_WH;
    this.#isFlagged[slot] = 1;
  }

  isFlagged(period: number): boolean {
    return this.#isFlagged[period & RING_MASK] === 1;
  }

  /** Those whose wish for a period has moved since they last looked, by their turns in a round. */
  moved(period: number, turnOf: Int32Array): Int32Array {
    const row = (period & RING_MASK) * this.columns;
    const count = findMoved(this.wishWh, this.#seenWh, row, turnOf, this.#found);
    return this.#firstOf[count]!;
  }

  /** All have looked at a period. */
  seen(period: number): void {
    const slot = period & RING_MASK;
    this.#seenOf[slot]!.set(this.#wishOf[slot]!);
  }

  /** These have looked at a period. */
  seenBy(period: number, places: Int32Array): void {
    const row = (period & RING_MASK) * this.columns;
    const { wishWh } = this;
    const seenWh = this.#seenWh;
    for (let k = 0; k < places.length; k++) {
      const at = row + places[k]!;
      seenWh[at] = wishWh[at]!;
    }
  }
}

/**
 * Writes those who moved, by their turns; returns their number. Most have not, and who has is
 * not foreseen: so nothing is asked.
 */
function findMoved(
  wishWh: Int32Array,
  seenWh: Int32Array,
  row: number,
  turnOf: Int32Array,
  found: Int32Array,
): number {
  let count = 0;
  for (let place = 0; place < turnOf.length; place++) {
    const moreWh = wishWh[row + place]! - seenWh[row + place]!;
    found[count] = place;
    count += ((FLAG_WH - moreWh) | (FLAG_WH + moreWh)) >>> 31;
  }
  // Mostly they are one or two.
  for (let k = 1; k < count; k++) {
    const place = found[k]!;
    let at = k;
    for (; at > 0 && turnOf[found[at - 1]!]! > turnOf[place]!; at--) found[at] = found[at - 1]!;
    found[at] = place;
  }
  return count;
}

function rowsOf(table: Int32Array, count: number): Int32Array[] {
  return Array.from({ length: RING }, (_, row) => table.subarray(row * count, (row + 1) * count));
}
