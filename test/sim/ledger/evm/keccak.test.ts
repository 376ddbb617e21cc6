import { keccak256 } from "ethers";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { InvariantError } from "#engine/assert.ts";
import { keccakInto } from "#sim/ledger/evm/keccak.ts";

test("any message shorter than a block hashes as ethers hashes it, wherever it lies", () => {
  const message = fc.uint8Array({ maxLength: 135 });
  fc.assert(
    fc.property(message, fc.nat({ max: 9 }), (bytes, shift) => {
      const input = new Uint8Array(shift + bytes.length);
      input.set(bytes, shift);
      const output = new Uint8Array(50).fill(0xee);
      keccakInto(output, shift, input, shift, input.length);
      const hash = Buffer.from(output.subarray(shift, shift + 32)).toString("hex");
      expect(`0x${hash}`).toBe(keccak256(bytes));
      expect(output[shift + 32]).toBe(0xee);
    }),
  );
});

// The empty message: Ethereum Yellow Paper, KEC(()) in section 4.1 (codeHash of an account without code).
test("the empty message has its well-known hash", () => {
  const output = new Uint8Array(32);
  keccakInto(output, 0, output, 0, 0);
  expect(Buffer.from(output).toString("hex")).toBe(
    "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
  );
});

test("a message that fills a block is refused", () => {
  expect(() => keccakInto(new Uint8Array(32), 0, new Uint8Array(136), 0, 136)).toThrow(
    InvariantError,
  );
});
