import { beforeAll, expect, test } from "vitest";
import { BAL, DOWN, TSO_CM, TSO_OPERATOR, UP } from "#engine/coordination/needs.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Unit } from "#sim/agents/unit.ts";
import { Corridor } from "#sim/operators/corridor.ts";
import {
  type BalanceView,
  balancingNeed,
  corridorNeeds,
} from "#sim/operators/transmissionNeeds.ts";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { imbalanceSdMw } from "#sim/world/nationalSystem.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const I = 250;
const NOW = I - 2;

let world: World;
let community: Community;
let corridor: Corridor;
let units: readonly Unit[];
beforeAll(() => {
  const { transmission } = loadScenario("pilot");
  const calendar = { start: "2025-05-05", days: 1, spinUpDays: 2 };
  world = buildWorld(smallScenario({ calendar, transmission }), { seed: 1 });
  community = buildCommunity(world);
  units = community.units;
  corridor = new Corridor(world);
});

function setSystem(load: number, pv: number, wind: number): void {
  for (const factors of world.system.forecast) {
    factors.loadFactor[I] = load;
    factors.pvFactor[I] = pv;
    factors.windFactor[I] = wind;
  }
}

/** What the TSO wants at 1 MW of the country, Wh of the pilot. */
const whPerMw = () => (1000 / corridor.replica) * 250;

test("on a spring noon the TSO wants Sofia to use more", () => {
  setSystem(0.85, 0.62, 0.15);
  const needs = corridorNeeds(corridor, units, I, 4);
  const need = needs.find(({ element }) => element === "SOFW-BLAG")!;
  expect(need).toMatchObject({ kind: TSO_CM, operator: TSO_OPERATOR, area: -1, direction: DOWN });
  const line = corridor.lineIds.indexOf("SOFW-BLAG");
  const excessMw = corridor.flowMw[line]! - corridor.limitMw[line]!;
  expect(excessMw).toBeGreaterThan(100);
  expect(need.quantityWh).toBe(Math.ceil(excessMw * whPerMw()));
  for (const effect of need.effectiveness) expect(effect).toBeCloseTo(0.86, 2);
  expect(need.shown).toBeCloseTo((100 * corridor.flowMw[line]!) / 1300, 6);
});

test("consuming what a need says brings the line back to its limit", () => {
  setSystem(0.85, 0.62, 0.15);
  const need = corridorNeeds(corridor, units, I, 4).find(({ element }) => element === "SOFW-BLAG")!;
  const line = corridor.lineIds.indexOf("SOFW-BLAG");
  const kw = need.quantityWh / 250 / need.effectiveness[0]!;
  const relieved = corridor.flowMw[line]! + corridor.effectMwPerKw(line, 0) * kw;
  expect(relieved).toBeLessThanOrEqual(1300 + 1e-6);
  expect(relieved).toBeGreaterThan(1300 - 1);
});

test("where the flow runs the other way the TSO wants Sofia to use less", () => {
  setSystem(3, 0, 0.1);
  const need = corridorNeeds(corridor, units, I, 4).find(({ element }) => element === "SOFW-BLAG")!;
  expect(need.direction).toBe(UP);
  for (const effect of need.effectiveness) expect(effect).toBeCloseTo(0.86, 2);
});

test("a line within its limit needs nothing, but is watched from 85 percent on", () => {
  setSystem(0.85, 0.56, 0.15);
  const shown = (watched: boolean) =>
    corridorNeeds(corridor, units, I, 4, watched).map(({ element, quantityWh }) => [
      element,
      quantityWh > 0,
    ]);
  expect(shown(false).every(([, wants]) => wants)).toBe(true);
  const close = corridor.lineIds.filter((_, l) => {
    const percent = (100 * Math.abs(corridor.flowMw[l]!)) / corridor.limitMw[l]!;
    return percent > 85 && percent <= 100 && Math.abs(corridor.ptdf(l, 0)) >= 0.05;
  });
  expect(close.length).toBeGreaterThan(0);
  const watched = shown(true);
  for (const line of close) expect(watched).toContainEqual([line, false]);
});

