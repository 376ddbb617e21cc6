import { beforeAll, describe, expect, test } from "vitest";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { deliverAndMeter } from "#sim/phases/meter.ts";
import { planRound } from "#sim/phases/trade/planRound.ts";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { Meters } from "#sim/run/meters.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

let world: World;
function worldOf(batteryControl: "plan" | "meter"): World {
  const base = smallScenario();
  const area = base.areas[0]!;
  const unsteered = smallHome("H7", {
    pvKwp: 5,
    batteryKw: 5,
    batteryKwh: 8,
    aggregator: "",
    flexible: false,
  });
  return buildWorld(
    smallScenario({
      calendar: { start: "2025-01-10", days: 4, spinUpDays: 3 },
      areas: [{ ...area, prosumers: [...area.prosumers, unsteered] }],
      behaviour: {
        ...base.behaviour,
        batteryControl,
        delivery: { noResponse: 0, oneLate: 0, partial: 0, partialLow: 0.5 },
      },
    }),
    { seed: 5 },
  );
}

/** A community that lives on the retail contract, and what its units metered and would have. */
class Life {
  readonly community: Community;
  readonly meters: Meters;
  readonly meteredWh: number[][] = [];
  readonly truthWh: number[][] = [];
  readonly #orders: Float64Array;

  constructor() {
    this.community = buildCommunity(world);
    this.meters = new Meters(this.community.prosumers.length);
    this.#orders = new Float64Array(this.community.units.length);
  }

  /** Lives the periods [from, to); `orderWh` is ordered of every unit in period `i`. */
  live(from: number, to: number, orderWh: (i: number, unit: number) => number): void {
    const { units } = this.community;
    for (let now = from; now < to; now++) {
      if (world.calendar.minuteOfDay[now]! % 60 === 0) {
        const round = Math.floor(now / 4);
        planRound(this.community, horizonAt(world, now), round, () => null);
      }
      for (const unit of units) this.#orders[unit.index] = orderWh(now, unit.index);
      deliverAndMeter(this.community, now, this.#orders, this.meters);
      const metered = this.meters.of(now);
      this.meteredWh[now] = units.map(({ members }) =>
        members.reduce((sum, { agent }) => sum + metered[agent]!, 0),
      );
      this.truthWh[now] = units.map(({ truthWh }) => truthWh[now & RING_MASK]!);
    }
  }
}

const FIRST = 3 * 96 + 72;

describe.each(["plan", "meter"] as const)("batteries on the %s", (batteryControl) => {
  beforeAll(() => {
    world = worldOf(batteryControl);
  });

  test("units are offices and pools of steerable homes; an unsteered battery belongs to none", () => {
    const { units, prosumers, accounts } = buildCommunity(world);
    expect(
      units.map(({ name, members }) => [name, members.map(({ series }) => series.prosumer.uid)]),
    ).toEqual([
      ["AGG@F1", ["H1", "H2", "H3", "H4"]],
      ["O1", ["O1"]],
    ]);
    for (const unit of units) {
      expect(unit.aggregator).toBe(accounts.aggregators.get("AGG"));
      for (const member of unit.members) expect(member.unit).toBe(unit.index);
    }
    const unsteered = prosumers.find(({ series }) => series.prosumer.uid === "H7")!;
    expect([unsteered.flexible, unsteered.unit]).toEqual([false, -1]);
  });

  test("an unsteered battery still stores the roof's surplus for the evening", () => {
    const life = new Life();
    life.live(0, 3 * 96, () => 0);
    const battery = life.community.prosumers
      .find(({ series }) => series.prosumer.uid === "H7")!
      .devices.at(-1)!;
    let stored = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let now = 3 * 96; now < 5 * 96; now++) {
      life.live(now, now + 1, () => 0);
      stored = Math.max(stored, battery.storedWh());
      least = Math.min(least, battery.storedWh());
    }
    expect(stored - least).toBeGreaterThan(1000);
  });

  test("where nothing is ordered the truth is the meter", () => {
    const life = new Life();
    life.live(0, 4 * 96, () => 0);
    expect(life.truthWh).toEqual(life.meteredWh);
  });

  test("the replay of an order tells what would have been metered without it", () => {
    const free = new Life();
    const ordered = new Life();
    free.live(0, FIRST + 192, () => 0);
    ordered.live(0, FIRST + 192, (i, unit) => {
      return i >= FIRST && i < FIRST + 4 ? (unit === 0 ? -600 : -3000) : 0;
    });
    // Rounds plan at other hours once something happened, but never the next nine periods.
    for (let i = 0; i < FIRST + 9; i++)
      expect(ordered.truthWh[i], `period ${i}`).toEqual(free.meteredWh[i]);
    for (const unit of [0, 1]) {
      const shed = [0, 1, 2, 3].map(
        (k) => ordered.truthWh[FIRST + k]![unit]! - ordered.meteredWh[FIRST + k]![unit]!,
      );
      expect(shed[0]).toBeGreaterThan(0);
      expect(shed.reduce((one, other) => one + other)).toBeGreaterThan(0);
      const difference = (one: number[][], other: number[][]) =>
        Array.from({ length: 96 }, (_, k) => one[FIRST + k]![unit]! - other[FIRST + k]![unit]!);
      const gap = difference(ordered.truthWh, free.meteredWh).map(Math.abs);
      const load = Array.from({ length: 96 }, (_, k) =>
        Math.abs(free.meteredWh[FIRST + k]![unit]!),
      );
      const total = (values: number[]) => values.reduce((a, b) => a + b, 0);
      expect(total(gap)).toBeLessThan(0.05 * total(load));
    }
  });

  test("a day after the last order truth and meter are one again", () => {
    const life = new Life();
    const last = FIRST + 3;
    life.live(0, FIRST + 192, (i) => (i >= FIRST && i <= last ? -600 : 0));
    for (let i = last + 96; i < FIRST + 192; i++)
      expect(life.truthWh[i]).toEqual(life.meteredWh[i]);
    for (const { members } of life.community.units) {
      for (const { shadow } of members) expect(shadow).toBeNull();
    }
  });

  test("a copy of a device lives as the original would, and neither moves the other", () => {
    const life = new Life();
    life.live(0, FIRST, () => 0);
    const twin = new Life();
    twin.live(0, FIRST, () => 0);
    for (const [a, agent] of life.community.prosumers.entries()) {
      for (const [d, device] of agent.devices.entries()) {
        const original = twin.community.prosumers[a]!.devices[d]!;
        const copy = device.clone();
        const rival = device.clone();
        for (let i = FIRST; i < FIRST + 40; i++) {
          rival.step(i, i % 2 === 0 ? -300 : 900);
          device.step(i, -200);
          expect(copy.step(i, 0)).toBe(original.step(i, 0));
        }
        expect(copy.storedWh()).toBe(original.storedWh());
      }
    }
  });
});
