import { existsSync } from "node:fs";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { statementText } from "#cli/statementText.ts";
import { UsageError } from "#cli/usageError.ts";
import { statementOf } from "#reports/statement/statementOf.ts";

/** `eflex statement <folder> <uid>`: the account of a participant, from the postings of the run. */
export function statement(folder: string, uid: string, options: Options): void {
  const output = new Output(options);
  if (!existsSync(folder)) throw new UsageError(`${folder}: there is no such folder`);
  const found = statementOf(folder, uid);
  output.say(statementText(found));
  output.conclude({ event: "done", folder, ...found });
}
