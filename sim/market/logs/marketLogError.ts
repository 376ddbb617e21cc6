/** A market log is not what a run left: cut, changed, or something else. Says what is wrong, and where. */
export class MarketLogError extends Error {
  override readonly name = "MarketLogError";
  readonly path: string;
  readonly findings: readonly string[];

  constructor(path: string, finding: string) {
    super(`market log ${path}: ${finding}`);
    this.path = path;
    this.findings = [finding];
  }
}
