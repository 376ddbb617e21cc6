/** A run has no such period. */
export class PeriodError extends Error {
  override readonly name = "PeriodError";

  constructor(period: number, count: number) {
    super(`period ${period}: expected 0 to ${count - 1}, the periods of this run`);
  }
}
