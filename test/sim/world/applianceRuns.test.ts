import fc from "fast-check";
import { expect, test } from "vitest";
import { appliancesSchema } from "#scenarios/schema/applianceSchema.ts";
import { streamKey } from "#sim/random/randomStream.ts";
import { appliancesOf, drawRuns } from "#sim/world/applianceRuns.ts";
import { baseWithout } from "#sim/world/baseLoad.ts";
import { buildCalendar } from "#sim/world/calendar.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

const { place } = smallScenario();
const types = appliancesSchema.parse({});
const calendarFrom = (start: string, days: number) =>
  buildCalendar({ ...place, start, days, spinUpDays: 2 });
/** Both changes of clocks lie in it. */
const year = calendarFrom("2025-01-01", 365);
const names = ["washingMachine", "dishwasher", "dryer"] as const;
const key = (name: string, seed = 1) => streamKey(seed, `H1/${name}`);

test("runs are known before they may start, leave room for one another, and end in time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(...names), (seed, name) => {
      const { earliest, latest, known, profileWh, threshold } = drawRuns(
        year,
        name,
        { ...types[name], runsPerWeek: 7, deadlineHoursSd: 8 },
        key(name, seed),
      );
      expect(earliest.length).toBe(year.dayCount);
      for (let k = 0; k < earliest.length; k++) {
        expect(latest[k]!).toBeGreaterThanOrEqual(earliest[k]!);
        expect(earliest[k]! - known[k]!).toBe(48);
        expect(threshold[k]!).toBeLessThan(1);
        if (k === 0) continue;
        // Started at its last moment a run is over when the next one may start, or that one waits.
        const free = Math.max(earliest[k]!, earliest[k - 1]! + profileWh.length);
        expect(earliest[k]!).toBe(free);
        const isCut = latest[k - 1]! + profileWh.length <= earliest[k]!;
        expect(isCut || latest[k - 1] === earliest[k - 1]).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

test("a week has as many runs as it should, in the hours in which machines are ready", () => {
  for (const name of names) {
    const runs = [1, 2, 3, 4].map((seed) => drawRuns(year, name, types[name], key(name, seed)));
    const perWeek =
      runs.reduce((sum, { earliest }) => sum + earliest.length, 0) / 4 / (year.dayCount / 7);
    expect(Math.abs(perWeek / types[name].runsPerWeek - 1), name).toBeLessThan(0.1);
    for (const { earliest } of runs) {
      for (const at of earliest) {
        const hour = Math.floor(year.minuteOfDay[at]! / 60);
        expect(
          types[name].readyShare[hour]! + types[name].readyShare[(hour + 23) % 24]!,
        ).toBeGreaterThan(0);
      }
    }
  }
});

test("a date brings the same runs, whenever the run of the simulator starts", () => {
  const late = calendarFrom("2025-06-10", 30);
  const shift = late.firstUnixQuarter - year.firstUnixQuarter;
  for (const name of names) {
    const all = drawRuns(year, name, types[name], key(name));
    const some = drawRuns(late, name, types[name], key(name));
    // The first day knows no day before, and the last none behind it.
    const [from, end] = [late.dayStart[1]!, late.dayStart[late.dayCount - 1]!];
    const within = ({ earliest, latest }: typeof all, by: number) =>
      Array.from(earliest, (at, k) => [at - by, latest[k]! - by]).filter(
        ([at]) => at! >= from && at! < end,
      );
    const expected = within(all, shift);
    expect(expected.length).toBeGreaterThan(5);
    expect(within(some, 0).slice(0, -1)).toEqual(expected.slice(0, -1));
  }
});

test("shares hand machines out by customer: another share, or another home, moves nobody", () => {
  const homes = Array.from({ length: 400 }, (_, k) => smallHome(`H${k}`));
  const half = { ...types, dishwasher: { ...types.dishwasher, share: 0.5 } };
  const owners = homes.filter((home) => appliancesOf(home, half, 1).length > 0);
  expect(Math.abs(owners.length / homes.length - 0.5)).toBeLessThan(0.08);
  const more = {
    ...half,
    dishwasher: { ...half.dishwasher, share: 0.7 },
    dryer: { ...types.dryer, share: 0.3 },
  };
  for (const home of owners) expect(appliancesOf(home, more, 1)).toContain("dishwasher");
  expect(homes.flatMap((home) => appliancesOf(home, types, 1))).toEqual([]);
  const named = smallHome("H1", { appliances: ["dryer"] });
  expect(appliancesOf(named, types, 1)).toEqual(["dryer"]);
  expect(
    appliancesOf(
      smallHome("H9", { persons: 0 }),
      { ...types, dryer: { ...types.dryer, share: 1 } },
      1,
    ),
  ).toEqual([]);
});

test("machines take their energy out of the base use, of which a part stays", () => {
  const wash = ((3.5 * 365) / 7) * (3.55 / 4);
  const whole = (kwhPerYear: number) => ({ kwhPerYear, noiseSd: 1.3, peak: 15 });
  const left = baseWithout(whole(2300), ["washingMachine"], types);
  expect(left.kwhPerYear).toBeCloseTo(2300 - wash, 6);
  expect(baseWithout(whole(200), names, types).kwhPerYear).toBeCloseTo(60, 9);
  expect(baseWithout(whole(2300), [], types)).toEqual(whole(2300));
  expect(baseWithout(whole(0), names, types)).toEqual(whole(0));
});

test("with a machine on top, variance and peak of a home's load are what they were without", () => {
  const whole = { kwhPerYear: 4000, noiseSd: 1.3, peak: 15 };
  const wholeKw = whole.kwhPerYear / 8760;
  for (const name of names) {
    const { kwhPerYear, noiseSd, peak } = baseWithout(whole, [name], types);
    const baseKw = kwhPerYear / 8760;
    const { earliest, profileWh } = drawRuns(year, name, types[name], key(name));
    const power = new Float64Array(year.count + 96);
    for (const start of earliest) {
      for (const [k, wh] of profileWh.entries()) power[start + k]! += wh / 250;
    }
    const mean = power.reduce((sum, kw) => sum + kw, 0) / year.count;
    const variance = power.reduce((sum, kw) => sum + kw * kw, 0) / year.count - mean ** 2;
    // Runs are drawn: a year has some more or fewer of them.
    expect((noiseSd * baseKw) ** 2 + variance).toBeCloseTo((1.3 * wholeKw) ** 2, 1.5);
    expect(variance).toBeGreaterThan(0.02);
    expect(peak! * baseKw + Math.max(...types[name].profileKw)).toBeCloseTo(15 * wholeKw, 9);
  }
});
