import { InvariantError } from "#engine/assert.ts";
import { EvmMissingError } from "#sim/ledger/evm/evmMissingError.ts";
import { TooManyParticipantsError } from "#sim/ledger/evm/tooManyParticipantsError.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";

/** An error as plain data: between threads an error loses its class, and all names but those of the language. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly cause: Failure | null;
}

const classes = {
  EvmMissingError,
  InvariantError,
  LedgerMismatchError,
  RangeError,
  TooManyParticipantsError,
} as const;

/** Takes from an error what has to cross. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), stack: "", cause: null };
  }
  const { name, message, stack = "", cause } = error;
  return { name, message, stack, cause: cause instanceof Error ? failureOf(cause) : null };
}

/** Makes the error again, of the class it had where a ledger throws it on purpose. */
export function errorOf({ name, message, stack, cause }: Failure): Error {
  const error = new Error(message, cause === null ? {} : { cause: errorOf(cause) });
  const known = classes[name as keyof typeof classes];
  if (known !== undefined) Object.setPrototypeOf(error, known.prototype);
  return Object.assign(error, { name, stack });
}
