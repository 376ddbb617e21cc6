import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { durationText } from "#cli/durationText.ts";
import { execute } from "#cli/execute.ts";
import {
  defaultStore,
  expectFreeFolder,
  expectLedger,
  expectRunSeeds,
  scenarioOf,
} from "#cli/inputs.ts";
import { used } from "#cli/measure.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { summaryText } from "#cli/summaryText.ts";
import { UsageError } from "#cli/usageError.ts";
import { expectVariants } from "#cli/variantNames.ts";
import { writeReport } from "#cli/writeReport.ts";
import { readManifest } from "#datasets/readDataset.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { expectSameHash, type ResultStore } from "#sim/study/resultStore.ts";
import { type PlannedRun, planStudy } from "#sim/study/studyPlan.ts";

const DEFAULT_VARIANT = "2A";

/** `eflex run <scenario>`: one variant with one seed, and before it what it reads. */
export async function run(nameOrPath: string, options: Options): Promise<void> {
  const output = new Output(options);
  const { ledger, claims, force = false, out } = options;
  const variants = options.variant ?? [DEFAULT_VARIANT];
  if (variants.length !== 1) throw new UsageError("run takes one variant; a study takes several");
  const scenario = scenarioOf(nameOrPath, options);
  expectVariants(scenario, variants);
  const seed = options.seed ?? scenario.seed;
  expectRunSeeds(scenario, [seed]);
  if (out !== undefined) expectFreeFolder(out, force);
  await expectLedger(options);

  const store = defaultStore();
  const { referenceOptimum = false, unitMeters = false, marketLog = false } = options;
  const measured = { referenceOptimum, unitMeters, marketLog };
  const wanted = { scenario, variants, seeds: [seed], ledger, claims, force, ...measured };
  const outFolder = out === undefined ? {} : { outFolder: resolve(out) };
  const plan = planStudy({ ...wanted, ...outFolder }, store);
  const planned = plan.runs[0]!;
  await execute(plan, options, output);
  if (out !== undefined)
    expectStored(
      store,
      { scenario, variant: variants[0]!, seed, ledger, claims, ...measured },
      planned,
    );
  conclude(planned, scenario, output);
}

/** A result outside of the store has to equal the one inside, where there is one. */
function expectStored(
  store: ResultStore,
  identity: Parameters<ResultStore["findRun"]>[0],
  { folder }: PlannedRun,
): void {
  if (store.findRun(identity) !== undefined) expectSameHash(store.runFolder(identity), folder);
}

function conclude(planned: PlannedRun, scenario: Scenario, output: Output): void {
  const { folder, twinFolder, isThere, variant, seed } = planned;
  const { hash, indicators, warnings } = readManifest(folder);
  const hasTwin = twinFolder !== null && existsSync(twinFolder);
  const folders = hasTwin ? [twinFolder, folder] : [folder];
  const report = join(folder, "report.html");
  writeReport(folders, report, {
    title: `${scenario.title}: ${variant}`,
    studyName: `run of ${variant} with seed ${seed}`,
  });
  const { seconds, peakMemoryMb } = used();
  output.say(summaryText(folders));
  for (const warning of warnings) output.say(`Warning: ${warning}`);
  output.say(isThere ? `Result was there already: ${folder}` : `Result: ${folder}`);
  output.say(`Report: ${report}`);
  output.say(`${durationText(seconds)}, ${peakMemoryMb} MB at most`);
  output.conclude({
    event: "done",
    folder,
    hash,
    seconds,
    peakMemoryMb,
    indicators,
    warnings,
    report,
    wasThere: isThere,
  });
}
