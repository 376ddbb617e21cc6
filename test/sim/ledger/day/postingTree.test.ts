import { SimpleMerkleTree } from "@openzeppelin/merkle-tree";
import { solidityPackedKeccak256 } from "ethers";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { postingTree } from "#sim/ledger/day/postingTree.ts";
import type { Posting } from "#sim/ledger/ledgerPort.ts";

const index = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const posting = fc.record({
  from: index,
  to: index,
  kind: index,
  amountMicroEur: fc.maxSafeNat(),
});

function referenceTree(day: number, postings: readonly Posting[]) {
  const types = ["uint32", "uint32", "uint32", "uint32", "uint32", "uint128"];
  const leaves = postings.map(({ from, to, kind, amountMicroEur }, entry) =>
    solidityPackedKeccak256(types, [day, entry, from, to, kind, amountMicroEur]),
  );
  return SimpleMerkleTree.of(leaves, { sortLeaves: false });
}

test("root and proofs are those of OpenZeppelin's tree", () => {
  const postings = fc.array(posting, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(index, postings, (day, list) => {
      const tree = postingTree(day, list);
      const reference = referenceTree(day, list);
      expect(tree.root).toBe(reference.root);
      for (let i = 0; i < list.length; i++) expect(tree.proof(i)).toEqual(reference.getProof(i));
    }),
  );
});

test("a day without postings has the root zero", () => {
  expect(postingTree(3, []).root).toBe(`0x${"0".repeat(64)}`);
});
