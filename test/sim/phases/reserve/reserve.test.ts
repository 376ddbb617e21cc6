import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Products } from "#scenarios/flexibilityRules.ts";
import type { FlexibilitySettings } from "#scenarios/scenario.ts";
import { marketProducts } from "#sim/operators/marketProducts.ts";
import { type AreaHistory, cellOf } from "#sim/operators/needHistory.ts";
import { type HeldAuction, Reservations } from "#sim/phases/reserve/reserve.ts";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { EVENING, emptyHistory, teachAll } from "#test/support/reservationHistory.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const JANUARY = 0;
const YEAR = 2025;
/** The same hour of Saturday and Sunday. */
const SUNDAY = EVENING + 3 * 96;

let world: World;
let community: Community;
let history: AreaHistory;
beforeAll(() => {
  const calendar = { start: "2025-01-08", days: 30, spinUpDays: 6 };
  world = buildWorld(smallScenario({ calendar }), { seed: 1 });
  community = buildCommunity(world);
});
beforeEach(() => {
  history = emptyHistory();
});

const eveningCell = () => history[0][cellOf(JANUARY, false, 18)]!;
const reservations = (changes: Partial<FlexibilitySettings> = {}) => {
  const flexibility = { ...world.scenario.flexibility, ...changes };
  const changed = { ...world, scenario: { ...world.scenario, flexibility } };
  return new Reservations(changed, community.units, [history], marketProducts(flexibility), () => ({
    mayOffer: true,
    divisible: true,
  }));
};

/** Power asked for and not found in all auctions that were held, W. */
function sums(held: readonly HeldAuction[]): { requestedW: number; unmetW: number } {
  const sum = (value: (one: HeldAuction) => number) =>
    held.reduce((total, one) => total + value(one), 0);
  return {
    requestedW: sum(({ requestW }) => requestW),
    unmetW: sum(({ result }) => result.unmetW),
  };
}

const teach = (book: Reservations, quantityWh: number) => teachAll(book, community, quantityWh);

test("an hour that was not congested is not asked for, nor one that hardly was", () => {
  const book = reservations();
  teach(book, 5000);
  eveningCell().excessWh.push(1000);
  expect(book.auction(YEAR, JANUARY)).toEqual([]);
  expect(book.of(0, 0, EVENING)).toEqual([]);
});

test("a congested hour asks for the stated quantile of what was missing, in watts", () => {
  eveningCell().excessWh.push(1000, 5000, 3000, 2000);
  const book = reservations();
  const { requestedW, unmetW } = sums(book.auction(YEAR, JANUARY));
  // Half of the congested periods lacked less than 3000 Wh in a quarter of an hour.
  expect(requestedW).toBe(12_000);
  expect(unmetW).toBe(12_000);
});

test("units commit four fifths of what they usually offer, at what they usually ask", () => {
  eveningCell().excessWh.push(50_000, 50_000);
  const book = reservations();
  teach(book, 2000);
  const { requestedW, unmetW } = sums(book.auction(YEAR, JANUARY));
  const committedW = community.units.length * 6400;
  expect(Math.abs(unmetW - (requestedW - committedW))).toBeLessThan(10);
  for (const { index } of community.units) {
    const [held, ...more] = book.of(index, 0, EVENING);
    expect(more).toEqual([]);
    expect(held!.reservedWh).toBeGreaterThan(1590);
    expect(held!.reservedWh).toBeLessThanOrEqual(1600);
    expect(held!.activationMicroEurPerKwh).toBe(120_000);
    expect(held!.readyMicroEurPerKwH).toBeGreaterThanOrEqual(3000);
    expect(held!.readyMicroEurPerKwH).toBeLessThan(12_000);
  }
});

test("no more is reserved than is asked for", () => {
  eveningCell().excessWh.push(1000, 1000);
  const book = reservations();
  teach(book, 2000);
  const { requestedW, unmetW } = sums(book.auction(YEAR, JANUARY));
  const held = community.units.map(({ index }) => book.of(index, 0, EVENING)[0]?.reservedWh ?? 0);
  expect([requestedW, unmetW]).toEqual([4000, 0]);
  expect(held.reduce((a, b) => a + b, 0)).toBe(1000);
});

