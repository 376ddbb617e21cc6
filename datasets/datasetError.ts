/** A dataset cannot be read. Says everything that is wrong with its folder, in one go. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
  readonly folder: string;
  readonly findings: readonly string[];

  constructor(folder: string, findings: readonly string[]) {
    super(`dataset ${folder} cannot be read:\n  ${findings.join("\n  ")}`);
    this.folder = folder;
    this.findings = findings;
  }
}
