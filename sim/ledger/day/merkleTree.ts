import { keccakInto } from "#sim/ledger/evm/keccak.ts";

const HASH = 32;

/**
 * A Merkle tree that OpenZeppelin's `MerkleProof` verifies: complete and binary, with sorted pairs.
 * Laid out like OpenZeppelin's own: node i has the children 2i + 1 and 2i + 2, and the leaves stand
 * at the end in reverse order.
 */
export class MerkleTree {
  readonly #leafCount: number;
  readonly #nodes: Uint8Array;

  /** @param leaves hashes of 32 bytes, one after the other */
  constructor(leaves: Uint8Array) {
    this.#leafCount = leaves.length / HASH;
    this.#nodes = new Uint8Array(Math.max(0, 2 * this.#leafCount - 1) * HASH);
    for (let leaf = 0; leaf < this.#leafCount; leaf++) {
      const at = this.#nodeOf(leaf) * HASH;
      this.#nodes.set(leaves.subarray(leaf * HASH, (leaf + 1) * HASH), at);
    }
    const pair = new Uint8Array(2 * HASH);
    for (let node = this.#leafCount - 2; node >= 0; node--) hashChildren(this.#nodes, node, pair);
  }

  /** 0x and 64 hex digits; all zero for a tree without leaves. */
  get root(): string {
    return this.#leafCount === 0 ? `0x${"0".repeat(2 * HASH)}` : this.#hexOf(0);
  }

  /** The siblings on the way from a leaf to the root, each 0x and 64 hex digits. */
  proof(leaf: number): string[] {
    const proof: string[] = [];
    for (let node = this.#nodeOf(leaf); node > 0; node = (node - 1) >> 1) {
      proof.push(this.#hexOf(node % 2 === 0 ? node - 1 : node + 1));
    }
    return proof;
  }

  #nodeOf(leaf: number): number {
    return 2 * this.#leafCount - 2 - leaf;
  }

  #hexOf(node: number): string {
    return `0x${Buffer.from(this.#nodes.subarray(node * HASH, (node + 1) * HASH)).toString("hex")}`;
  }
}

/** Hashes the two children of a node, the smaller first. */
function hashChildren(nodes: Uint8Array, node: number, pair: Uint8Array): void {
  const left = (2 * node + 1) * HASH;
  const right = left + HASH;
  let i = 0;
  while (i < HASH - 1 && nodes[left + i] === nodes[right + i]) i++;
  const ordered = nodes[left + i]! <= nodes[right + i]!;
  const [first, second] = ordered ? [left, right] : [right, left];
  pair.set(nodes.subarray(first, first + HASH), 0);
  pair.set(nodes.subarray(second, second + HASH), HASH);
  keccakInto(nodes, node * HASH, pair, 0, 2 * HASH);
}
