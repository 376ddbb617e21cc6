/** The native EVM of the in-process chain cannot be loaded; the message says how to get it. */
export class EvmMissingError extends Error {
  override readonly name = "EvmMissingError";

  constructor(cause?: unknown) {
    super(missingEvmMessage(), { cause });
  }
}

/** Says in one sentence what is missing and what to do. */
export function missingEvmMessage(): string {
  return (
    `The native EVM for ${process.platform}-${process.arch} is not installed: ` +
    `run "npm run postinstall" or "npx -y -p node@24 -c 'npm ci'", or choose the memory ledger.`
  );
}
