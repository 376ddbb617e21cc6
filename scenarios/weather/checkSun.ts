import type { MeasuredWeather } from "#scenarios/scenario.ts";
import type { Finding } from "#scenarios/scenarioError.ts";

/** A shorter file may show a single odd day. */
const DAYS_MIN = 7;
const NOON_HOURS_MAX = 1;
/** What a day brings on average on this planet, kWh/m². */
const DAILY_KWH = { min: 0.1, max: 12 } as const;

/** Finds times of another zone and light in another unit: noon has to be at noon, days as bright as days. */
export function checkSun(
  file: string,
  weather: MeasuredWeather,
  longitudeDegree: number,
  findings: Finding[],
): void {
  const { firstUnixSeconds, stepMinutes, ghiWPerM2 } = weather;
  const days = (ghiWPerM2.length * stepMinutes) / 1440;
  if (days < DAYS_MIN) return;
  let sum = 0;
  let moment = 0;
  for (const [k, ghi] of ghiWPerM2.entries()) {
    const hour = firstUnixSeconds / 3600 + ((k + 0.5) * stepMinutes) / 60 + longitudeDegree / 15;
    sum += ghi;
    // Around midnight, so that an evening counts as behind noon.
    moment += ghi * ((((hour % 24) + 24) % 24) - 12);
  }
  const dailyKwh = (sum * stepMinutes) / 60_000 / days;
  if (dailyKwh < DAILY_KWH.min || dailyKwh > DAILY_KWH.max) {
    findings.push({
      file,
      field: "irradiation",
      expected: `${DAILY_KWH.min} to ${DAILY_KWH.max} kWh/m² a day on average`,
      found: `${Number(dailyKwh.toPrecision(3))} kWh/m² a day`,
    });
    return;
  }
  const late = moment / sum;
  if (Math.abs(late) <= NOON_HOURS_MAX) return;
  findings.push({
    file,
    field: "time",
    expected: `irradiation around noon of the sun, to ${NOON_HOURS_MAX} h`,
    found: `its middle ${Math.abs(late).toFixed(1)} h ${late > 0 ? "after" : "before"} noon: times of another zone?`,
  });
}
