/** What is asked of a book cannot be answered; says everything that is wrong, in one go. */
export class BookQueryError extends Error {
  override readonly name = "BookQueryError";
  readonly findings: readonly string[];

  constructor(findings: readonly string[]) {
    const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
    super(`book: ${count}\n${findings.map((finding) => `  ${finding}`).join("\n")}`);
    this.findings = findings;
  }
}
