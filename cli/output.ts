import type { Options } from "#cli/options.ts";

/** What a command prints: text for people, or one JSON object per line for programs. */
export class Output {
  readonly json: boolean;
  readonly quiet: boolean;

  constructor({ json = false, quiet = false }: Pick<Options, "json" | "quiet">) {
    this.json = json;
    this.quiet = quiet;
  }

  /** Prints text for people. */
  say(text: string): void {
    if (!this.json && !this.quiet) process.stdout.write(`${text}\n`);
  }

  /** Prints what happens on the way, for programs. */
  tell(event: object): void {
    if (this.json && !this.quiet) process.stdout.write(`${JSON.stringify(event)}\n`);
  }

  /** Prints the last line, for programs. */
  conclude(event: object): void {
    if (this.json) process.stdout.write(`${JSON.stringify(event)}\n`);
  }
}
