/** Stops on a bug of our own. Never used for wrong input or for a refused order. */
export function assert(condition: boolean, message = "broken invariant"): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Stops on a bug of our own that was found without `assert`, where each call counts. */
export function fail(message: string): never {
  throw new InvariantError(message);
}

/** An invariant of the platform does not hold. The only right answer is to stop (exit code 5). */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}
