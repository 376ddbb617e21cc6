import { beforeAll, beforeEach, expect, test } from "vitest";
import type { World } from "#sim/world/world.ts";
import { NETWORK, Settlement, SLOT, twoHomes } from "#test/support/settlement.ts";

const kWh = 1000;

let world: World;
let book: Settlement;
beforeAll(() => {
  world = twoHomes();
});
beforeEach(() => {
  book = new Settlement(world);
});

test.each([
  ["none", 0],
  ["flat", NETWORK],
  // Period I begins at 03:00: outside of the peak hours of this scenario.
  ["timeOfUse", NETWORK / 2],
  ["dnut", NETWORK],
  ["dnutResidual", NETWORK],
] as const)(
  "under the tariff %s a trade pays %d µEUR/kWh of network component",
  (kind, network) => {
    book.energies([-kWh, kWh], [-kWh, kWh]).trade(kWh, 120_000, 0, false).under(kind);
    const lines = [`trade B>A ${120_000 - network}`, `networkOfTrade B>DSO ${network}`];
    expect(book.settle()).toEqual(network === 0 ? lines.slice(0, 1) : lines);
  },
);

test.each([
  ["relieves: who takes pays the DSO, who gives is paid", -30_000, ["A>DSO 60000", "DSO>B 30000"]],
  ["burdens: who takes is paid, who gives pays", 30_000, ["DSO>A 60000", "B>DSO 30000"]],
  ["is worth nothing", 0, []],
])("what stays with the retailer pays at the gate's λ, where injection %s", (_, lambda, lines) => {
  const postings = book
    .energies([2 * kWh, -kWh], [2 * kWh, -kWh])
    .residual(lambda)
    .settle();
  const residual = postings.filter((line) => line.startsWith("residualTariff"));
  expect(residual.sort()).toEqual(lines.map((line) => `residualTariff ${line}`).sort());
});

test("what was traded, or activated, is no residual", () => {
  book.facts.correctionWh[0]![SLOT] = -kWh;
  book.energies([-kWh, kWh], [0, kWh]).trade(kWh, 70_000, 0, true);
  const postings = book.residual(-30_000).settle();
  expect(postings.filter((line) => line.startsWith("residualTariff"))).toEqual([]);
});
