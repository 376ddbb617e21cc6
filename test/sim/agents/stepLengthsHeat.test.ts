import fc from "fast-check";
import { expect, test } from "vitest";
import { Boiler } from "#sim/agents/devices/boiler.ts";
import type { Capability } from "#sim/agents/devices/device.ts";
import { Heating } from "#sim/agents/devices/heating.ts";
import type { HeatingOptions } from "#sim/agents/devices/heatingOptions.ts";
import { Hvac } from "#sim/agents/devices/hvac.ts";
import {
  accumulated,
  byDay,
  furthest,
  held,
  inAllLengths,
  KNOWN_HOURS,
  liveSteps,
  spread,
} from "#test/support/stepLives.ts";

// Thermostats look once a step and hold what they then decide: what they heat differs by what
// happens between two looks, and never by more, however long they live.

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const hourly = (min: number, max: number) =>
  fc.array(between(min, max), { minLength: KNOWN_HOURS, maxLength: KNOWN_HOURS });
const prices = fc.array(fc.integer({ min: 20_000, max: 300_000 }), {
  minLength: 24,
  maxLength: 24,
});
const hourOfDay = Array.from({ length: KNOWN_HOURS }, (_, hour) => hour % 24);

interface Control {
  readonly by: string;
  readonly control: "thermostat" | "night";
  readonly flexible: boolean;
  /** How far two lengths may be apart at any full hour: hours of greatest draw, and of heating. */
  readonly draws: number;
  readonly heats: number;
}

const controls: readonly Control[] = [
  // Between two looks an hour is drawn that one has refilled and the other not.
  { by: "a thermostat", control: "thermostat", flexible: false, draws: 1, heats: 0 },
  // By day it heats from one look to the next once it is nearly empty.
  { by: "a time switch", control: "night", flexible: false, draws: 1, heats: 1 },
  // A plan foresees the draws of the hour.
  { by: "prices", control: "thermostat", flexible: true, draws: 0.1, heats: 0 },
];

test.each(controls)(
  "a tank under $by heats what is drawn and lost, the same at any length of a step",
  ({ control, flexible, draws, heats }) => {
    const tanks = fc.record({
      powerKw: between(1, 3),
      capacityKwh: between(3, 12),
      standingLossKwhPerDay: between(0.5, 2),
    });
    fc.assert(
      fc.property(tanks, hourly(-1, 1), prices, (tank, shares, retail) => {
        // So that it never runs dry: what is drawn of an empty tank is not warm.
        const mostWh = Math.min(900 * tank.powerKw, 200 * tank.capacityKwh) - 100;
        const drawnWh = shares.map((share) => Math.max(0, share) * mostWh);
        const isNight = hourOfDay.map((hour) => (hour < 6 ? 1 : 0));
        const { usual, others } = inAllLengths((perHour) => {
          const drawWh = spread(drawnWh, perHour);
          const device = new Boiler({
            ...tank,
            control,
            flexible,
            drawWh,
            drawExpectedWh: drawWh,
            isNight: Uint8Array.from(held(isNight, perHour)),
            nightDelay: 0,
            stepHours: 1 / perHour,
          });
          const before = device.storedWh();
          const energies = accumulated(
            liveSteps(device, flexible ? { perHour, retail } : { perHour }),
          );
          return { energies, usedWh: energies.at(-1)! - device.storedWh() + before };
        });
        const lossWh = (tank.standingLossKwhPerDay * 1000) / 24;
        const apartWh = draws * (Math.max(...drawnWh) + lossWh) + heats * tank.powerKw * 1000;
        for (const other of others) {
          expect(Math.abs(other.usedWh - usual.usedWh)).toBeLessThan(1);
          expect(furthest(usual.energies, other.energies)).toBeLessThan(apartWh + 1);
        }
      }),
      { numRuns: flexible ? 12 : 40 },
    );
  },
);

interface Climate {
  readonly meanC: number;
  readonly swingsK: readonly number[];
  readonly sun: readonly number[];
}
const climates = fc.record({
  meanC: between(-10, 12),
  swingsK: hourly(-3, 3),
  sun: hourly(0, 1),
});

