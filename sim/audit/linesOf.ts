import { closeSync, openSync, readSync } from "node:fs";

const CHUNK_BYTES = 1 << 20;
const LINE_END = 0x0a;

/** A line as it stands in a file. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** With its end, if it has one. */
  readonly bytes: Buffer;
  /** False for a last line that was cut off. */
  readonly isWhole: boolean;
}

/** Reads a file line by line; memory holds one line and one piece of the file. */
export function* linesOf(path: string): Generator<Line> {
  const descriptor = openSync(path, "r");
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let begun: Buffer[] = [];
    let number = 1;
    for (let length = readSync(descriptor, chunk); length > 0; ) {
      let start = 0;
      for (let end = find(chunk, 0, length); end >= 0; end = find(chunk, start, length)) {
        begun.push(Buffer.from(chunk.subarray(start, end + 1)));
        yield { number: number++, bytes: Buffer.concat(begun), isWhole: true };
        begun = [];
        start = end + 1;
      }
      if (start < length) begun.push(Buffer.from(chunk.subarray(start, length)));
      length = readSync(descriptor, chunk);
    }
    if (begun.length > 0) yield { number, bytes: Buffer.concat(begun), isWhole: false };
  } finally {
    closeSync(descriptor);
  }
}

function find(chunk: Buffer, from: number, length: number): number {
  const at = chunk.indexOf(LINE_END, from);
  return at < length ? at : -1;
}
