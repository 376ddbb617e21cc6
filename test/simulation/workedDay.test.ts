// Long because the arithmetic of a whole day stands here in one piece, to be read beside the page.
import { resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { PostingKind } from "#datasets/words.ts";
import { referencePowerFlow } from "#test/support/referencePowerFlow.ts";
import { type Row, runFolder, sumOf } from "#test/support/simulationRuns.ts";
import {
  type Lived,
  liveWorkedDay,
  OFFICE,
  POOL,
  type WorkedDay,
} from "#test/support/workedDay.ts";
import { type WorkedPage, workedDayPage } from "#test/support/workedDayPage.ts";
import { workedScenario } from "#test/support/workedScenario.ts";

// Figures of the rules and of the scenario, written down again.
const RATED_KVA = 40;
const SOURCE_PU = 1.02;
const TARGET_PERCENT = 98;
const WH_PER_KW = 250;
const NETWORK = 38_000;
const FEED_IN = 60_000;
const OWNER_SHARE = 0.7;

const folder = resolve(runFolder(), "worked");
let day: WorkedDay;
/** What the page shows; filled step by step. */
const n: Record<string, number> = {};

beforeAll(async () => {
  day = await liveWorkedDay(folder);
}, 300_000);

/** What changes hands at a price: whole µEUR towards zero. What is charged beyond that is rounding. */
const amount = (price: number, wh: number) => Math.trunc((price * wh) / 1000) + 0;
const rounding = (price: number, wh: number) => ((price * wh) % 1000 === 0 ? 0 : 1);

const here = <Item extends { period: number }>(rows: readonly Item[]) =>
  rows.filter(({ period }) => period === day.period);
const ofUnit = <Item extends { unit: number }>(rows: readonly Item[], unit: number) =>
  rows.find((row) => row.unit === unit)!;

/** Load of both buses from net and gross energy by customer; the office alone is at LV. */
function loadsOf(netWh: readonly number[], grossWh: readonly number[]) {
  const tangent = (factor: number) => Math.sqrt(1 - factor ** 2) / factor;
  const homes = (values: readonly number[]) => sumOf(values.slice(1), (value) => value) / WH_PER_KW;
  return {
    LV: [netWh[0]! / WH_PER_KW, (grossWh[0]! / WH_PER_KW) * tangent(0.93)] as const,
    F1: [homes(netWh), homes(grossWh) * tangent(0.97)] as const,
  };
}

/** Power at both ends of the transformer; without a shunt its current is the same at both. */
function transformer(loads: ReturnType<typeof loadsOf>) {
  const network = workedScenario().areas[0]!.network;
  const { voltage, importKw, importKvar } = referencePowerFlow(
    network,
    new Map(Object.entries(loads)),
  );
  const hvKva = Math.hypot(importKw, importKvar);
  const lvKva = (hvKva * Math.hypot(...voltage.get("LV")!)) / SOURCE_PU;
  return { importKw, importKvar, hvKva, lvKva, kva: Math.max(hvKva, lvKva) };
}

/** Relief of the transformer per kW more consumption at a bus, by difference. */
function relief(loads: ReturnType<typeof loadsOf>, bus: "LV" | "F1"): number {
  const at = (kw: number) =>
    transformer({ ...loads, [bus]: [loads[bus][0] + kw, loads[bus][1]] }).kva;
  return (at(-0.01) - at(0.01)) / 0.02;
}

test("trades: the seller of a resting offer gets his price, the buyer pays DNUT and f0 on top", () => {
  const trades = here(day.trades).filter(({ buyer }) => buyer === OFFICE.agent);
  expect(trades.length).toBeGreaterThan(0);
  for (const trade of trades) {
    expect(trade).toMatchObject({ resting: "offer", networkMicroEurPerKwh: NETWORK });
    expect(trade.dnutMicroEurPerKwh).toBeLessThan(0);
  }
  n["tradeMinute"] = trades[0]!.marketMinute;
  n["officeBought"] = sumOf(trades, ({ energyWh }) => energyWh);
});

test("nominations, loading and need of the DSO", () => {
  const { nominatedWh, nominatedLoadWh } = day.lived.get(day.period)!;
  const loads = loadsOf(nominatedWh, nominatedLoadWh);
  const { importKw, importKvar, hvKva, lvKva, kva } = transformer(loads);
  const loading = (100 * kva) / RATED_KVA;
  const need = Math.ceil(((loading - TARGET_PERCENT) / 100) * RATED_KVA * WH_PER_KW);

  const [row, ...others] = here(day.needs);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ need: "DSO_CM", element: "T1", direction: "down", quantityWh: need });
  expect(row!.shown).toBeCloseTo(loading, 5);
  expect(here(day.areas)[0]!.nominatedWh).toBe(sumOf(nominatedWh, (wh) => wh));
  expect(importKw).toBeLessThan(0);

  const [pLv, qLv] = loads.LV;
  const [pF1, qF1] = loads.F1;
  Object.assign(n, { pLv, qLv, pF1, qF1, hvP: importKw, hvQ: importKvar, lowKva: hvKva, lvKva });
  Object.assign(n, { loadingKva: kva, loading, need, officeNominated: nominatedWh[0]! });
  n["allNominated"] = sumOf(nominatedWh, (wh) => wh);
});

