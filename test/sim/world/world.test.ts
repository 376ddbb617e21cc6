import { expect, test } from "vitest";
import { buildWorld, type World } from "#sim/world/world.ts";
import { hashSeries, seriesWithin } from "#sim/world/worldHash.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

const scenario = smallScenario();

/** All series of a world by path; sessions apart, which are lists of their own length. */
function seriesByPath(world: World, from: number, end: number): Map<string, ArrayLike<number>> {
  const found = new Map<string, ArrayLike<number>>();
  const visit = (value: unknown, path: string): void => {
    if (path.endsWith("/sessions") || path === "/scenario" || path === "/calendar") return;
    if (ArrayBuffer.isView(value)) {
      found.set(path, (value as Float32Array).slice(from, end));
    } else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(item, `${path}/${key}`);
    }
  };
  visit(world, "");
  return found;
}

function sessionsWithin(world: World, from: number, end: number): number[][] {
  return world.prosumers.flatMap(({ sessions }) => {
    if (sessions === null) return [];
    const { arrival, departure, energyWh } = sessions;
    return Array.from(arrival, (at, k) => [at - from, departure[k]! - from, energyWh[k]!]).filter(
      ([at, till]) => at! >= 0 && till! < end - from,
    );
  });
}

test("the same seed gives the same hash, another seed another", () => {
  const hash = buildWorld(scenario, { seed: 1 }).hash;
  expect(buildWorld(scenario, { seed: 1 }).hash).toBe(hash);
  expect(buildWorld(scenario, { seed: 2 }).hash).not.toBe(hash);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
});

test("the hash sees a single changed value, and takes shared series once", () => {
  const { prosumers } = buildWorld(scenario, { seed: 1, days: 1 });
  const found = Array.from(seriesWithin(prosumers));
  expect(found).toContain(prosumers[0]!.noise);
  const hash = hashSeries(found);
  expect(hashSeries([...new Set(found)])).toBe(hash);
  prosumers[4]!.noise[777]! += 0.5;
  expect(hashSeries(found)).not.toBe(hash);
});

test("14 days are the first 14 days of a longer world, spin-up and tail included", () => {
  const short = buildWorld(scenario, { seed: 3, days: 14 });
  const long = buildWorld(scenario, { seed: 3, days: 120 });
  const { count, dayStart, dayCount } = short.calendar;
  const expected = seriesByPath(long, 0, count);
  const found = seriesByPath(short, 0, count);
  expect([...found.keys()]).toEqual([...expected.keys()]);
  for (const [path, series] of found) expect(series, path).toEqual(expected.get(path));

  const lastDay = dayStart[dayCount - 1]!;
  const sessions = sessionsWithin(short, 0, lastDay);
  expect(sessions.length).toBeGreaterThan(20);
  expect(sessions).toEqual(sessionsWithin(long, 0, lastDay));
});

test("a date looks the same from a run that starts later", () => {
  const early = buildWorld(scenario, { seed: 3, days: 60 });
  const late = buildWorld(scenario, { seed: 3, start: "2025-01-20", days: 14 });
  const shift = late.calendar.firstUnixQuarter - early.calendar.firstUnixQuarter;
  const { count } = late.calendar;
  const expected = seriesByPath(early, shift, shift + count);
  for (const [path, series] of seriesByPath(late, 0, count)) {
    expect(series, path).toEqual(expected.get(path));
  }
  const lastDay = late.calendar.dayStart[late.calendar.dayCount - 1]!;
  const [from, end] = [late.calendar.dayStart[1]!, lastDay];
  expect(sessionsWithin(late, from, end)).toEqual(sessionsWithin(early, shift + from, shift + end));
});

test("one home more, or another device, moves nobody else", () => {
  const base = buildWorld(scenario, { seed: 5, days: 7 });
  const [area] = scenario.areas;
  const prosumers = area!.prosumers.map((prosumer) =>
    prosumer.uid === "H1" ? { ...prosumer, chargerKw: 11, vehicleKwh: 60 } : prosumer,
  );
  const changed = smallScenario({
    areas: [{ ...area!, prosumers: [smallHome("H0"), ...prosumers] }],
  });
  const world = buildWorld(changed, { seed: 5, days: 7 });
  expect(world.weather).toEqual(base.weather);
  expect(world.system).toEqual(base.system);
  for (const known of base.prosumers) {
    const same = world.prosumers.find(({ prosumer }) => prosumer.uid === known.prosumer.uid)!;
    expect(same.noise).toEqual(known.noise);
    expect(same.drawWh).toEqual(known.drawWh);
    if (known.prosumer.uid !== "H1") expect(same.sessions).toEqual(known.sessions);
  }
});

test("all series are finite and as long as the calendar", () => {
  const world = buildWorld(scenario, { seed: 1, start: "2025-03-28", days: 5 });
  for (const [path, series] of seriesByPath(world, 0, Number.MAX_SAFE_INTEGER)) {
    expect(series.length, path).toBe(world.calendar.count);
    expect(Array.from(series).every(Number.isFinite), path).toBe(true);
  }
});

test("prosumers know their orientation; shapes and expected draws are shared", () => {
  const world = buildWorld(scenario, { seed: 1, days: 1 });
  expect(world.orientations).toEqual([
    { tiltDegree: 32, azimuthDegree: 180 },
    { tiltDegree: 20, azimuthDegree: 270 },
    { tiltDegree: 10, azimuthDegree: 180 },
  ]);
  expect(world.prosumers.map(({ orientation }) => orientation)).toEqual([-1, 0, -1, -1, 1, -1, 2]);
  expect(world.prosumers[0]!.shape).toBe(world.prosumers[5]!.shape);
  expect(world.prosumers.map(({ area }) => area)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  expect(world.prosumers[2]!.drawWh).toBeNull();
  expect(world.prosumers[0]!.sessions).toBeNull();
});

test("a southern place has its summer in January", () => {
  const south = smallScenario({
    place: {
      ...scenario.place,
      latitudeDegree: -33.9,
      longitudeDegree: 151.2,
      timeZone: "Australia/Sydney",
    },
    climate: {
      ...scenario.climate,
      ghiKwhPerM2Day: [6.4, 5.6, 4.8, 3.7, 2.8, 2.4, 2.7, 3.6, 4.7, 5.6, 6.2, 6.6],
    },
  });
  const january = buildWorld(south, { seed: 1, start: "2025-01-10", days: 20 });
  const { firstRun, endRun, month } = january.calendar;
  const pv = january.system.pvFactor.slice(firstRun, endRun);
  expect(pv.reduce((a, b) => a + b) / pv.length).toBeGreaterThan(0.15);
  const night = january.retailImportMicroEurPerKwh.slice(firstRun, firstRun + 96);
  expect(night.indexOf(150_000)).toBe(7 * 4);
  expect(month[firstRun]).toBe(0);
});
