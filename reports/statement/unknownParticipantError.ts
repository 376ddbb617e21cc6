const SHOWN = 12;

/** Nobody in the run has this name. */
export class UnknownParticipantError extends Error {
  override readonly name = "UnknownParticipantError";

  constructor(uid: string, names: readonly string[]) {
    const shown = names.slice(0, SHOWN).join(", ");
    const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
    super(`no participant "${uid}": expected one of ${shown}${more}`);
  }
}