test("a reservation holds in its month, hour, kind of day and direction alone", () => {
  eveningCell().excessWh.push(1000, 1000);
  const book = reservations();
  teach(book, 2000);
  book.auction(YEAR, JANUARY);
  const anyone = (direction: 0 | 1, i: number) =>
    community.units.some(({ index }) => book.of(index, direction, i).length > 0);
  expect(world.calendar.dayType[SUNDAY]).toBeGreaterThan(0);
  const february = EVENING + 28 * 96;
  expect([world.calendar.month[february], world.calendar.dayType[february]]).toEqual([1, 0]);
  expect(anyone(0, EVENING)).toBe(true);
  expect(anyone(0, EVENING + 3)).toBe(true);
  expect(anyone(0, EVENING + 96)).toBe(true);
  for (const i of [EVENING - 1, EVENING + 4, SUNDAY, february]) expect(anyone(0, i)).toBe(false);
  expect(anyone(1, EVENING)).toBe(false);
});

test("who usually offers less than a kilowatt stays out", () => {
  eveningCell().excessWh.push(1000, 1000);
  const book = reservations();
  teach(book, 300);
  expect(sums(book.auction(YEAR, JANUARY)).unmetW).toBe(4000);
});

test("the price of readiness is drawn anew each month, the same in every run", () => {
  const price = (month: number) => {
    history[0][cellOf(month, false, 18)]!.excessWh.push(9000, 9000);
    const book = reservations();
    teach(book, 2000);
    book.auction(YEAR, month);
    return book.of(0, 0, EVENING + (month === 1 ? 28 * 96 : 0))[0]!.readyMicroEurPerKwH;
  };
  const january = price(0);
  expect(price(0)).toBe(january);
  expect(price(1)).not.toBe(january);
});

test("what a unit held covers nothing once it is out", () => {
  const rounds = { yearly: 0.5, monthly: 1 };
  const { reservation } = world.scenario.flexibility;
  for (let month = 0; month < 12; month++)
    history[0][cellOf(month, false, 18)]!.excessWh.push(2000, 2000);
  let mayOffer = true;
  const flexibility = { ...world.scenario.flexibility, reservation: { ...reservation, rounds } };
  const changed = { ...world, scenario: { ...world.scenario, flexibility } };
  const products = marketProducts(flexibility);
  const monthly = (isOut: boolean) => {
    mayOffer = true;
    const book = new Reservations(changed, community.units, [history], products, () => ({
      mayOffer,
      divisible: true,
    }));
    teach(book, 5000);
    const first = book.auction(YEAR, JANUARY);
    expect(first.some(({ request }) => request.round === "yearly")).toBe(true);
    mayOffer = !isOut;
    const later = book.auction(YEAR, JANUARY + 1);
    return later.filter(({ request }) => request.round === "monthly")[0]!.requestW;
  };
  expect(monthly(false)).toBe(4000);
  expect(monthly(true)).toBe(8000);
});

test("longer rounds come first, and shorter ones ask for what is left of the need", () => {
  for (const month of [0, 1, 2]) history[0][cellOf(month, false, 18)]!.excessWh.push(8000, 8000);
  const rounds = { yearly: 0.25, quarterly: 0.5, monthly: 1 };
  const reservation = { ...world.scenario.flexibility.reservation, rounds };
  const book = reservations({ reservation });
  teach(book, 5000);
  const held = book.auction(YEAR, JANUARY);
  // Units hold whole Wh ready, which leaves a few watts of every round to the next.
  const asked = ({ request: { round }, requestW }: HeldAuction) => [
    round,
    100 * Math.round(requestW / 100),
  ];
  expect(held.map(asked)).toEqual([
    ["quarterly", 16_000],
    ["monthly", 16_000],
  ]);
  // The year was congested too seldom: 6 of 1200 periods. February holds its own month only.
  expect(held.map(({ request }) => request.window.lastDate)).toEqual(["2025-03-31", "2025-01-31"]);
  expect(book.auction(YEAR, 1).map(({ request: { round } }) => round)).toEqual(["monthly"]);
  for (const month of Array.from({ length: 12 }, (_, k) => k))
    history[0][cellOf(month, false, 18)]!.excessWh.push(8000, 8000, 8000);
  const whole = reservations({ reservation });
  teach(whole, 5000);
  const inYear = whole.auction(YEAR, JANUARY);
  expect(inYear.map(asked)).toEqual([
    ["yearly", 8000],
    ["quarterly", 8000],
    ["monthly", 16_000],
  ]);
  const total = community.units
    .flatMap(({ index }) => whole.of(index, 0, EVENING))
    .reduce((sum, { reservedWh }) => sum + reservedWh, 0);
  expect(total).toBeGreaterThan(7990);
  expect(total).toBeLessThanOrEqual(8000);
});

