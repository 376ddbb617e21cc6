import { writeFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { loadStudy } from "#reports/study.ts";
import { type PageOptions, studyPage } from "#reports/studyPage.ts";

/**
 * Writes the report of one or many runs to `outFile`: a single HTML file that opens offline, needs
 * no script and prints. `folders` are datasets of one scenario: variants × seeds, or a single run.
 * Same datasets, same bytes. Throws DatasetError where a folder is no whole dataset or does not
 * belong to the others.
 */
export function renderReport(
  folders: readonly string[],
  outFile: string,
  options: PageOptions,
): void {
  const { document } = parseHTML("<html><body></body></html>");
  writeFileSync(outFile, studyPage(loadStudy(folders), options, document));
}
