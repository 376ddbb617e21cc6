import { assert } from "#engine/assert.ts";
import type { Onlooker } from "#sim/run/onlooker.ts";
import type { Calendar } from "#sim/world/calendar.ts";
import type { World } from "#sim/world/world.ts";

/** Local minute at which the day-ahead prices of the next day come out. */
const NOON = 12 * 60;
/** Stands for "not known" where a series holds integers: wild enough to ruin what reads it. */
const UNKNOWN = -(2 ** 31) + 1;
/** A car that nobody knows of yet: it never comes. */
const NEVER = 2 ** 31 - 1;

type Series = Float32Array | Float64Array | Int32Array;

/** A realised series, the truth about it, and how much of it is known at an instant. */
interface Secret {
  readonly shown: Series;
  readonly truth: Series;
  readonly knownAt: (now: number) => number;
}

/**
 * Hides every future realisation of a world: series hold NaN from the running instant on, day-ahead
 * prices until noon of the day before, cars until they are plugged in, runs of machines until their
 * owner has said so. A period appears at the
 * instant at which it is metered.
 *
 * @param latePeriods - Shows each period so much later than that; a run must notice.
 */
export function hiddenFuture(latePeriods = 0): Onlooker {
  let secrets: readonly Secret[] = [];
  let cars: readonly ((now: number) => void)[] = [];
  return {
    onWorld: (world) => {
      const metered = (now: number) => now - latePeriods;
      const published = (now: number) => publishedUntil(world.calendar, now);
      secrets = [
        ...realisedSeries(world).map((series) => hide(series, metered)),
        hide(world.dayAheadMicroEurPerKwh, published),
      ];
      cars = world.prosumers.flatMap(({ sessions, appliances }) => [
        ...(sessions === null ? [] : [hideCars(sessions)]),
        ...appliances.map(hideRuns),
      ]);
      assert(secrets.length > 0);
    },
    onInstant: (_run, now) => {
      for (const { shown, truth, knownAt } of secrets) {
        const known = Math.min(Math.max(knownAt(now), 0), truth.length);
        const before = Math.min(Math.max(knownAt(now - 1), 0), known);
        for (let i = now === 0 ? 0 : before; i < known; i++) shown[i] = truth[i]!;
      }
      for (const show of cars) show(now);
    },
  };
}

/** What really happens, period by period. */
function realisedSeries({ weather, pvKwPerKwp, prosumers, system, ...world }: World): Series[] {
  return [
    weather.temperatureC,
    weather.ghiWPerM2,
    weather.facadeWPerM2,
    ...pvKwPerKwp,
    ...prosumers.flatMap(({ noise, drawWh }) => (drawWh === null ? [noise] : [noise, drawWh])),
    ...world.backgroundFactor,
    system.loadFactor,
    system.windFactor,
    system.pvFactor,
    system.imbalanceMw,
    world.imbalanceShortMicroEurPerKwh,
    world.imbalanceLongMicroEurPerKwh,
  ];
}

function hide(shown: Series, knownAt: (now: number) => number): Secret {
  const truth = shown.slice();
  shown.fill(shown instanceof Int32Array ? UNKNOWN : Number.NaN);
  return { shown, truth, knownAt };
}

/** Index behind the last period whose day-ahead price is known at the start of period `now`. */
function publishedUntil({ day, dayStart, minuteOfDay }: Calendar, now: number): number {
  if (now < 0) return 0;
  return dayStart[day[now]! + (minuteOfDay[now]! >= NOON ? 2 : 1)]!;
}

/** Hides the runs of one machine; returns what shows those known at an instant. */
function hideRuns(runs: World["prosumers"][number]["appliances"][number]) {
  const shown = [runs.known, runs.earliest, runs.latest, runs.threshold] as const;
  const truth = shown.map((series) => series.slice());
  for (const series of shown) series.fill(NEVER);
  let next = 0;
  return (now: number) => {
    for (; next < runs.known.length && truth[0]![next]! <= now; next++) {
      for (const [k, series] of shown.entries()) series[next] = truth[k]![next]!;
    }
  };
}

/** Hides the stays of one car; returns what shows those that began before an instant. */
function hideCars(sessions: NonNullable<World["prosumers"][number]["sessions"]>) {
  const shown = [sessions.arrival, sessions.departure, sessions.energyWh] as const;
  const truth = shown.map((series) => series.slice());
  sessions.arrival.fill(NEVER);
  sessions.departure.fill(UNKNOWN);
  sessions.energyWh.fill(Number.NaN);
  let next = 0;
  return (now: number) => {
    for (; next < sessions.arrival.length && truth[0]![next]! < now; next++) {
      for (const [k, series] of shown.entries()) series[next] = truth[k]![next]!;
    }
  };
}
