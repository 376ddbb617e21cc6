import { MerkleTree } from "#sim/ledger/day/merkleTree.ts";
import { keccakInto } from "#sim/ledger/evm/keccak.ts";
import type { Posting } from "#sim/ledger/ledgerPort.ts";

/** day, entry, from, to, kind as uint32, then the amount as uint128, big-endian. */
const RECORD = 36;
const HASH = 32;
const TWO_TO_32 = 2 ** 32;

/** Builds the tree over the postings of a day; its leaves are those of `ISettlement.entryLeaf`. */
export function postingTree(day: number, postings: readonly Posting[]): MerkleTree {
  const leaves = new Uint8Array(postings.length * HASH);
  const record = new Uint8Array(RECORD);
  const view = new DataView(record.buffer);
  view.setUint32(0, day);
  for (let entry = 0; entry < postings.length; entry++) {
    const { from, to, kind, amountMicroEur } = postings[entry]!;
    view.setUint32(4, entry);
    view.setUint32(8, from);
    view.setUint32(12, to);
    view.setUint32(16, kind);
    view.setUint32(28, Math.floor(amountMicroEur / TWO_TO_32));
    view.setUint32(32, amountMicroEur % TWO_TO_32);
    keccakInto(leaves, entry * HASH, record, 0, RECORD);
  }
  return new MerkleTree(leaves);
}
