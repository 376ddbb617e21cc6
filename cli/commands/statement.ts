import { existsSync } from "node:fs";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { statementText } from "#cli/statementText.ts";
import { UsageError } from "#cli/usageError.ts";
import { assert } from "#engine/assert.ts";
import { statementOf } from "#reports/statement/statementOf.ts";

/** `eflex statement <folder> <uid>`: the account of a participant, from the postings of the run. */
export function statement(folder: string, uid: string, options: Options): void {
  const output = new Output(options);
  if (!existsSync(folder)) throw new UsageError(`${folder}: there is no such folder`);
  const found = statementOf(folder, uid);
  const { balanceMicroEur, statedMicroEur } = found;
  assert(
    balanceMicroEur === statedMicroEur,
    `${uid}: the postings make ${balanceMicroEur} µEUR, the table agents says ${statedMicroEur}`,
  );
  output.say(statementText(found));
  output.conclude({ event: "done", folder, ...found });
}