test("merit order, claims and orders", () => {
  const { nominatedWh, nominatedLoadWh } = day.lived.get(day.period)!;
  const loads = loadsOf(nominatedWh, nominatedLoadWh);
  const offers = here(day.offers).filter(({ direction }) => direction === "down");
  const claims = here(day.claims);
  const pool = { ...ofUnit(offers, POOL.unit), effect: relief(loads, "F1") };
  const office = { ...ofUnit(offers, OFFICE.unit), effect: relief(loads, "LV") };
  const costOf = ({ priceMicroEurPerKwh, effect }: typeof pool) => priceMicroEurPerKwh / effect;
  expect(costOf(pool)).toBeLessThan(costOf(office));

  const need = n["need"]!;
  const poolOrder = Math.min(Math.ceil(need / pool.effect), pool.quantityWh);
  const rest = need - poolOrder * pool.effect;
  const officeOrder = Math.min(Math.ceil(rest / office.effect), office.quantityWh);
  expect(claims.map(({ unit, grantedWh }) => [unit, grantedWh])).toEqual([
    [POOL.unit, poolOrder],
    [OFFICE.unit, officeOrder],
  ]);
  expect(claims[0]!.effectiveness).toBeCloseTo(pool.effect, 6);
  expect(claims[1]!.effectiveness).toBeCloseTo(office.effect, 6);
  for (const claim of claims) {
    expect(claim).toMatchObject({ direction: "down", conflict: "none", need: "DSO_CM" });
    expect(claim.marketMinute).toBe(day.period * 15 - 120);
  }
  const orders = here(day.activations);
  expect(ofUnit(orders, POOL.unit).orderedWh).toBe(poolOrder);
  expect(ofUnit(orders, OFFICE.unit).orderedWh).toBe(officeOrder);

  Object.assign(n, { poolOrder, officeOrder, rest, poolRelief: poolOrder * pool.effect });
  Object.assign(n, { poolOffer: pool.quantityWh, poolPrice: pool.priceMicroEurPerKwh });
  Object.assign(n, { poolEffect: pool.effect, poolCost: costOf(pool) });
  Object.assign(n, { officeOffer: office.quantityWh, officePrice: office.priceMicroEurPerKwh });
  Object.assign(n, { officeEffect: office.effect, officeCost: costOf(office) });
});

