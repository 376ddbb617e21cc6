/**
 * Why a customer has to look again, bits of `Attention.why`: never planned, an activation, a device's
 * state, expected prices beyond the window, a trade where there is a battery.
 */
export const NEVER_PLANNED = 1;
export const DIRTY = 2;
export const DEVICE_OFF_PLAN = 4;
export const PRICES_MOVED = 8;
export const FILLED = 16;

const known = new WeakMap<object, Attention>();

/**
 * What a round has to know of every customer to pass over most of them, in tables by row: it is
 * written where it arises, and a round reads it without a look at the customers themselves.
 */
export class Attention {
  why = new Uint8Array(64);
  /** Relative deviation of the base load in the period lived last. */
  noise = new Float64Array(64);
  /** Start of the last plan of all of the horizon, of those who have planned. */
  plannedAt = new Int32Array(64);
  /** The instant at which each looked ahead last, −1 for never, and the first period behind those it looked at. */
  refreshedAt = new Int32Array(64).fill(-1);
  refreshedTo = new Int32Array(64);
  #rows = 0;

  /** Of all customers of a world, also of those that live in it a second time. */
  static of(world: object): Attention {
    const attention = known.get(world) ?? new Attention();
    known.set(world, attention);
    return attention;
  }

  /** Adds a row for a customer that has not planned yet. */
  addRow(): number {
    const row = this.#rows++;
    if (row === this.why.length) this.#grow();
    this.why[row] = NEVER_PLANNED;
    return row;
  }

  /** Notes that a customer has planned: nothing is left to look at. */
  settle(row: number): void {
    this.why[row] = 0;
  }

  /** Notes at the start of period `now` that one has looked ahead, at periods below `end`. */
  look(row: number, now: number, end: number): void {
    this.refreshedAt[row] = now;
    this.refreshedTo[row] = end;
  }

  /** Sets or clears one of the reasons to look again. */
  set(row: number, reason: number, holds: boolean): void {
    if (holds) this.why[row]! |= reason;
    else this.why[row]! &= ~reason;
  }

  #grow(): void {
    const { why, noise, plannedAt, refreshedAt, refreshedTo } = this;
    this.why = new Uint8Array(2 * why.length);
    this.why.set(why);
    this.noise = new Float64Array(2 * noise.length);
    this.noise.set(noise);
    this.plannedAt = new Int32Array(2 * plannedAt.length);
    this.plannedAt.set(plannedAt);
    this.refreshedAt = new Int32Array(2 * refreshedAt.length).fill(-1);
    this.refreshedAt.set(refreshedAt);
    this.refreshedTo = new Int32Array(2 * refreshedTo.length);
    this.refreshedTo.set(refreshedTo);
  }
}
