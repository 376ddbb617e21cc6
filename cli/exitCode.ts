/** Exit codes: what a script may rely on. */
export const EXIT = {
  ok: 0,
  usage: 2,
  input: 3,
  solve: 4,
  invariant: 5,
  difference: 6,
  stopped: 130,
} as const;

/** By name, because errors of workers arrive without their class. */
const codes: Readonly<Record<string, number>> = {
  UsageError: EXIT.usage,
  BookQueryError: EXIT.usage,
  CommanderError: EXIT.usage,
  InvalidArgumentError: EXIT.usage,
  FolderExistsError: EXIT.usage,
  PeriodError: EXIT.usage,
  UnknownParticipantError: EXIT.usage,
  EvmMissingError: EXIT.usage,
  RpcError: EXIT.usage,
  NodeUnreachableError: EXIT.usage,
  TransactionLostError: EXIT.usage,
  TooManyParticipantsError: EXIT.usage,
  ScenarioError: EXIT.input,
  DatasetError: EXIT.input,
  ChainLogError: EXIT.input,
  MarketLogError: EXIT.input,
  NetworkError: EXIT.input,
  QuantityError: EXIT.input,
  PowerFlowDivergedError: EXIT.solve,
  InvariantError: EXIT.invariant,
  LedgerMismatchError: EXIT.invariant,
  NonDeterminismError: EXIT.invariant,
  CancelledError: EXIT.stopped,
};

/** Exit code for an error; what nobody expected is a fault of the program. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) return EXIT.invariant;
  const known = codes[error.name];
  if (known !== undefined) return known;
  // The file system refused: no permission, no room, not there.
  return "syscall" in error ? EXIT.usage : EXIT.invariant;
}
