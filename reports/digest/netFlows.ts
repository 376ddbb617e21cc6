import {
  ACCOUNT_KINDS,
  type AccountKind,
  POSTING_KINDS,
  type PostingKind,
} from "#datasets/words.ts";
import type { MoneyFlow } from "#reports/digest/moneyDigest.ts";

/** Net payments between two kinds of account, one amount a variant. */
export interface NetFlow {
  readonly posting: PostingKind;
  readonly from: AccountKind;
  readonly to: AccountKind;
  /** EUR, negative where the money went from `to` to `from`. */
  readonly amountsEur: readonly number[];
}

interface Pair {
  readonly posting: PostingKind;
  readonly ends: readonly [AccountKind, AccountKind];
  readonly amounts: number[];
}

/**
 * Nets both directions of each pair of account kinds and posting kind, and lines variants up.
 * Each pair points the way in which more was paid over all variants. Within one kind nothing is
 * netted: the amount is all that changed hands.
 */
export function netFlows(variants: readonly (readonly MoneyFlow[])[]): NetFlow[] {
  const pairs = new Map<string, Pair>();
  for (const [index, flows] of variants.entries()) {
    for (const { posting, from, to, amountEur } of flows) {
      const ends: Pair["ends"] = rank(from) <= rank(to) ? [from, to] : [to, from];
      const key = `${posting} ${ends.join(" ")}`;
      const pair = pairs.get(key) ?? { posting, ends, amounts: variants.map(() => 0) };
      pair.amounts[index]! += ends[0] === from ? amountEur : -amountEur;
      pairs.set(key, pair);
    }
  }
  return [...pairs.values()].map(pointed).sort(byPosting);
}

function pointed({ posting, ends: [a, b], amounts }: Pair): NetFlow {
  const forward = amounts.reduce((sum, amount) => sum + amount, 0) >= 0;
  if (forward) return { posting, from: a, to: b, amountsEur: amounts };
  return { posting, from: b, to: a, amountsEur: amounts.map((amount) => 0 - amount) };
}

function rank(kind: AccountKind): number {
  return ACCOUNT_KINDS.indexOf(kind);
}

function byPosting(a: NetFlow, b: NetFlow): number {
  return (
    POSTING_KINDS.indexOf(a.posting) - POSTING_KINDS.indexOf(b.posting) ||
    rank(a.from) - rank(b.from) ||
    rank(a.to) - rank(b.to)
  );
}
