import { renameSync } from "node:fs";
import { renderReport } from "#reports/studyReport.ts";

/** Writes the report of `folders` to `file`, whole or not at all. */
export function writeReport(
  folders: readonly string[],
  file: string,
  options: { readonly title: string; readonly studyName: string },
): void {
  const partial = `${file}.partial`;
  renderReport(folders, partial, options);
  renameSync(partial, file);
}