/** Verification and payment of an order that turns consumption up, by the rules. */
function verified(row: Row<WorkedDayActivations>) {
  const verifiedWh = Math.max(0, row.meteredWh - row.baselineWh);
  const wrongWayWh = Math.max(0, row.baselineWh - row.meteredWh);
  const paidWh = Math.min(verifiedWh, row.orderedWh);
  const missingWh = row.orderedWh - paidWh + wrongWayWh;
  const price = row.priceMicroEurPerKwh;
  const activation = amount(price, paidWh);
  const penalty = amount(price, missingWh);
  const share = Math.floor(OWNER_SHARE * activation);
  return { verifiedWh, paidWh, missingWh, activation, penalty, share, price };
}
type WorkedDayActivations = typeof import("#datasets/tables/market.ts").activations;

test("delivery by meter, by baseline and by replay; what the transformer really carried", () => {
  const row = ofUnit(here(day.activations), OFFICE.unit);
  const { meteredWh, consumptionWh } = day.lived.get(day.period)!;
  const { verifiedWh, paidWh, missingWh } = verified(row);
  expect(row.baselineWh).toBe(n["officeNominated"]);
  expect(row.meteredWh).toBe(meteredWh[OFFICE.agent]);
  expect(row).toMatchObject({ verifiedWh, paidWh, servedWh: row.meteredWh - row.truthWh });
  Object.assign(n, { officeMetered: row.meteredWh, officeTruth: row.truthWh });
  Object.assign(n, { verified: verifiedWh, paid: paidWh, missing: missingWh });
  Object.assign(n, { served: row.servedWh, baselineError: Math.abs(row.baselineWh - row.truthWh) });
  n["poolNominated"] = ofUnit(here(day.activations), POOL.unit).baselineWh;

  const { kva, importKw } = transformer(loadsOf(meteredWh, consumptionWh));
  const [area] = here(day.areas);
  expect(area!.transformerLoadingPercentMax).toBeCloseTo((100 * kva) / RATED_KVA, 4);
  expect(area!.importWh).toBeCloseTo(importKw * WH_PER_KW, 2);
  const allMetered = sumOf(meteredWh, (wh) => wh);
  expect(area!.lossesWh).toBeCloseTo(importKw * WH_PER_KW - allMetered, 2);
  Object.assign(n, { meteredLoading: (100 * kva) / RATED_KVA, allMetered });
  Object.assign(n, { importWh: importKw * WH_PER_KW, losses: importKw * WH_PER_KW - allMetered });
});

test("payment, penalty, share of the owner and rebalancing", () => {
  const row = ofUnit(here(day.activations), OFFICE.unit);
  const { activation, penalty, share, paidWh, missingWh, price } = verified(row);
  expect(row).toMatchObject({ paidMicroEur: activation, penaltyMicroEur: penalty });
  expect(row.payer).toBe(day.dso);
  Object.assign(n, { activation, penalty, share });
  n["activationRounding"] = rounding(price, paidWh);
  n["penaltyRounding"] = rounding(price, missingWh);
  const poolPaid = verified(ofUnit(here(day.activations), POOL.unit)).paidWh;
  const short = here(day.periods)[0]!.imbalanceShortMicroEurPerKwh;
  Object.assign(n, { poolPaid, short, rebalancing: amount(short, paidWh + poolPaid) });
});

/** Energy bought less sold by the office, Wh. */
function boughtWh(period: number): number {
  return sumOf(day.trades, (trade) => {
    if (trade.period !== period) return 0;
    const bought = trade.buyer === OFFICE.agent ? trade.energyWh : 0;
    return bought - (trade.seller === OFFICE.agent ? trade.energyWh : 0);
  });
}

/** Night tariff of summer: from 23 to 7 h. */
function retailPrice(minuteOfDay: number): number {
  return minuteOfDay >= 23 * 60 || minuteOfDay < 7 * 60 ? 88_000 : 150_000;
}

/** What retail bills the office for one quarter hour; the payer of either line bears the rounding. */
function retail({ period, minuteOfDay }: { period: number; minuteOfDay: number }) {
  const order = day.activations.find((row) => row.period === period && row.unit === OFFICE.unit);
  const meteredWh = day.lived.get(period)!.meteredWh[OFFICE.agent]!;
  const wh = meteredWh + correctionOf(order) - boughtWh(period);
  const isImport = wh > 0;
  const price = isImport ? retailPrice(minuteOfDay) : FEED_IN;
  const billed = amount(price, Math.abs(wh));
  return { wh, price, isImport, billed, rounding: isImport ? rounding(price, wh) : 0 };
}

