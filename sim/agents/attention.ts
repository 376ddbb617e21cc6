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
 * What a round has to know of every customer to pass over most of them, in tables by row: customers
 * write it where it arises, and a round reads it without a look at the customers themselves.
 */
export class Attention {
  why = new Uint8Array(64);
  /** Relative deviation of the base load in the period lived last. */
  noise = new Float64Array(64);
  /** Period at whose start all that a plan may look at was looked at last, of those who have planned. */
  plannedAt = new Int32Array(64);
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

  /** Sets or clears one of the reasons to look again. */
  set(row: number, reason: number, holds: boolean): void {
    if (holds) this.why[row]! |= reason;
    else this.why[row]! &= ~reason;
  }

  #grow(): void {
    const { why, noise, plannedAt } = this;
    this.why = new Uint8Array(2 * why.length);
    this.why.set(why);
    this.noise = new Float64Array(2 * noise.length);
    this.noise.set(noise);
    this.plannedAt = new Int32Array(2 * plannedAt.length);
    this.plannedAt.set(plannedAt);
  }
}
