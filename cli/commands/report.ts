import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { used } from "#cli/measure.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { isStudyFolder, readStudyRecord } from "#cli/studyRecord.ts";
import { summaryText } from "#cli/summaryText.ts";
import { UsageError } from "#cli/usageError.ts";
import { writeReport } from "#cli/writeReport.ts";
import { readManifest } from "#datasets/readDataset.ts";

interface ReportPlan {
  readonly folders: readonly string[];
  readonly file: string;
  readonly title: string;
  readonly studyName: string;
}

/** `eflex report <folder...>`: the report of a study, of one run, or of runs side by side. */
export function report(folders: readonly string[], options: Options): void {
  const output = new Output(options);
  for (const folder of folders) {
    if (!existsSync(folder)) throw new UsageError(`${folder}: there is no such folder`);
  }
  const { file, ...plan } = planReport(folders);
  const target = options.out === undefined ? file : resolve(options.out);
  writeReport(plan.folders, target, plan);
  output.say(summaryText(plan.folders));
  output.say(`Report: ${target}`);
  output.conclude({ event: "done", report: target, folders: plan.folders, ...used() });
}

function planReport(folders: readonly string[]): ReportPlan {
  const first = resolve(folders[0]!);
  if (isStudyFolder(first)) {
    if (folders.length > 1) throw new UsageError("report takes one study, or runs");
    const { study, title, runs } = readStudyRecord(first);
    const file = join(first, "report.html");
    return { folders: runs.map(({ folder }) => folder), file, title, studyName: study };
  }
  const resolved = folders.map((folder) => resolve(folder));
  const { scenario, variant, seed } = readManifest(first);
  if (folders.length === 1) {
    return {
      folders: resolved,
      file: join(first, "report.html"),
      title: `${scenario}: ${variant}`,
      studyName: `run of ${variant} with seed ${seed}`,
    };
  }
  return {
    folders: resolved,
    file: resolve("report.html"),
    title: `${scenario}: ${folders.length} runs`,
    studyName: "runs side by side",
  };
}
