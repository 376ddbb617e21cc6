import { beforeAll, beforeEach, expect, test } from "vitest";
import { type AreaHistory, cellOf, type HourHistory } from "#sim/operators/needHistory.ts";
import { Reservations } from "#sim/phases/reserve.ts";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const JANUARY = 0;
const YEAR = 2025;
/** A weekday evening of the run's first day, and the same hour of Saturday and Sunday. */
const EVENING = 6 * 96 + 18 * 4;
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
  const empty = (): HourHistory[] =>
    Array.from({ length: 12 * 48 }, () => ({ periods: 100, excessWh: [] }));
  history = [empty(), empty()];
});

const eveningCell = () => history[0][cellOf(JANUARY, false, 18)]!;
const reservations = () => new Reservations(world, community.units, [history]);

/** Lets every unit offer the same in every period for long enough to know itself. */
function teach(book: Reservations, quantityWh: number): void {
  for (let k = 0; k < 400; k++) {
    for (const { index } of community.units) book.learn(index, 0, EVENING, quantityWh, 120_000);
  }
}

test("an hour that was not congested is not asked for, nor one that hardly was", () => {
  const book = reservations();
  teach(book, 5000);
  eveningCell().excessWh.push(1000);
  expect(book.auction(YEAR, JANUARY)).toEqual({ requestedW: 0, unmetW: 0 });
  expect(book.of(0, 0, EVENING)).toBeUndefined();
});

test("a congested hour asks for the stated quantile of what was missing, in watts", () => {
  eveningCell().excessWh.push(1000, 5000, 3000, 2000);
  const book = reservations();
  const { requestedW, unmetW } = book.auction(YEAR, JANUARY);
  // Half of the congested periods lacked less than 3000 Wh in a quarter of an hour.
  expect(requestedW).toBe(12_000);
  expect(unmetW).toBe(12_000);
});

test("units commit four fifths of what they usually offer, at what they usually ask", () => {
  eveningCell().excessWh.push(50_000, 50_000);
  const book = reservations();
  teach(book, 2000);
  const { requestedW, unmetW } = book.auction(YEAR, JANUARY);
  const committedW = community.units.length * 6400;
  expect(Math.abs(unmetW - (requestedW - committedW))).toBeLessThan(10);
  for (const { index } of community.units) {
    const held = book.of(index, 0, EVENING)!;
    expect(held.reservedWh).toBeGreaterThan(1590);
    expect(held.reservedWh).toBeLessThanOrEqual(1600);
    expect(held.activationMicroEurPerKwh).toBe(120_000);
    expect(held.readyMicroEurPerKwH).toBeGreaterThanOrEqual(3000);
    expect(held.readyMicroEurPerKwH).toBeLessThan(12_000);
  }
});

test("no more is reserved than is asked for", () => {
  eveningCell().excessWh.push(1000, 1000);
  const book = reservations();
  teach(book, 2000);
  const { requestedW, unmetW } = book.auction(YEAR, JANUARY);
  const held = community.units.map(({ index }) => book.of(index, 0, EVENING)?.reservedWh ?? 0);
  expect([requestedW, unmetW]).toEqual([4000, 0]);
  expect(held.reduce((a, b) => a + b, 0)).toBe(1000);
});

test("a reservation holds in its month, hour, kind of day and direction alone", () => {
  eveningCell().excessWh.push(1000, 1000);
  const book = reservations();
  teach(book, 2000);
  book.auction(YEAR, JANUARY);
  const anyone = (direction: 0 | 1, i: number) =>
    community.units.some(({ index }) => book.of(index, direction, i) !== undefined);
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
  expect(book.auction(YEAR, JANUARY).unmetW).toBe(4000);
});

test("the price of readiness is drawn anew each month, the same in every run", () => {
  const price = (month: number) => {
    history[0][cellOf(month, false, 18)]!.excessWh.push(9000, 9000);
    const book = reservations();
    teach(book, 2000);
    book.auction(YEAR, month);
    return book.of(0, 0, EVENING + (month === 1 ? 28 * 96 : 0))!.readyMicroEurPerKwH;
  };
  const january = price(0);
  expect(price(0)).toBe(january);
  expect(price(1)).not.toBe(january);
});
