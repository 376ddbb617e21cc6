import { POSTING_KINDS } from "#datasets/words.ts";
import { penaltyRule } from "#engine/settlement/penalty.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";
import type { Posting } from "#sim/ledger/ledgerPort.ts";
import type { FlexMarket } from "#sim/phases/operate/flexMarket.ts";
import type { Run } from "#sim/run/run.ts";

/** Midnight work: the day that ended is verified, settled, put on chain and recorded. */
export async function closeDay(run: Run, flex: FlexMarket, day: number): Promise<void> {
  const { calendar } = run.world;
  const from = calendar.dayStart[day]!;
  const to = calendar.dayStart[day + 1]!;
  flex.openDay(from, to);
  if (from >= calendar.firstRun) {
    for (let i = from; i < to; i++) flex.verify(i);
    run.settlement.settle(from, to);
    flex.closeDay(day - calendar.firstRunDay, to);
    await commitDay(run, day - calendar.firstRunDay, calendar.startUnixSeconds[to]!);
    run.gridWatch.closeDay(day - calendar.firstRunDay);
    run.tables.writer.flushDay();
  }
  clearDay(run, from, to);
}

/** Commits the day's claims and money to the ledger behind the port, and to the table. */
async function commitDay(run: Run, day: number, endUnixSeconds: number): Promise<void> {
  const { ledger, ledgerPort, tables, claims, offerLists } = run;
  ledger.assertConserved();
  const postings = ledger.dayPostings();
  for (const posting of postings) {
    const { kind, from, to, amountMicroEur } = posting;
    tables.settlements.buffer.push({ day, kind, from, to, amountMicroEur });
    countCost(run, posting);
  }
  const { payoutCycle } = run.world.scenario.chain;
  const { calendar } = run.world;
  const isLast = endUnixSeconds === calendar.startUnixSeconds[calendar.endRun];
  const next = calendar.dayStart[day + calendar.firstRunDay + 1]!;
  const isMonthEnd = calendar.dayOfMonth[next] === 1;
  const due =
    isLast ||
    payoutCycle === "day" ||
    (payoutCycle === "week" && day % 7 === 6) ||
    (payoutCycle === "month" && isMonthEnd);
  ledgerPort.publishOffers(offerLists.take());
  ledgerPort.placeOrders(orderTerms(run, day + calendar.firstRunDay), run.orders);
  await run.openDays.add(day, ledgerPort.closeDay(day, claims, postings, endUnixSeconds, due));
  claims.length = 0;
  run.orders.length = 0;
  ledger.startDay();
}

/** How the orders of a day are paid. */
function orderTerms({ world }: Run, day: number): OrderTerms {
  const { year, month, dayStart } = world.calendar;
  const { penalty } = world.scenario.flexibility;
  const start = dayStart[day]!;
  return {
    rule: penaltyRule(penalty.rule, penalty.singleSidedShare, penalty.failureBelow),
    strikeLimit: penalty.strikes,
    season: year[start]! * 4 + Math.floor(month[start]! / 3),
  };
}

const OPERATOR_COST = ["reservation", "activation", "penalty", "rebalancing"];

/** What flexibility costs an operator: reservation + activation − penalties + rebalancing. */
function countCost(
  { community, indicators }: Run,
  { kind, from, to, amountMicroEur }: Posting,
): void {
  const word = POSTING_KINDS[kind]!;
  if (!OPERATOR_COST.includes(word)) return;
  const { accounts } = community;
  const eur = amountMicroEur / 1e6;
  if (word === "reservation") indicators.add("reservationEur", eur);
  for (const [account, signed] of [
    [from, eur],
    [to, -eur],
  ] as const) {
    if (account === accounts.tso) indicators.add("costTsoEur", signed);
    else if (accounts.dsoOfArea.includes(account)) indicators.add("costDsoEur", signed);
  }
}

/** Makes room in the rings: what belonged to the day is settled and written. */
function clearDay(run: Run, from: number, to: number): void {
  const { community, trades, correctionWh, dsoPicksWh } = run;
  for (let i = from; i < to; i++) {
    const slot = i & RING_MASK;
    for (const agent of community.prosumers) agent.clear(i);
    for (const ring of correctionWh) ring[slot] = 0;
    for (const ring of dsoPicksWh) ring[slot] = 0;
    trades.clear(i);
  }
}
