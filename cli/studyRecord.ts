import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { DatasetError } from "#datasets/datasetError.ts";

const studyRecordSchema = z.object({
  study: z.string(),
  title: z.string(),
  scenario: z.string(),
  scenarioHash: z.string(),
  start: z.string(),
  days: z.number(),
  version: z.string(),
  runs: z
    .array(
      z.object({
        variant: z.string(),
        seed: z.number(),
        hash: z.string(),
        /** Relative to the study's folder. */
        folder: z.string(),
      }),
    )
    .min(1),
});

/** What `study.json` holds: which runs the report of a study compares. */
export type StudyRecord = z.infer<typeof studyRecordSchema>;

const STUDY_FILE = "study.json";

/** Whether a folder is one of a study. */
export function isStudyFolder(folder: string): boolean {
  return existsSync(join(folder, STUDY_FILE));
}

/** Reads which runs belong to a study; their folders become absolute. Throws DatasetError. */
export function readStudyRecord(folder: string): StudyRecord {
  const record = parse(folder);
  return {
    ...record,
    runs: record.runs.map((run) => ({ ...run, folder: resolve(folder, run.folder) })),
  };
}

function parse(folder: string): StudyRecord {
  const text = readFileSync(join(folder, STUDY_FILE), "utf8");
  try {
    return studyRecordSchema.parse(JSON.parse(text));
  } catch (error) {
    const issues = error instanceof z.ZodError ? error.issues : [];
    const findings = issues.map(
      ({ path, message }) => `${STUDY_FILE}: ${path.join(".")}: ${message}`,
    );
    throw new DatasetError(folder, findings.length > 0 ? findings : [`${STUDY_FILE}: no JSON`]);
  }
}
