import type { AccountKind } from "#datasets/words.ts";
import type { MoneyFlow } from "#reports/digest/moneyDigest.ts";

/** What each kind of account received less what it paid, EUR. */
export function balancesByKind(flows: readonly MoneyFlow[]): Map<AccountKind, number> {
  const balances = new Map<AccountKind, number>();
  const add = (kind: AccountKind, amountEur: number) =>
    balances.set(kind, (balances.get(kind) ?? 0) + amountEur);
  for (const { from, to, amountEur } of flows) {
    add(from, -amountEur);
    add(to, amountEur);
  }
  return balances;
}
