/** A node does not take up what was sent to it, or has forgotten what it had taken up. */
export class TransactionLostError extends Error {
  override readonly name = "TransactionLostError";
}
