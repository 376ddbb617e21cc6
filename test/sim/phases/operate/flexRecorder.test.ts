import { expect, test } from "vitest";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { DOWN, DSO_CM, type Need, TSO_CM, TSO_OPERATOR, UP } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";
import { FlexRecorder } from "#sim/phases/operate/flexRecorder.ts";
import type { HeldAuction } from "#sim/phases/reserve/reserve.ts";
import type { Run } from "#sim/run/run.ts";
import { openSmallRun } from "#test/support/openSmallRun.ts";

const I = 250;

function need(changes: Partial<Need> = {}): Need {
  return {
    kind: DSO_CM,
    operator: 0,
    area: 0,
    element: "T1",
    direction: UP,
    quantityWh: 3000,
    effectiveness: Float64Array.of(1, 1),
    shown: 105,
    ...changes,
  };
}

const tsoNeed = (changes: Partial<Need> = {}) =>
  need({ kind: TSO_CM, operator: TSO_OPERATOR, area: -1, element: "SOFW-BLAG", ...changes });

function order(
  kind: typeof DSO_CM | typeof TSO_CM,
  direction: 0 | 1,
  orderedWh: number,
  unit = 0,
): Order {
  const operator = kind === DSO_CM ? 0 : TSO_OPERATOR;
  return {
    unit,
    direction,
    kind,
    operator,
    payer: operator,
    shares: [{ operator, weight: 1 }],
    orderedWh,
    priceMicro: 100_000,
    ledger: operator + 1,
    sharedWith: [],
    penaltyWaived: false,
  };
}

function periodOf(run: Run): FlexPeriod {
  const flex = new FlexPeriod(run.community.units.length, []);
  flex.open(I);
  return flex;
}

const mwh = (run: Run, ...names: Parameters<Run["indicators"]["get"]>[0][]) =>
  names.map((name) => Math.round(run.indicators.get(name) * 1e6));

test("needs and what stayed open add up by operator; headroom is no need", async () => {
  const run = await openSmallRun("2A");
  const flex = periodOf(run);
  flex.needs.push(
    { need: need(), creditedWh: 0, metWh: 1000 },
    { need: need({ element: "L1", quantityWh: 500 }), creditedWh: 0, metWh: 800 },
    { need: tsoNeed({ quantityWh: 4000 }), creditedWh: 1500, metWh: 500 },
    { need: tsoNeed({ quantityWh: -2000 }), creditedWh: 0, metWh: 0 },
  );
  new FlexRecorder(run).record(flex, [], [], I);
  expect(mwh(run, "needDsoMwh", "unmetDsoMwh")).toEqual([3500, 2000]);
  expect(mwh(run, "needTsoMwh", "unmetTsoMwh")).toEqual([4000, 2000]);
  expect(run.tables.needs.buffer.length).toBe(3);
});

test("what another's claim added to a need stays open too", async () => {
  const run = await openSmallRun("2A");
  const flex = periodOf(run);
  flex.needs.push({ need: tsoNeed({ quantityWh: 1000 }), creditedWh: -400, metWh: 300 });
  new FlexRecorder(run).record(flex, [], [], I);
  expect(mwh(run, "needTsoMwh", "unmetTsoMwh")).toEqual([1000, 1100]);
});

test("without a scheme needs are what the operators would have had, all of them unmet", async () => {
  const run = await openSmallRun("no-market");
  new FlexRecorder(run).record(periodOf(run), [need(), tsoNeed({ quantityWh: 700 })], [], I);
  expect(mwh(run, "needDsoMwh", "unmetDsoMwh", "needTsoMwh", "unmetTsoMwh")).toEqual([
    3000, 3000, 700, 700,
  ]);
});

test("activations count by operator, and what they ordered against each other", async () => {
  const run = await openSmallRun("uncoordinated");
  const orders = [order(DSO_CM, UP, 1000), order(TSO_CM, DOWN, 400, 1)];
  new FlexRecorder(run).record(periodOf(run), [], orders, I);
  expect(mwh(run, "activatedMwh", "counterActivationMwh")).toEqual([1400, 400]);
  expect(run.indicators.get("activationsDso")).toBe(1);
  expect(run.indicators.get("activationsTso")).toBe(1);
});

