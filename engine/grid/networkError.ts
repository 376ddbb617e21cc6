/** A network that cannot be computed. Lists everything that is wrong with it, not the first only. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly findings: readonly string[];

  constructor(findings: readonly string[]) {
    super(
      `network has ${findings.length} finding(s):\n${findings.map((f) => `  - ${f}`).join("\n")}`,
    );
    this.findings = findings;
  }
}