/** Balancing needs after an imbalance of `mw` was metered in the period before `now`. */
function balance(mw: number, ownUpWh = 0, view: Partial<BalanceView> = {}) {
  world.system.imbalanceMw[NOW - 1] = mw;
  const plain = { ownUpWh, watches: false, isJoint: false };
  return balancingNeed(world, corridor, units, NOW, I, { ...plain, ...view });
}

test("balancing asks for the imbalance still expected beyond one standard deviation", () => {
  setSystem(1, 0.1, 0.2);
  const sdMw = imbalanceSdMw(world.scenario.transmission, 1, world.system.clearPvFactor[I]!);
  const lag = 0.88 ** 3;
  expect(balance((0.99 * sdMw) / lag)).toEqual([]);
  expect(balance((-0.99 * sdMw) / lag)).toEqual([]);
  const [short] = balance((1.5 * sdMw) / lag);
  const [long] = balance((-2 * sdMw) / lag);
  expect(short).toMatchObject({
    kind: BAL,
    operator: TSO_OPERATOR,
    direction: UP,
    element: "system",
  });
  expect(long).toMatchObject({ direction: DOWN });
  expect(Math.abs(short!.quantityWh - 0.5 * sdMw * whPerMw())).toBeLessThan(
    1 + 1e-3 * sdMw * whPerMw(),
  );
  expect(Math.abs(long!.quantityWh - sdMw * whPerMw())).toBeLessThan(1 + 1e-3 * sdMw * whPerMw());
});

test("upward energy bought already is no longer short", () => {
  setSystem(1, 0.1, 0.2);
  const [need] = balance(600);
  const half = Math.floor(need!.quantityWh / 2);
  expect(balance(600, half)[0]!.quantityWh).toBe(need!.quantityWh - half);
  expect(balance(600, need!.quantityWh)).toEqual([]);
  const sdWh =
    imbalanceSdMw(world.scenario.transmission, 1, world.system.clearPvFactor[I]!) * whPerMw();
  expect(balance(600, need!.quantityWh + 2 * sdWh + 1000)[0]!.direction).toBe(DOWN);
});

test("what would load a congested line further is of no use for balancing", () => {
  setSystem(0.9, 0.62, 0.15);
  const congested = corridorNeeds(corridor, units, I, 2);
  expect(congested.map(({ element }) => element)).toContain("SOFW-BLAG");
  expect(congested.every(({ direction }) => direction === DOWN)).toBe(true);
  const up = balance(800)[0]!;
  const down = balance(-800)[0]!;
  expect([...up.effectiveness]).toEqual(units.map(() => 0));
  expect([...down.effectiveness]).toEqual(units.map(() => 1));
});

test("who credits others' claims lists both sides of the band, the quiet ones as headroom", () => {
  setSystem(1, 0.1, 0.2);
  const sdMw = imbalanceSdMw(world.scenario.transmission, 1, world.system.clearPvFactor[I]!);
  const quiet = balance(0, 0, { watches: true });
  expect(quiet.map(({ direction }) => direction)).toEqual([UP, DOWN]);
  for (const { quantityWh } of quiet) expect(quantityWh).toBe(Math.floor(-sdMw * whPerMw()));
  const bought = balance(0, 1000, { watches: true });
  expect(bought[0]!.quantityWh).toBe(quiet[0]!.quantityWh - 1000);
  expect(Math.abs(bought[1]!.quantityWh - quiet[1]!.quantityWh - 1000)).toBeLessThanOrEqual(1);
});

test("a joint clearing knows the congested lines itself: every unit may balance", () => {
  setSystem(0.9, 0.62, 0.15);
  const [up] = balance(800, 0, { isJoint: true });
  expect([...up!.effectiveness]).toEqual(units.map(() => 1));
});
