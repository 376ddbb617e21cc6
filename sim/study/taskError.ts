/** An error as plain data: class and fields of errors are lost between threads. */
export interface TaskFailure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Findings of a ScenarioError, DatasetError or NetworkError. */
  readonly issues: readonly unknown[];
}

/** Takes from an error what has to cross to the main thread. */
export function describeFailure(error: unknown): TaskFailure {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), stack: "", issues: [] };
  }
  const { name, message, stack = "", cause } = error;
  const { issues, findings } = error as { issues?: unknown; findings?: unknown };
  const list = issues ?? findings;
  const reason = cause instanceof Error ? ` (${cause.message})` : "";
  return { name, message: message + reason, stack, issues: Array.isArray(list) ? list : [] };
}

/** A task failed in its worker. Carries the name of the error that was thrown there. */
export class TaskError extends Error {
  override readonly name: string;
  /** Of the task, for people. */
  readonly label: string;
  readonly issues: readonly unknown[];

  constructor(label: string, { name, message, stack, issues }: TaskFailure) {
    super(message);
    this.name = name;
    this.label = label;
    this.stack = stack;
    this.issues = issues;
  }
}

/** Someone asked to stop. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";

  constructor() {
    super("stopped on request");
  }
}
