import { existsSync } from "node:fs";
import { baselinesText } from "#cli/baselinesText.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { UsageError } from "#cli/usageError.ts";
import { readManifest } from "#datasets/readDataset.ts";
import { unitMeters } from "#datasets/tables/unitMeters.ts";
import { measureBaselines } from "#sim/baselines/measureBaselines.ts";

/** `eflex baselines <folder>`: bias and error of every method against the replayed truth. */
export function baselines(folder: string, options: Options): void {
  const output = new Output(options);
  if (!existsSync(folder)) throw new UsageError(`${folder}: there is no such folder`);
  const { tables, scenario, variant, seed } = readManifest(folder);
  if (!(unitMeters.name in tables)) {
    throw new UsageError(
      `${folder} holds no meters of its units: a run of a variant that buys flexibility leaves them ` +
        "with --unit-meters",
    );
  }
  const comparison = measureBaselines(folder);
  output.say(`${scenario}, variant ${variant}, seed ${seed}`);
  output.say(baselinesText(comparison));
  output.conclude({ event: "done", folder, ...comparison });
}
