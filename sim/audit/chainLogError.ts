/** A chain log is not what a run left: cut, changed, or something else. Says everything that is wrong. */
export class ChainLogError extends Error {
  override readonly name = "ChainLogError";
  readonly path: string;
  readonly findings: readonly string[];

  constructor(path: string, findings: readonly string[]) {
    super(`chain log ${path} is not whole:\n  ${findings.join("\n  ")}`);
    this.path = path;
    this.findings = findings;
  }
}
