const CALIBRATION_CALLS = 1_000_000;

type Method = (...values: unknown[]) => unknown;

/**
 * Adds up what calls of some methods take, of all objects of a class at once. Reading the clock takes
 * about as long as a short call: what an empty one shows is taken off again.
 */
export class CallClock {
  calls = 0;
  /** With what the clock itself takes. */
  shownMs = 0;
  readonly #stops: (() => void)[] = [];

  /** Watches methods of a class from now on. One that calls another counts twice. */
  watch<Class extends object>(prototype: Class, names: readonly (keyof Class)[]): void {
    const methods = prototype as Record<keyof Class, Method>;
    for (const name of names) {
      const plain = methods[name];
      const note = (ms: number) => {
        this.shownMs += ms;
        this.calls++;
      };
      methods[name] = function (this: unknown, ...values) {
        const start = performance.now();
        const result = plain.apply(this, values);
        note(performance.now() - start);
        return result;
      };
      this.#stops.push(() => {
        methods[name] = plain;
      });
    }
  }

  /** Forgets what was added up so far. */
  reset(): void {
    this.calls = 0;
    this.shownMs = 0;
  }

  /** Watches no longer; returns what the calls took, ms. */
  stop(): number {
    for (const stop of this.#stops) stop();
    return Math.max(0, this.shownMs - this.calls * emptyCall().shownMs);
  }

  /** What watching itself took, also around what it shows, ms. */
  overheadMs(): number {
    return this.calls * emptyCall().tookMs;
  }
}

/** Of a call that does nothing: what the clock shows, and what watching it takes, ms. */
function emptyCall(): { readonly shownMs: number; readonly tookMs: number } {
  const clock = new CallClock();
  const prototype = { nothing: () => 0 };
  clock.watch(prototype, ["nothing"]);
  const start = performance.now();
  for (let k = 0; k < CALIBRATION_CALLS; k++) prototype.nothing();
  const tookMs = (performance.now() - start) / CALIBRATION_CALLS;
  return { shownMs: clock.shownMs / CALIBRATION_CALLS, tookMs };
}
