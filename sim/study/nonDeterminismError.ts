/** The same key gave another result: the program is not what its version says, or is not deterministic. */
export class NonDeterminismError extends Error {
  override readonly name = "NonDeterminismError";

  /** Both folders stay, so that they can be compared. */
  constructor(kept: { folder: string; hash: string }, other: { folder: string; hash: string }) {
    super(
      `the same scenario, variant, seed and version gave another result:\n` +
        `  ${kept.folder}: ${kept.hash}\n  ${other.folder}: ${other.hash}\n` +
        `Compare the tables of both. If the program has changed since the first was made, ` +
        `remove what the store holds of it.`,
    );
  }
}
