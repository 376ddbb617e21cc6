import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

/** What the program left when it ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of standard output as JSON; only for `--json`. */
  json(): Record<string, unknown>[];
}

export interface BinaryOptions {
  /** Root of the result store. */
  readonly results: string;
  /** Where it is called. @default here */
  readonly cwd?: string;
  /** Called with what was written to standard error so far. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the program as a user does, in a process of its own. */
export async function runBinary(
  args: readonly string[],
  { results, onStderr, cwd = process.cwd() }: BinaryOptions,
): Promise<Ended> {
  const child = spawn(process.execPath, [resolve("cli/main.ts"), ...args], {
    cwd,
    env: { ...process.env, EFLEX_RESULTS: results },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    onStderr?.(stderr, (signal) => child.kill(signal));
  });
  const [exitCode] = (await once(child, "close")) as [number | null];
  const json = () =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  return { exitCode, stdout, stderr, json };
}
