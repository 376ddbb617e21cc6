import { beforeAll, expect, test } from "vitest";
import { RING } from "#sim/agents/devices/device.ts";
import { Wishes } from "#sim/market/orders/wishes.ts";
import type { World } from "#sim/world/world.ts";
import { homesAt, nominate, tradingPlace } from "#test/support/tradingPlace.ts";

const PERIOD = 2 * 96 + 48;

let world: World;
beforeAll(() => {
  world = homesAt(["LV", "LV", "F1-1", "F1-2"]);
});

/** Wishes for a period of four homes, of whom nothing was traded but by the second. */
function wishesFor(energiesWh: readonly number[]) {
  const place = tradingPlace(world);
  nominate(place, PERIOD, energiesWh);
  const wishes = new Wishes(place.agents);
  place.agents[1]!.tradedWh[PERIOD % RING] = -400;
  const gatherAll = () => {
    for (let k = 0; k < 4; k++) wishes.gather(k, PERIOD, PERIOD + 1);
  };
  gatherAll();
  return { place, wishes, gatherAll };
}

test("a wish is what is planned and not traded", () => {
  const { wishes } = wishesFor([500, -1000, 0, 700]);
  expect([...wishes.of(PERIOD)]).toEqual([500, -600, 0, 700]);
});

test("what is not ordered by itself is left out of all that is wanted", () => {
  const { wishes } = wishesFor([500, -1000, 0, 650]);
  const ring = (wh: number) => new Float64Array(RING).fill(wh);
  wishes.leave(1, ring(-100), PERIOD, PERIOD + 1);
  wishes.leave(3, ring(249.6), PERIOD, PERIOD + 1);
  expect([...wishes.of(PERIOD)]).toEqual([500, -500, 0, 400]);
});

test("those moved have a turn in the drawn order; who has looked has not moved any more", () => {
  const { place, wishes, gatherAll } = wishesFor([500, -1000, 0, 700]);
  const turnOf = Int32Array.of(2, 1, 3, 0);
  const moved = () => [...wishes.moved(PERIOD, turnOf)];
  expect(moved()).toEqual([3, 1, 0]);
  wishes.seen(PERIOD);
  expect(moved()).toEqual([]);
  nominate(place, PERIOD, [800, -1000, 151, 850]);
  gatherAll();
  expect(moved()).toEqual([0, 2]);
  wishes.seenBy(PERIOD, Int32Array.of(0));
  expect(moved()).toEqual([2]);
});

test("a period is flagged by the move of somebody who is asked about, until flags are cleared", () => {
  const { wishes } = wishesFor([500, -1000, 0, 100]);
  wishes.flagMoved(2, PERIOD, PERIOD + 1);
  wishes.flagMoved(3, PERIOD, PERIOD + 1);
  expect(wishes.isFlagged(PERIOD)).toBe(false);
  wishes.flagMoved(0, PERIOD, PERIOD + 1);
  expect(wishes.isFlagged(PERIOD)).toBe(true);
  wishes.clearFlags();
  expect(wishes.isFlagged(PERIOD)).toBe(false);
});
