import type { ChargerSettings } from "#scenarios/deviceSettings.ts";
import type { Behaviour, Prosumer } from "#scenarios/scenario.ts";
import { normal } from "#sim/random/normal.ts";
import { type StreamKey, uniform } from "#sim/random/randomStream.ts";
import { type Calendar, indexAt, WEEKDAY } from "#sim/world/calendar.ts";
import { exp } from "#sim/world/transcendental.ts";

/** Stays of the car at the charger, in world indices: plugged in during [arrival, departure). */
export interface VehicleSessions {
  readonly arrival: Int32Array;
  readonly departure: Int32Array;
  /** Energy wanted at departure, Wh from the grid. */
  readonly energyWh: Float64Array;
}

/** From this hour on an arrival may be for the night. */
const EVENING_HOUR = 14;
/** Stays that end the same day, h: lognormal, median 3 (ev-sessions, private users). */
const SHORT_STAY_MEDIAN_HOURS = 3;
const SHORT_STAY_LOG_SD = 0.6;
/** Share of the charger's rating that a wish may need. */
const CHARGER_SHARE = 0.95;
const ENERGY_WH_MIN = 300;

const SLOTS_PER_DAY = 8;
const SLOT = { comes: 0, hour: 1, quarter: 2, stays: 3, departure: 4, energy: 5 } as const;

/**
 * Draws at most one arrival a day. A stay ends at the latest when the next one begins, and at the
 * end of the world; both follow from absolute days alone, whatever run looks at them.
 */
export function drawSessions(
  calendar: Calendar,
  behaviour: Behaviour["electricVehicle"],
  charger: ChargerSettings,
  prosumer: Prosumer,
  key: StreamKey,
): VehicleSessions {
  const arrivals = Int32Array.from({ length: calendar.dayCount }, (_, day) =>
    drawArrival(calendar, behaviour, key, day),
  );
  const days = Array.from(arrivals.keys()).filter((day) => arrivals[day]! >= 0);
  const departures = days.map((day) => {
    const next = arrivals[day + 1] ?? -1;
    const departure = drawDeparture(calendar, behaviour, key, day, arrivals[day]!);
    return Math.min(departure, next >= 0 ? next : calendar.count);
  });
  return {
    arrival: Int32Array.from(days, (day) => arrivals[day]!),
    departure: Int32Array.from(departures),
    energyWh: Float64Array.from(days, (day, k) => {
      const stay = departures[k]! - arrivals[day]!;
      return drawEnergy(behaviour, charger, prosumer, stay, key, slotOf(calendar, day));
    }),
  };
}

/** Index of the day's arrival, −1 without one. */
function drawArrival(
  calendar: Calendar,
  behaviour: Behaviour["electricVehicle"],
  key: StreamKey,
  day: number,
): number {
  const slot = slotOf(calendar, day);
  if (uniform(key, slot + SLOT.comes) >= behaviour.sessionsPerWeek / 7) return -1;
  const isWeekday = calendar.dayType[calendar.dayStart[day]!] === WEEKDAY;
  const share = behaviour.arrivalShare[isWeekday ? "weekday" : "weekend"];
  const hour = drawHour(share, uniform(key, slot + SLOT.hour));
  const minute = hour * 60 + Math.floor(uniform(key, slot + SLOT.quarter) * 4) * 15;
  return Math.min(indexAt(calendar, day, minute), calendar.dayStart[day + 1]! - 1);
}

function drawDeparture(
  calendar: Calendar,
  behaviour: Behaviour["electricVehicle"],
  key: StreamKey,
  day: number,
  arrival: number,
): number {
  const slot = slotOf(calendar, day);
  const z = normal(key, slot + SLOT.departure);
  const evening = calendar.minuteOfDay[arrival]! >= EVENING_HOUR * 60;
  if (evening && uniform(key, slot + SLOT.stays) < behaviour.overnightShare) {
    const hour = behaviour.departureHourMean + behaviour.departureHourSd * z;
    const minute = Math.min(23, Math.max(4, hour)) * 60;
    return day + 1 < calendar.dayCount ? indexAt(calendar, day + 1, minute) : calendar.count;
  }
  const hours = SHORT_STAY_MEDIAN_HOURS * exp(SHORT_STAY_LOG_SD * z);
  return arrival + Math.min(24 * 4, Math.max(2, Math.round(hours * 4)));
}

/** Lognormal wish, cut to what charger, stay and battery allow; whole Wh at the meter. */
function drawEnergy(
  behaviour: Behaviour["electricVehicle"],
  { chargerEfficiency, fillShareMax }: ChargerSettings,
  prosumer: Prosumer,
  stayPeriods: number,
  key: StreamKey,
  slot: number,
): number {
  const z = normal(key, slot + SLOT.energy);
  const wish =
    (1000 * exp(behaviour.energyLogMean + behaviour.energyLogSd * z)) / chargerEfficiency;
  const chargeable = CHARGER_SHARE * prosumer.chargerKw * 250 * stayPeriods;
  const room = (fillShareMax * prosumer.vehicleKwh * 1000) / chargerEfficiency;
  return Math.floor(Math.min(Math.max(wish, ENERGY_WH_MIN), chargeable, room));
}

function drawHour(share: readonly number[], at: number): number {
  const sum = share.reduce((a, b) => a + b, 0);
  let left = at * sum;
  let hour = 0;
  while (hour < 23 && left >= share[hour]!) left -= share[hour++]!;
  return hour;
}

function slotOf(calendar: Calendar, day: number): number {
  return (calendar.firstUnixDay + day) * SLOTS_PER_DAY;
}
