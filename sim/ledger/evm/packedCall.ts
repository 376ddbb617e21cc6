const WORD = 32;

/**
 * Encodes a call whose last arguments are `bytes`, by hand: the general coder takes longer than the EVM.
 *
 * @param selector 0x and 8 hex digits
 * @param words the arguments before, each 64 hex digits
 */
export function packedCall(
  selector: string,
  words: readonly string[],
  ...data: readonly Buffer[]
): string {
  let start = (words.length + data.length) * WORD;
  let offsets = "";
  let tails = "";
  for (const bytes of data) {
    const padding = "00".repeat((WORD - (bytes.length % WORD)) % WORD);
    offsets += uintWord(start);
    tails += uintWord(bytes.length) + bytes.toString("hex") + padding;
    start += WORD * (1 + Math.ceil(bytes.length / WORD));
  }
  return selector + words.join("") + offsets + tails;
}

/** 64 hex digits of a non-negative integer. */
export function uintWord(value: number): string {
  return value.toString(16).padStart(2 * WORD, "0");
}

/** Reads the `index`th argument, of type `bytes`, out of ABI-encoded data. */
export function bytesArgument(encoded: Buffer, index: number): Buffer {
  const start = lastFourBytes(encoded, index * WORD);
  const length = lastFourBytes(encoded, start);
  return encoded.subarray(start + WORD, start + WORD + length);
}

/** 0x and hex digits as bytes. */
export function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.slice(2), "hex");
}

/** A word that is known to be small. */
function lastFourBytes(encoded: Buffer, offset: number): number {
  return encoded.readUInt32BE(offset + WORD - 4);
}
