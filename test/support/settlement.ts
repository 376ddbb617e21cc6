import { POSTING_KINDS } from "#datasets/words.ts";
import type { TariffKind } from "#engine/market/tariffModel.ts";
import { Ledger } from "#engine/settlement/ledger.ts";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { GateLambda } from "#sim/market/grid/gateLambda.ts";
import { tariffOf } from "#sim/market/grid/tariffOf.ts";
import { DaySettlement } from "#sim/phases/settle/settleDay.ts";
import { TradeBook } from "#sim/phases/trade/tradeBook.ts";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { Meters } from "#sim/run/meters.ts";
import { YearTotals } from "#sim/run/yearTotals.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

const I = 300;
/** The period's place in rings. */
export const SLOT = I & RING_MASK;

/** Prices of the period, µEUR/kWh. */
export const DAY_AHEAD = 90_000;
export const SHORT = 150_000;
export const LONG = 40_000;
/** Of the contract. */
export const RETAIL = 150_000;
export const FEED_IN = 60_000;
export const NETWORK = 38_000;

/** A world of two homes with these prices. */
export function twoHomes(): World {
  const base = smallScenario();
  const world = buildWorld(
    smallScenario({
      calendar: { start: "2025-05-05", days: 2, spinUpDays: 2 },
      areas: [{ ...base.areas[0]!, prosumers: [smallHome("A"), smallHome("B")] }],
    }),
    { seed: 1 },
  );
  world.dayAheadMicroEurPerKwh[I] = DAY_AHEAD;
  world.imbalanceShortMicroEurPerKwh[I] = SHORT;
  world.imbalanceLongMicroEurPerKwh[I] = LONG;
  world.retailImportMicroEurPerKwh[I] = RETAIL;
  return world;
}

/** Two customers A and B, and one period of theirs to settle. */
export class Settlement {
  readonly community: Community;
  readonly trades = new TradeBook();
  readonly facts = {
    lossesWh: [new Float64Array(RING)],
    correctionWh: [new Float64Array(RING), new Float64Array(RING)],
    dsoPicksWh: [new Float64Array(RING)],
  };
  readonly ledger: Ledger;
  readonly totals: YearTotals;
  kind: TariffKind = "dnut";
  gateLambda: GateLambda | null = null;
  readonly #meters = new Meters(2);

  constructor(world: World) {
    this.community = buildCommunity(world);
    const { all, rounding } = this.community.accounts;
    this.ledger = new Ledger(all.length, rounding, POSTING_KINDS.indexOf("rounding"));
    this.totals = new YearTotals(all.length);
  }

  /** Nominated and metered net energy of A and B, Wh. */
  energies(nominated: readonly number[], metered: readonly number[]): this {
    for (const [k, agent] of this.community.prosumers.entries()) {
      agent.nominationWh[SLOT] = nominated[k]!;
      this.#meters.of(I)[k] = metered[k]!;
    }
    return this;
  }

  /** A sells to B. */
  trade(energyWh: number, priceMicro: number, dnutMicro: number, restingOffer: boolean): this {
    const [seller, buyer] = this.community.prosumers;
    seller!.tradedWh[SLOT]! -= energyWh;
    buyer!.tradedWh[SLOT]! += energyWh;
    this.trades.add({
      period: I,
      area: 0,
      buyer: 1,
      seller: 0,
      energyWh,
      priceMicro,
      dnutMicro,
      restingOffer,
      marketMinute: 0,
    });
    return this;
  }

  /** Trades pay by this kind of tariff. */
  under(kind: TariffKind): this {
    this.kind = kind;
    return this;
  }

  /** What stays with the retailer is charged at −λ, µEUR/kWh, the same at every bus. */
  residual(lambdaMicro: number): this {
    const { busCount } = this.community.areas[0]!.normal;
    this.gateLambda = new GateLambda([busCount]);
    this.gateLambda.freeze(0, I, new Int32Array(busCount).fill(lambdaMicro));
    return this.under("dnutResidual");
  }

  /** Postings by name, `kind payer>payee amount`. */
  settle(): string[] {
    const { community, ledger, trades, totals, facts } = this;
    const meters = this.#meters;
    const rebalances = community.world.scenario.flexibility.rebalance === "tso";
    const { gateLambda } = this;
    const tariff = tariffOf(community.world.scenario, this.kind);
    const parts = { community, ledger, meters, trades, totals, facts, tariff, gateLambda };
    new DaySettlement({ ...parts, rebalances }).settle(I, I + 1);
    ledger.assertConserved();
    const short: Record<string, string> = { "day-ahead market": "market" };
    const name = (account: number) => {
      const { uid } = community.accounts.all[account]!;
      return short[uid] ?? uid;
    };
    return ledger.dayPostings().map(({ kind, from, to, amountMicroEur }) => {
      return `${POSTING_KINDS[kind]} ${name(from)}>${name(to)} ${amountMicroEur}`;
    });
  }
}
