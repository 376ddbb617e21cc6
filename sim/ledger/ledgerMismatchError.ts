/** The ledger says something else than the run decided, or refuses it. A run stops here (exit code 5). */
export class LedgerMismatchError extends Error {
  override readonly name = "LedgerMismatchError";
}
