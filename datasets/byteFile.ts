import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";

/** What was written: enough to recognise the file again. */
export interface WrittenBytes {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes a file of bytes. They are on their way to the disk when `append` returns, so memory does not
 * grow with the file.
 */
export class ByteFile {
  readonly #descriptor: number;
  readonly #hash = createHash("sha256");
  #bytes = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, "w");
  }

  append(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
    this.#bytes += bytes.length;
  }

  close(): WrittenBytes {
    closeSync(this.#descriptor);
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  /** Lets the file go, as it is. */
  abort(): void {
    closeSync(this.#descriptor);
  }
}