test("before the first month of a run, rounds that began earlier are held too; later they wait", () => {
  for (const month of [0, 1, 2]) history[0][cellOf(month, false, 18)]!.excessWh.push(8000, 8000);
  const rounds = { quarterly: 1 };
  const reservation = { ...world.scenario.flexibility.reservation, rounds };
  const held = reservations({ reservation }).auction(YEAR, 1, true);
  expect(held.map(({ request }) => request.window.firstDate)).toEqual(["2025-01-01"]);
  expect(reservations({ reservation }).auction(YEAR, 1)).toEqual([]);
});

test("a window of the scenario is asked for by itself, on its days and at its times", () => {
  const windows = [
    {
      area: world.scenario.areas[0]!.id,
      direction: "up",
      days: "weekdays",
      minuteFrom: 18 * 60 + 30,
      minuteTo: 19 * 60,
      firstDate: "2025-01-08",
      lastDate: "2025-01-09",
      powerW: 4000,
    } as const,
  ];
  const reservation = { ...world.scenario.flexibility.reservation, windows };
  const book = reservations({ reservation });
  teach(book, 2000);
  expect(sums(book.auction(YEAR, JANUARY))).toEqual({ requestedW: 4000, unmetW: 0 });
  const reservedAt = (i: number) =>
    community.units
      .flatMap(({ index }) => book.of(index, 0, i))
      .reduce((sum, { reservedWh }) => sum + reservedWh, 0);
  // The run's first day is Wednesday the 8th; the sixth day of the world.
  expect([0, 1, 2, 3, 4].map((k) => reservedAt(EVENING + k))).toEqual([0, 0, 1000, 1000, 0]);
  expect([96, 192].map((later) => reservedAt(EVENING + 2 + later))).toEqual([1000, 0]);
  expect(book.auction(YEAR, 1)).toEqual([]);
});

test("the product cuts what is offered to its step, and refuses what is too small or dear", () => {
  eveningCell().excessWh.push(50_000, 50_000);
  const offered = (changes: Products["longTermCm"]) => {
    const book = reservations({ products: { longTermCm: changes } });
    teach(book, 2000);
    return book.auction(YEAR, JANUARY)[0]!.offers.map(({ powerW }) => powerW);
  };
  const all = community.units.length;
  expect(offered({ stepW: 1000 })).toEqual(new Array(all).fill(6000));
  expect(offered({ powerWMin: 7000 })).toEqual([]);
  expect(offered({ activationCapMicroEurPerKwh: 100_000 })).toEqual([]);
  expect(offered({ responseMinutesMax: 0 })).toEqual([]);
  expect(offered({ readyCapMicroEurPerKwH: 2999 })).toEqual([]);
});

test("who may not offer does not, and an indivisible offer is taken whole or not at all", () => {
  eveningCell().excessWh.push(1000, 1000);
  const { flexibility } = world.scenario;
  const products = marketProducts(flexibility);
  const held = (mayOffer: boolean, divisible: boolean) => {
    const entry = () => ({ mayOffer, divisible });
    const book = new Reservations(world, community.units, [history], products, entry);
    teach(book, 2000);
    return book.auction(YEAR, JANUARY)[0]!;
  };
  expect(held(false, true).offers).toEqual([]);
  expect(held(true, true).result.unmetW).toBe(0);
  // 6.4 kW each, 4 kW wanted: more than a tenth too much.
  expect(held(true, false).result).toMatchObject({ accepted: [], unmetW: 4000 });
});

test("what is accepted may be paid its own price or the highest accepted score", () => {
  eveningCell().excessWh.push(2500, 2500);
  const held = (changes: Partial<FlexibilitySettings["reservation"]>) => {
    const { reservation } = world.scenario.flexibility;
    const book = reservations({ reservation: { ...reservation, ...changes } });
    teach(book, 2000);
    return book.auction(YEAR, JANUARY)[0]!;
  };
  const own = held({});
  const uniform = held({ pricing: "uniform", selection: "exact", marginTies: "proRata" });
  const ready = ({ result }: HeldAuction) =>
    result.accepted.map(({ reservationMicroEurPerKwH }) => reservationMicroEurPerKwH);
  expect(ready(own).length).toBeGreaterThan(1);
  expect(ready(uniform)).toEqual(ready(own).map(() => Math.max(...ready(own))));
  expect(uniform.rules).toEqual({
    pricing: "uniform",
    selection: "exact",
    marginTies: "proRata",
    utilisationPermille: 100,
  });
});
