import fc from "fast-check";
import { expect, test } from "vitest";
import { type Room, roomAfter, sunShare } from "#sim/agents/devices/roomAfter.ts";
import { kelvinPerKw } from "#sim/agents/devices/thermalStep.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const houses = fc.record({
  lossKwPerK: between(0.03, 0.4),
  openingKwPerK: between(0, 0.6),
  capacityKwhPerK: between(3, 15),
});
const states = fc.record({
  roomC: between(10, 38),
  outsideC: between(-15, 40),
  heatKw: between(0, 8),
});

const OPEN_ABOVE_C = 24;

function roomOf(
  {
    lossKwPerK,
    openingKwPerK,
    capacityKwhPerK,
  }: typeof houses extends fc.Arbitrary<infer T> ? T : never,
  stepHours = 0.25,
): Room {
  const openLossKwPerK = lossKwPerK + openingKwPerK;
  return {
    lossKwPerK,
    riseKPerKw: kelvinPerKw(stepHours, lossKwPerK, capacityKwhPerK),
    openLossKwPerK,
    openRiseKPerKw: kelvinPerKw(stepHours, openLossKwPerK, capacityKwhPerK),
    openAboveC: OPEN_ABOVE_C,
    shadedShare: 0.4,
  };
}

test("a room behind shut windows follows the exact solution of its building", () => {
  fc.assert(
    fc.property(houses, states, (house, { roomC, outsideC, heatKw }) => {
      const cool = Math.min(roomC, 20);
      const goal = outsideC + heatKw / house.lossKwPerK;
      const exact =
        goal + (cool - goal) * Math.exp((-0.25 * house.lossKwPerK) / house.capacityKwhPerK);
      fc.pre(exact <= OPEN_ABOVE_C);
      expect(roomAfter(roomOf(house), cool, outsideC, heatKw)).toBeCloseTo(exact, 9);
    }),
  );
});

test("windows never warm a room, nor cool it below what they are opened for or the air outside", () => {
  fc.assert(
    fc.property(houses, states, (house, { roomC, outsideC, heatKw }) => {
      const open = roomAfter(roomOf(house), roomC, outsideC, heatKw);
      const shut = roomAfter(roomOf({ ...house, openingKwPerK: 0 }), roomC, outsideC, heatKw);
      expect(open).toBeLessThanOrEqual(shut + 1e-9);
      if (open < shut - 1e-9) {
        expect(open).toBeGreaterThanOrEqual(OPEN_ABOVE_C);
        expect(open).toBeGreaterThanOrEqual(Math.min(roomC, outsideC) - 1e-9);
      }
    }),
  );
});

test("more heat, or warmer air outside, never leaves a room cooler", () => {
  fc.assert(
    fc.property(houses, states, between(0, 3), between(0, 3), (house, at, moreKw, warmerK) => {
      const room = roomOf(house);
      const now = roomAfter(room, at.roomC, at.outsideC, at.heatKw);
      const heated = roomAfter(room, at.roomC, at.outsideC, at.heatKw + moreKw);
      const warmer = roomAfter(room, at.roomC, at.outsideC + warmerK, at.heatKw);
      expect(heated).toBeGreaterThanOrEqual(now - 1e-9);
      expect(warmer).toBeGreaterThanOrEqual(now - 1e-9);
    }),
  );
});

test("four quarter hours with windows to open end within half a kelvin of an hour in one step", () => {
  fc.assert(
    fc.property(houses, states, (house, { roomC, outsideC, heatKw }) => {
      const whole = roomAfter(roomOf(house, 1), roomC, outsideC, heatKw);
      let quarters = roomC;
      for (let k = 0; k < 4; k++) {
        quarters = roomAfter(roomOf(house), quarters, outsideC, heatKw);
      }
      expect(Math.abs(whole - quarters)).toBeLessThan(0.5);
    }),
  );
});

test("blinds are down where it is warmer than windows are opened for", () => {
  const room = roomOf({ lossKwPerK: 0.1, openingKwPerK: 0.2, capacityKwhPerK: 6 });
  expect(sunShare(room, OPEN_ABOVE_C)).toBe(1);
  expect(sunShare(room, OPEN_ABOVE_C + 0.1)).toBe(0.4);
});