function correctionOf(order: Row<WorkedDayActivations> | undefined): number {
  if (order === undefined) return 0;
  return order.direction === "up" ? order.paidWh : -order.paidWh;
}

/** What a trade moves to or from the office, µEUR received. */
function traded({ buyer, energyWh: wh, resting, ...trade }: WorkedDay["trades"][number]) {
  const { priceMicroEurPerKwh: price, dnutMicroEurPerKwh: dnut } = trade;
  const toSeller = resting === "offer" ? price : price - dnut - NETWORK;
  const none = { energy: amount(toSeller, wh), dnut: 0, network: 0, rounding: 0 };
  if (buyer !== OFFICE.agent) return toSeller < 0 ? { ...none, rounding: -1 } : none;
  const paid = [toSeller, dnut, NETWORK].filter((part) => part > 0);
  return {
    energy: -amount(toSeller, wh),
    dnut: -amount(dnut, wh),
    network: -amount(NETWORK, wh),
    rounding: -sumOf(paid, (part) => rounding(part, wh)),
  };
}

test("the office's day: bill, trades and shares are its lines in the ledger", () => {
  const own = day.trades.filter(({ buyer, seller }) => [buyer, seller].includes(OFFICE.agent));
  const parts = own.map(traded);
  const bills = day.periods.map(retail);
  const orders = day.activations.filter(({ unit }) => unit === OFFICE.unit);
  const billed = (isImport: boolean) =>
    sumOf(bills, (bill) => (bill.isImport === isImport ? bill.billed : 0));
  const rounded = sumOf(parts, (part) => part.rounding) - sumOf(bills, (bill) => bill.rounding);
  const lines: [label: string, kind: PostingKind, amount: number][] = [
    ["retail import", "retail", -billed(true)],
    ["feed-in", "feedIn", billed(false)],
    ["energy bought from neighbours, less sold", "trade", sumOf(parts, ({ energy }) => energy)],
    ["DNUT", "dnut", sumOf(parts, ({ dnut }) => dnut)],
    ["f0 of the trades", "networkOfTrade", sumOf(parts, ({ network }) => network)],
    ["owner share of activations", "ownerShare", sumOf(orders, (row) => verifiedBoth(row).share)],
    ["rounding", "rounding", rounded],
  ];
  for (const [, kind, value] of lines) expect(posted(kind, OFFICE.agent), kind).toBe(value);
  const total = sumOf(lines, ([, , value]) => value);
  expect(sumOf(day.settlements, (row) => signed(row, OFFICE.agent))).toBe(total);

  const now = day.periods.find(({ period }) => period === day.period)!;
  const { wh, price, billed: retailAmount } = retail(now);
  Object.assign(n, { retailWh: wh, retailPrice: price, retailAmount });
  bill.push(...lines.map(([label, , value]) => [label, value]), ["**sum**", total]);
});

/** Lines of the office's day for the page. */
const bill: (number | string)[][] = [];

/** Received less paid by an account in one transfer, µEUR. */
function signed({ from, to, amountMicroEur }: WorkedDay["settlements"][number], agent: number) {
  return (to === agent ? amountMicroEur : 0) - (from === agent ? amountMicroEur : 0);
}

function posted(kind: PostingKind, agent: number): number {
  return sumOf(day.settlements, (row) => (row.kind === kind ? signed(row, agent) : 0));
}

