#!/usr/bin/env node
import { makeProgram } from "#cli/program.ts";
import { reportError } from "#cli/reportError.ts";

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await makeProgram().parseAsync();
} catch (error) {
  process.exitCode = reportError(error, process.argv.includes("--json"));
}
