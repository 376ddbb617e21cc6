import { existsSync } from "node:fs";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { UsageError } from "#cli/usageError.ts";
import { explainPeriod } from "#reports/explain/explainPeriod.ts";
import { periodText } from "#reports/explain/periodText.ts";

/** `eflex explain <folder> --period N`: every list, pick, claim, price and payment of a period. */
export function explain(folder: string, options: Options): void {
  const output = new Output(options);
  if (!existsSync(folder)) throw new UsageError(`${folder}: there is no such folder`);
  const facts = explainPeriod(folder, options.period);
  output.say(periodText(facts).trimEnd());
  output.conclude({ event: "done", ...facts });
}