test("the books of aggregator, DSO and retailer close", () => {
  const paid = day.activations.map((row) => ({ ...row, ...verifiedBoth(row) }));
  const dayActivation = sumOf(paid, ({ activation }) => activation);
  const dayPenalty = sumOf(paid, ({ penalty }) => penalty);
  const dayShare = sumOf(paid, ({ share }) => share);
  expect(posted("activation", day.aggregator)).toBe(dayActivation);
  expect(posted("penalty", day.aggregator)).toBe(-dayPenalty);
  expect(posted("ownerShare", day.aggregator)).toBe(-dayShare);

  const books = { rebalancing: 0, losses: 0, wholesale: 0, imbalance: 0 };
  for (const { period, ...prices } of day.periods) {
    const orders = paid.filter((row) => row.period === period);
    const turnedUpWh = sumOf(orders, correctionOf);
    const long = prices.imbalanceLongMicroEurPerKwh;
    const short = prices.imbalanceShortMicroEurPerKwh;
    books.rebalancing -= turnedUpWh > 0 ? amount(long, turnedUpWh) : amount(short, turnedUpWh);

    const { nominatedWh, meteredWh } = day.lived.get(period)! satisfies Lived;
    const nominated = sumOf(nominatedWh, (wh) => wh);
    const deviation = sumOf(meteredWh, (wh) => wh) + turnedUpWh - nominated;
    const losses = Math.round(day.areas.find((row) => row.period === period)!.lossesWh);
    const dayAhead = prices.dayAheadMicroEurPerKwh;
    books.losses += amount(dayAhead, losses);
    books.wholesale += amount(dayAhead, nominated + losses);
    books.imbalance += amount(deviation > 0 ? short : long, deviation);
  }
  expect(posted("rebalancing", day.dso)).toBe(-books.rebalancing);
  expect(posted("losses", day.dso)).toBe(-books.losses);
  expect(posted("wholesale", day.retailer)).toBe(-books.wholesale);
  expect(posted("imbalance", day.retailer)).toBe(-books.imbalance);
  Object.assign(n, { dayActivation, dayPenalty, dayShare, dayRebalancing: books.rebalancing });
  Object.assign(n, { dayLosses: books.losses, dayWholesale: books.wholesale });
  n["dayImbalance"] = books.imbalance;
});

/** As `verified`, for either direction. */
function verifiedBoth(row: Row<WorkedDayActivations>) {
  if (row.direction === "down") return verified(row);
  return verified({ ...row, meteredWh: row.baselineWh, baselineWh: row.meteredWh });
}

test("the page says the same", async () => {
  const trades = here(day.trades).filter(({ buyer }) => buyer === OFFICE.agent);
  const orders = day.activations.filter(({ unit }) => unit === OFFICE.unit);
  const clockOf = (period: number) => {
    const { minuteOfDay } = day.periods.find((row) => row.period === period)!;
    return clock(minuteOfDay);
  };
  const { minuteOfDay } = day.periods.find((row) => row.period === day.period)!;
  const shown: WorkedPage = {
    n,
    clock: `${clock(minuteOfDay)} to ${clock(minuteOfDay + 15)}`,
    gateClock: clock(minuteOfDay - 120),
    trades: trades.map((row) => tradeLine(row)),
    orders: orders.map((row) => {
      const { verifiedWh, paidWh, activation, penalty, share, price } = verifiedBoth(row);
      const { orderedWh, baselineWh, meteredWh, truthWh } = row;
      const energies = [baselineWh, meteredWh, truthWh, verifiedWh, paidWh];
      return [clockOf(row.period), orderedWh, price, ...energies, activation, penalty, share];
    }),
    bill,
  };
  await expect(workedDayPage(shown)).toMatchFileSnapshot(`${process.cwd()}/docs/WORKED-DAY.md`);
});

function tradeLine(row: WorkedDay["trades"][number]): (number | string)[] {
  const { energyWh, priceMicroEurPerKwh: price, dnutMicroEurPerKwh: dnut, seller } = row;
  const moved = traded(row);
  return [
    `H${seller}`,
    energyWh,
    price,
    dnut,
    NETWORK,
    price + dnut + NETWORK,
    -(moved.energy + moved.dnut + moved.network + moved.rounding),
    -moved.energy,
    -(moved.dnut + moved.network),
  ];
}

function clock(minuteOfDay: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}
