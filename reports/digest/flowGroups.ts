import type { PostingKind } from "#datasets/words.ts";
import type { NetFlow } from "#reports/digest/netFlows.ts";

/** Flows of one kind of business, the largest first. */
export interface FlowGroup {
  readonly title: string;
  readonly flows: readonly NetFlow[];
}

export interface GroupedFlows {
  readonly groups: readonly FlowGroup[];
  /** Flows too small to be shown, in no particular order. */
  readonly smaller: readonly NetFlow[];
}

const postingsByTitle: Readonly<Record<string, readonly PostingKind[]>> = {
  Supply: ["retail", "feedIn", "networkOfRetail", "residualTariff"],
  "Local market": ["trade", "dnut", "networkOfTrade"],
  Flexibility: ["reservation", "activation", "penalty", "ownerShare", "rebalancing"],
  "Wholesale, imbalance, losses": ["wholesale", "imbalance", "losses", "rounding"],
};

/** Below this share of the largest flow of its group a flow is small. */
const SMALL_SHARE = 0.001;

/**
 * Groups flows by kind of business and sorts them by amount. What is small is judged within its
 * group: retail supply is a thousand times the flexibility market, which must not vanish beside it.
 */
export function groupFlows(flows: readonly NetFlow[]): GroupedFlows {
  const smaller: NetFlow[] = [];
  const groups = Object.entries(postingsByTitle).map(([title, postings]) => {
    const own = flows
      .filter(({ posting }) => postings.includes(posting))
      .toSorted((a, b) => sizeOf(b) - sizeOf(a));
    const limit = own.length === 0 ? 0 : SMALL_SHARE * sizeOf(own[0]!);
    smaller.push(...own.filter((flow) => sizeOf(flow) < limit));
    return { title, flows: own.filter((flow) => sizeOf(flow) >= limit) };
  });
  return { groups: groups.filter(({ flows }) => flows.length > 0), smaller };
}

function sizeOf({ amountsEur }: NetFlow): number {
  return Math.max(...amountsEur.map(Math.abs));
}