test("the same kWh ordered twice is a realised double activation, worth the smaller payment", async () => {
  const run = await openSmallRun("uncoordinated");
  const recorder = new FlexRecorder(run);
  const flex = periodOf(run);
  const claim = {
    need: 0,
    unit: 0,
    direction: UP,
    offeredWh: 1000,
    requestedWh: 1000,
    grantedWh: 1000,
    conflict: 0,
    priceMicro: 100_000,
    effectiveness: 1,
    marketMinute: 0,
  } as const;
  flex.record({ ...claim, ledger: 1, kind: DSO_CM, operator: 0 });
  flex.record({ ...claim, ledger: 0, kind: TSO_CM, operator: TSO_OPERATOR, grantedWh: 600 });
  flex.latent = [
    { kind: DSO_CM, operator: 0, unit: 0, direction: UP, quantityWh: 1000, priceMicro: 100_000 },
    {
      kind: TSO_CM,
      operator: TSO_OPERATOR,
      unit: 0,
      direction: UP,
      quantityWh: 600,
      priceMicro: 100_000,
    },
    {
      kind: TSO_CM,
      operator: TSO_OPERATOR,
      unit: 1,
      direction: UP,
      quantityWh: 600,
      priceMicro: 100_000,
    },
  ];
  const orders = [order(DSO_CM, UP, 1000), order(TSO_CM, UP, 600)];
  recorder.record(flex, [], orders, I);
  recorder.finish();
  const get = run.indicators.get.bind(run.indicators);
  expect([
    get("latentConflicts"),
    get("attemptedConflicts"),
    get("realisedDoubleActivations"),
  ]).toEqual([1, 1, 1]);
  expect([get("latentSame"), get("latentOpposite")]).toEqual([1, 0]);
  expect(get("avoidedDoubleActivations")).toBe(0);
  expect(mwh(run, "latentConflictsMwh", "realisedConflictsMwh")).toEqual([600, 600]);
  expect(get("realisedConflictsEur")).toBeCloseTo(0.06, 9);
});

/** An auction of January's working evenings, of one unit that gave what there was. */
function held(requestW: number, unmetW: number): HeldAuction {
  const window = {
    firstDate: "2025-01-01",
    lastDate: "2025-01-31",
    days: "weekdays",
    minuteFrom: 1080,
    minuteTo: 1140,
  } as const;
  const powerW = requestW - unmetW;
  const terms = { id: 1, powerW, reservationMicroEurPerKwH: 5000, activationMicroEurPerKwh: 9 };
  return {
    auction: 0,
    request: {
      area: 0,
      direction: 0,
      round: "monthly",
      window,
      element: null,
      needW: requestW,
      drawAt: 0,
      month: 24_300,
    },
    requestW,
    effectivenessPermille: () => 1000,
    rules: {
      pricing: "payAsBid",
      selection: "meritOrder",
      marginTies: "time",
      utilisationPermille: 100,
    },
    scoreCapMicro: 65_000,
    offers: [{ ...terms, submittedMinute: 0, divisible: true }],
    result: {
      accepted: [{ ...terms, reliefW: powerW }],
      passedOver: [],
      reliefW: powerW,
      unmetW,
      marginalScoreMicro: 5000,
    },
  };
}

test("requests and what was accepted are written, with their windows counted from the first day", async () => {
  const run = await openSmallRun("1A");
  const recorder = new FlexRecorder(run);
  recorder.auctions([held(20_000, 4000)], run.world.calendar.firstRun - 8);
  const { auctions, reservations } = run.tables;
  const first = (table: { columns: object }) =>
    Object.fromEntries(
      Object.entries(table.columns).map(([name, column]) => [name, column[0] as number]),
    );
  const window = { area: 0, direction: 0, round: 2, firstDay: -5, lastDay: 25, days: 1 };
  expect(first(auctions.buffer)).toMatchObject({
    ...window,
    marketMinute: -120,
    requestedW: 20_000,
    offeredW: 16_000,
    unmetW: 4000,
    offers: 1,
    accepted: 1,
  });
  expect(first(reservations.buffer)).toMatchObject({
    ...window,
    unit: 1,
    fromMinute: 1080,
    toMinute: 1140,
    powerW: 16_000,
    readyMicroEurPerKwH: 5000,
    activationMicroEurPerKwh: 9,
  });
});

test("auctions that found no offer are said once, at the end", async () => {
  const run = await openSmallRun("1A");
  const recorder = new FlexRecorder(run);
  recorder.auctions([held(20_000, 4000)], I);
  recorder.auctions([held(10_000, 0)], I);
  recorder.finish();
  expect(run.warnings).toEqual([
    "Reservation auctions: 4 of 30 kW × hours of the month found no offer.",
  ]);
});

test("offers are written where someone needs any", async () => {
  const run = await openSmallRun("1A");
  const recorder = new FlexRecorder(run);
  const flex = periodOf(run);
  flex.offers.quantityWh.set([700, 0, 0, 400]);
  recorder.record(flex, [], [], I);
  expect(run.tables.offers.buffer.length).toBe(0);
  recorder.record(flex, [need()], [], I);
  const { columns, length } = run.tables.offers.buffer;
  expect(length).toBe(2);
  expect([...columns.unit.slice(0, 2)]).toEqual([0, 1]);
  expect([...columns.direction.slice(0, 2)]).toEqual([0, 1]);
});
