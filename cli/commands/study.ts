import { join, relative, resolve, sep } from "node:path";
import { durationText } from "#cli/durationText.ts";
import { execute } from "#cli/execute.ts";
import {
  defaultStore,
  expectLedger,
  expectRunSeeds,
  expectScenario,
  expectStoreFolder,
  expectStudy,
  scenarioOf,
} from "#cli/inputs.ts";
import { used } from "#cli/measure.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import type { StudyRecord } from "#cli/studyRecord.ts";
import { summaryText } from "#cli/summaryText.ts";
import { expectVariants, variantFindings } from "#cli/variantNames.ts";
import { writeReport } from "#cli/writeReport.ts";
import { readManifest } from "#datasets/readDataset.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";
import { loadStudy, type Study } from "#scenarios/study.ts";
import { ResultStore, writeWhole } from "#sim/study/resultStore.ts";
import { type PlannedRun, planStudy } from "#sim/study/studyPlan.ts";
import { version } from "#sim/version.ts";

/** `eflex study <study>`: all variants with all seeds, and the report that compares them. */
export async function study(nameOrPath: string, options: Options): Promise<void> {
  const output = new Output(options);
  const { ledger, claims, force = false, out } = options;
  expectStudy(nameOrPath);
  const plan = loadStudy(nameOrPath);
  const scenario = scenarioOfStudy(plan, options);
  const variants = variantsOf(plan, scenario, options);
  const seeds = options.seeds ?? (options.seed === undefined ? plan.seeds : [options.seed]);
  expectRunSeeds(scenario, seeds);
  if (out !== undefined) expectStoreFolder(out);
  await expectLedger(options);

  const store = out === undefined ? defaultStore() : new ResultStore(out);
  const { referenceOptimum = plan.referenceOptimum } = options;
  const { networkCost } = plan;
  const { unitMeters = false } = options;
  const measured = { referenceOptimum, networkCost, unitMeters };
  const request = { scenario, variants, seeds, ledger, claims, force, ...measured };
  const planned = planStudy(request, store);
  await execute(planned, options, output);
  const keys = planned.runs.map(({ key }) => key);
  conclude(plan, scenario, planned.runs, store.studyFolder(plan.name, keys), output);
}

function variantsOf(
  { name, variants }: Study,
  scenario: Scenario,
  options: Options,
): readonly string[] {
  if (options.variant !== undefined) {
    expectVariants(scenario, options.variant);
    return options.variant;
  }
  const findings = variantFindings(scenario, `${name}.yaml`, variants);
  if (findings.length > 0) throw new ScenarioError(`invalid study ${name}`, findings);
  return variants;
}

function scenarioOfStudy(plan: Study, options: Options): Scenario {
  const nameOrPath = options.scenario ?? plan.scenario;
  expectScenario(nameOrPath);
  const days = options.days ?? plan.days;
  const from = options.from ?? plan.start;
  return scenarioOf(nameOrPath, {
    ...options,
    ...(days === undefined ? {} : { days }),
    ...(from === undefined ? {} : { from }),
  });
}

function conclude(
  plan: Study,
  scenario: Scenario,
  planned: readonly PlannedRun[],
  folder: string,
  output: Output,
): void {
  const runs = planned.map(({ variant, seed, folder, isThere }) => {
    const { hash, indicators, warnings } = readManifest(folder);
    return { variant, seed, folder, hash, wasThere: isThere, indicators, warnings };
  });
  const { start, days } = scenario.calendar;
  const record: StudyRecord = {
    study: plan.name,
    title: plan.title,
    scenario: scenario.name,
    scenarioHash: scenario.hash,
    start,
    days,
    version,
    runs: runs.map(({ variant, seed, hash, folder: to }) => {
      // Relative and with slashes, so that a store can be moved.
      return { variant, seed, hash, folder: relative(folder, to).split(sep).join("/") };
    }),
  };
  writeWhole(join(folder, "study.json"), `${JSON.stringify(record, undefined, 2)}\n`);
  const report = join(folder, "report.html");
  const folders = runs.map(({ folder }) => resolve(folder));
  writeReport(folders, report, { title: plan.title, studyName: plan.name });
  const { seconds, peakMemoryMb } = used();
  output.say(summaryText(folders));
  for (const { variant, seed, warnings } of runs) {
    for (const warning of warnings) output.say(`Warning, ${variant} seed ${seed}: ${warning}`);
  }
  output.say(`Report: ${report}`);
  output.say(`${durationText(seconds)}, ${peakMemoryMb} MB at most`);
  output.conclude({
    event: "done",
    study: plan.name,
    folder,
    report,
    seconds,
    peakMemoryMb,
    runs,
  });
}