/** A room under a climate that changes at full hours, kept 2 K cooler by night. */
function room(
  options: Pick<HeatingOptions, "type" | "powerKw" | "lossKwPerK" | "capacityKwhPerK">,
  { meanC, swingsK, sun }: Climate,
  perHour: number,
): { device: Heating; setpointC: Float32Array } {
  const outside = swingsK.map((kelvin) => meanC + kelvin);
  const light = sun.map((share, hour) => (hour % 24 > 7 && hour % 24 < 17 ? 500 * share : 0));
  const temperatureC = held(outside, perHour);
  const sunWPerM2 = held(light, perHour);
  const setpointC = held(
    hourOfDay.map((hour) => (hour >= 6 && hour < 23 ? 20.5 : 18.5)),
    perHour,
  );
  const device = new Heating({
    ...options,
    flexible: false,
    heatingLimitC: 16,
    openingKwPerK: 0.2,
    comfortBandK: BAND_K,
    insideGainsKw: 0.35,
    solarApertureM2: 1,
    setpointC,
    temperatureC,
    sunWPerM2,
    forecastTemperatureC: [temperatureC, temperatureC, temperatureC, temperatureC],
    forecastSunWPerM2: [sunWPerM2, sunWPerM2, sunWPerM2, sunWPerM2],
    vintageOf: () => 3,
    stepHours: 1 / perHour,
  });
  return { device, setpointC };
}

/** No room leaves it here. */
const BAND_K = 60;

test.each(["split", "heatPump", "stove"] as const)(
  "a room heated by a %s takes the same over a day at any length of a step, to 2 percent",
  (type) => {
    const rooms = fc.record({
      powerKw: between(2, 10),
      lossKwPerK: between(0.05, 0.3),
      capacityKwhPerK: between(4, 12),
    });
    fc.assert(
      fc.property(rooms, climates, (options, climate) => {
        const { usual, others } = inAllLengths((perHour) =>
          liveSteps(room({ type, ...options }, climate, perHour).device, { perHour }),
        );
        const dayWh = byDay(usual);
        // After a step of 2 K the one that looks hourly is a quarter of an hour's recovery ahead.
        const aheadWh = 0.3 * options.capacityKwhPerK * 1000;
        for (const other of others) {
          for (const [day, wh] of byDay(other).entries()) {
            expect(Math.abs(wh - dayWh[day]!)).toBeLessThan(0.02 * dayWh[day]! + aheadWh / 10);
          }
          expect(furthest(accumulated(usual), accumulated(other))).toBeLessThan(aheadWh);
        }
      }),
      { numRuns: 50 },
    );
  },
);

test("a room whose heating is at its limit is as warm at any length of a step, hour by hour", () => {
  const rooms = fc.record({
    powerKw: between(0.2, 0.5),
    lossKwPerK: between(0.15, 0.3),
    capacityKwhPerK: between(3, 12),
  });
  const cold = climates.map((climate) => ({ ...climate, meanC: climate.meanC - 15 }));
  fc.assert(
    fc.property(rooms, cold, (options, climate) => {
      const { usual, others } = inAllLengths((perHour) => {
        const { device, setpointC } = room({ type: "stove", ...options }, climate, perHour);
        const kelvin: number[] = [];
        const can: Capability = { powerWh: 0, energyWh: 0 };
        const left = Math.exp(-options.lossKwPerK / perHour / options.capacityKwhPerK);
        const whPerK = ((1000 / perHour) * options.lossKwPerK) / (1 - left);
        const look = (step: number) => {
          // What could be shed down to the band's lower edge tells how warm it is.
          device.capability(step, 0, can);
          kelvin.push(can.energyWh / whPerK + setpointC[step]! - BAND_K);
        };
        const energies = liveSteps(device, { perHour, look });
        expect(
          furthest(
            energies,
            energies.map(() => options.powerKw * 1000),
          ),
        ).toBeLessThan(1);
        return kelvin;
      });
      expect(Math.min(...usual)).toBeLessThan(15);
      for (const other of others) expect(furthest(usual, other)).toBeLessThan(1e-6);
    }),
    { numRuns: 50 },
  );
});

test("what an office's cooling sheds comes back over the day the same at any length of a step", () => {
  const LIMIT_KW = 2;
  fc.assert(
    fc.property(between(0.1, 1), hourly(-0.9, 0.9), (reboundShare, shares) => {
      // Hours far enough apart for the rooms to bear each in full.
      const orderKw = shares.map((share, hour) =>
        hour % 24 === 1 || hour % 24 === 7 ? share * LIMIT_KW : 0,
      );
      const { usual, others } = inAllLengths((perHour) => {
        const device = new Hvac({
          expectedWh: () => (5 * LIMIT_KW * 1000) / perHour,
          shedShare: 0.2,
          reboundShare,
          stepHours: 1 / perHour,
        });
        return liveSteps(device, { perHour, orderKw });
      });
      // Of what is shed within a step nothing comes back before the next.
      const laterWh = 0.5 * reboundShare * Math.max(...orderKw.map(Math.abs)) * 1000;
      for (const other of others) {
        expect(furthest(byDay(usual), byDay(other))).toBeLessThan(1);
        expect(furthest(accumulated(usual), accumulated(other))).toBeLessThan(laterWh + 10);
      }
    }),
  );
});
