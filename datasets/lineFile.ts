import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";

/** What was written: enough to recognise the file again. */
export interface WrittenLines {
  readonly lines: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes a text of lines. Every line is on its way to the disk when `append` returns, so memory does
 * not grow with the file.
 */
export class LineFile {
  readonly #descriptor: number;
  readonly #hash = createHash("sha256");
  #lines = 0;
  #bytes = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, "w");
  }

  /** Appends a line, given without its end. */
  append(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    this.#hash.update(bytes);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
    this.#lines++;
    this.#bytes += bytes.length;
  }

  close(): WrittenLines {
    closeSync(this.#descriptor);
    return { lines: this.#lines, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  /** Lets the file go, as it is. */
  abort(): void {
    closeSync(this.#descriptor);
  }
}
