import type { ApplianceName, ApplianceType, Prosumer } from "#scenarios/scenario.ts";
import { normal } from "#sim/random/normal.ts";
import { type StreamKey, streamKey, uniform } from "#sim/random/randomStream.ts";
import { type Calendar, indexAt } from "#sim/world/calendar.ts";

/** Runs of one machine in order, in world indices. A run takes `profileWh.length` periods. */
export interface ApplianceRuns {
  readonly name: ApplianceName;
  /** Energy of each period of a run, Wh. */
  readonly profileWh: Float64Array;
  /** First and last period in which a run may start. */
  readonly earliest: Int32Array;
  readonly latest: Int32Array;
  /** When a steered machine hears of the run; any other hears of it at its earliest start. */
  readonly known: Int32Array;
  /** So many periods before. */
  readonly knownPeriods: number;
  /** Share of its first period that an order has to ask for before the machine follows, 0 to 1. */
  readonly threshold: Float64Array;
}

const WH_PER_KW = 250;
const PERIODS_PER_HOUR = 4;

const SLOTS_PER_DAY = 8;
const SLOT = { runs: 0, hour: 1, quarter: 2, deadline: 3, threshold: 4 } as const;

/** The machines of a household: those its row names, and those drawn by their share. */
export function appliancesOf(
  { uid, kind, persons, appliances }: Prosumer,
  types: Readonly<Record<ApplianceName, ApplianceType>>,
  seed: number,
): ApplianceName[] {
  if (kind !== "household") return [];
  const names = Object.keys(types) as ApplianceName[];
  return names.filter((name) => {
    if (appliances.includes(name)) return true;
    const { share } = types[name];
    return persons > 0 && share > 0 && uniform(streamKey(seed, `${uid}/${name}-owned`), 0) < share;
  });
}

/** Draws at most one run a day; what a day brings depends on that day and its neighbours alone. */
export function drawRuns(
  calendar: Calendar,
  name: ApplianceName,
  type: ApplianceType,
  key: StreamKey,
): ApplianceRuns {
  const profileWh = Float64Array.from(type.profileKw, (kw) => kw * WH_PER_KW);
  const ready = Int32Array.from({ length: calendar.dayCount }, (_, day) =>
    drawReady(calendar, type, key, day),
  );
  const days = Array.from(ready.keys()).filter((day) => ready[day]! >= 0);
  const length = profileWh.length;
  // A machine that is still at work makes the next run wait.
  const earliest = days.map((day) => {
    const before = ready[day - 1] ?? -1;
    return before >= 0 ? Math.max(ready[day]!, before + length) : ready[day]!;
  });
  const latest = days.map((day, k) => {
    const z = normal(key, slotOf(calendar, day) + SLOT.deadline);
    const hours = Math.max(0, type.deadlineHoursMean + type.deadlineHoursSd * z);
    const wanted = ready[day]! + Math.round(hours * PERIODS_PER_HOUR) - length;
    const next = days[k + 1] === day + 1 ? ready[day + 1]! - length : calendar.count;
    return Math.max(earliest[k]!, Math.min(wanted, next));
  });
  const ahead = Math.round(type.knownHours * PERIODS_PER_HOUR);
  return {
    name,
    profileWh,
    earliest: Int32Array.from(earliest),
    latest: Int32Array.from(latest),
    known: Int32Array.from(earliest, (at) => at - ahead),
    knownPeriods: ahead,
    threshold: Float64Array.from(days, (day) =>
      uniform(key, slotOf(calendar, day) + SLOT.threshold),
    ),
  };
}

/**
 * What is expected of a machine whose runs nobody knows yet, Wh by quarter of the local day: a run
 * begins in the hour it is ready, a steered one any time until its usual deadline.
 */
export function expectedRuns(type: ApplianceType, isSteered: boolean): Float64Array {
  const known = expectations.get(type) ?? [null, null];
  expectations.set(type, known);
  const result = known[isSteered ? 1 : 0] ?? countExpected(type, isSteered);
  known[isSteered ? 1 : 0] = result;
  return result;
}

/** Machines of a type, steered or not, are expected alike: thousands share two arrays. */
const expectations = new WeakMap<ApplianceType, (Float64Array | null)[]>();

function countExpected(type: ApplianceType, isSteered: boolean): Float64Array {
  const quarters = 24 * PERIODS_PER_HOUR;
  const length = type.profileKw.length;
  const slack = Math.round(type.deadlineHoursMean * PERIODS_PER_HOUR) - length + 1;
  const spread = isSteered ? Math.max(1, slack) : 1;
  const sum = type.readyShare.reduce((a, b) => a + b, 0);
  const result = new Float64Array(quarters);
  for (let quarter = 0; quarter < quarters; quarter++) {
    const share = type.readyShare[Math.floor(quarter / PERIODS_PER_HOUR)]! / sum;
    const starts = ((type.runsPerWeek / 7) * share) / PERIODS_PER_HOUR / spread;
    for (let wait = 0; wait < spread; wait++) {
      for (let k = 0; k < length; k++) {
        result[(quarter + wait + k) % quarters]! += starts * type.profileKw[k]! * WH_PER_KW;
      }
    }
  }
  return result;
}

/** Index from which on the day's run may start, −1 without one. */
function drawReady(calendar: Calendar, type: ApplianceType, key: StreamKey, day: number): number {
  const slot = slotOf(calendar, day);
  if (uniform(key, slot + SLOT.runs) >= type.runsPerWeek / 7) return -1;
  const sum = type.readyShare.reduce((a, b) => a + b, 0);
  let left = uniform(key, slot + SLOT.hour) * sum;
  let hour = 0;
  while (hour < 23 && left >= type.readyShare[hour]!) left -= type.readyShare[hour++]!;
  const minute = hour * 60 + Math.floor(uniform(key, slot + SLOT.quarter) * 4) * 15;
  return Math.min(indexAt(calendar, day, minute), calendar.dayStart[day + 1]! - 1);
}

function slotOf(calendar: Calendar, day: number): number {
  return (calendar.firstUnixDay + day) * SLOTS_PER_DAY;
}
