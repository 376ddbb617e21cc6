/** A scenario has more participants than a chain settles in a day. */
export class TooManyParticipantsError extends Error {
  override readonly name = "TooManyParticipantsError";

  constructor(most: number, found: number) {
    super(
      `a chain settles at most ${most} participants in a day, found ${found}: ` +
        "choose the memory ledger",
    );
  }
}
