import { expect, test } from "vitest";
import { marketProducts } from "#sim/operators/marketProducts.ts";
import { cellOf } from "#sim/operators/needHistory.ts";
import { Reservations } from "#sim/phases/reserve/reserve.ts";
import { buildCommunity } from "#sim/run/community.ts";
import { buildWorld } from "#sim/world/world.ts";
import { emptyHistory, teachAll } from "#test/support/reservationHistory.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const JANUARY = 0;
const YEAR = 2025;

test("asked by branch, each branch has its own request, met by what units do there", () => {
  const calendar = { start: "2025-01-08", days: 30, spinUpDays: 6 };
  const world = buildWorld(smallScenario({ calendar }), { seed: 1 });
  const community = buildCommunity(world);
  const [first, second] = world.scenario.areas[0]!.network.monitoredBranches;
  expect(second).toBeDefined();
  const history = emptyHistory();
  const cell = history[0][cellOf(JANUARY, false, 18)]!;
  cell.excessWh.push(1000, 2000, 9000, 1000);
  (cell as { elements?: number[] }).elements = [0, 1, 1, 0];
  const flexibility = {
    ...world.scenario.flexibility,
    reservation: { ...world.scenario.flexibility.reservation, askBy: "element" as const },
  };
  const changed = { ...world, scenario: { ...world.scenario, flexibility } };
  const entry = () => ({ mayOffer: true, divisible: true });
  // The first unit does half at the first branch and nothing at the second; all others do nothing at the first.
  const effect = (_area: number, branch: string, _direction: 0 | 1, unit: number) =>
    branch === first ? (unit === 0 ? 500 : 0) : unit === 0 ? 0 : 1000;
  const products = marketProducts(flexibility);
  const book = new Reservations(changed, community.units, [history], products, entry, effect);
  teachAll(book, community, 5000);
  const held = book.auction(YEAR, JANUARY);
  expect(held.map(({ request, requestW }) => [request.element, requestW])).toEqual([
    [first, 4000],
    [second, 36_000],
  ]);
  // 4 kW at the branch are 8 kW of the unit.
  expect(held[0]!.result.accepted).toMatchObject([{ id: 0, powerW: 8000, reliefW: 4000 }]);
  expect(held[0]!.result.unmetW).toBe(0);
  expect(held[1]!.result.accepted.every(({ id }) => id !== 0)).toBe(true);
});
