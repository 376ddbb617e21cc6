import { debuglog } from "node:util";
import { CommanderError } from "commander";
import { EXIT, exitCodeOf } from "#cli/exitCode.ts";
import { TaskError } from "#sim/study/taskError.ts";

const debug = debuglog("eflex");

/**
 * Says what went wrong, once, on standard error, and with `json` as an object on standard output
 * too. Returns the exit code. Where it came from is shown with NODE_DEBUG=eflex.
 */
export function reportError(error: unknown, json: boolean): number {
  // Commander has said it already; help and version end this way too.
  const isCommander = error instanceof CommanderError;
  if (isCommander && error.exitCode === 0) return EXIT.ok;
  const exitCode = exitCodeOf(error);
  const { name, message, issues } = describe(error);
  if (!isCommander) process.stderr.write(`${textOf(error, message, exitCode)}\n`);
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ event: "error", exitCode, name, message, issues })}\n`,
    );
  }
  debug("%s", error instanceof Error ? error.stack : error);
  return exitCode;
}

function textOf(error: unknown, message: string, exitCode: number): string {
  const where = error instanceof TaskError ? `${error.label}: ` : "";
  const text = `eflex: ${where}${message}`;
  const isFault = exitCode === EXIT.invariant;
  return isFault
    ? `${text}\nA rule that must always hold does not; nothing of this run was kept. NODE_DEBUG=eflex shows where.`
    : text;
}

function describe(error: unknown): { name: string; message: string; issues: unknown } {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), issues: [] };
  const { issues, findings } = error as { issues?: unknown; findings?: unknown };
  return { name: error.name, message: error.message, issues: issues ?? findings ?? [] };
}
