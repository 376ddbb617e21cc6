import type { AccountKind } from "#datasets/words.ts";
import type { Scenario } from "#scenarios/scenario.ts";

export interface Account {
  readonly agent: number;
  readonly uid: string;
  readonly kind: AccountKind;
  readonly area: number;
  readonly bus: string;
}

/** Everyone with an account: customers first, then who trades and operates. */
export interface Accounts {
  readonly all: readonly Account[];
  readonly prosumerCount: number;
  /** By aggregator id. */
  readonly aggregators: ReadonlyMap<string, number>;
  /** By area index. */
  readonly dsoOfArea: readonly number[];
  readonly tso: number;
  readonly retailer: number;
  readonly market: number;
  readonly rounding: number;
}

export function openAccounts(scenario: Scenario): Accounts {
  const all: Account[] = [];
  const add = (uid: string, kind: AccountKind, area = -1, bus = ""): number => {
    all.push({ agent: all.length, uid, kind, area, bus });
    return all.length - 1;
  };
  for (const [area, { prosumers }] of scenario.areas.entries()) {
    for (const { uid, kind, bus } of prosumers) add(uid, kind, area, bus);
  }
  const prosumerCount = all.length;
  const aggregators = new Map(scenario.aggregators.map(({ id }) => [id, add(id, "aggregator")]));
  const dsos = new Map<string, number>();
  const dsoOfArea = scenario.areas.map(({ dso }) => {
    const known = dsos.get(dso) ?? add(dso, "dso");
    dsos.set(dso, known);
    return known;
  });
  return {
    all,
    prosumerCount,
    aggregators,
    dsoOfArea,
    tso: add("TSO", "tso"),
    retailer: add("retailer", "retailer"),
    market: add("day-ahead market", "dayAheadMarket"),
    rounding: add("rounding", "rounding"),
  };
}
