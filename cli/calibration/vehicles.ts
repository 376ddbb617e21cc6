import {
  kolmogorovSmirnov,
  mean,
  quantile,
  sorted,
  wasserstein,
} from "#cli/calibration/distances.ts";
import { lineFigure } from "#cli/calibration/lineFigure.ts";
import type { ReferenceData } from "#cli/calibration/referenceData.ts";
import { type Distance, number, type Section, table } from "#cli/calibration/section.ts";
import { WEEKDAY } from "#sim/world/calendar.ts";
import type { World } from "#sim/world/world.ts";

interface Sessions {
  readonly energyKwh: Float64Array;
  readonly stayHours: Float64Array;
  readonly weekdayHour: Float64Array;
  readonly weekendHour: Float64Array;
}

const QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9];
const HOURS = 24;

/** Energy, stay and arrival of charging sessions at home. */
export function vehicles(world: World, data: ReferenceData): Section {
  const ours = ourSessions(world);
  const title = "Electric cars at home";
  const quantiles = (values: Float64Array) =>
    QUANTILES.map((share) => number(quantile(values, share), 1));
  const row = (label: string, values: Float64Array) => [
    label,
    number(mean(values), 1),
    ...quantiles(values),
  ];
  const titles = ["", "mean", "10 %", "25 %", "50 %", "75 %", "90 %"];
  const rows = data.sessions();
  if (rows === null) {
    const text = table(titles, [
      row("ours, kWh", ours.energyKwh),
      row("ours, h plugged in", ours.stayHours),
    ]);
    return { title, text, figures: [], distances: [] };
  }
  const real: Sessions = {
    energyKwh: sorted(rows.map(({ energyKwh }) => energyKwh)),
    stayHours: sorted(rows.map(({ stayHours }) => stayHours).filter((hours) => hours > 0)),
    weekdayHour: sorted(
      rows.filter(({ weekday }) => weekday).map(({ arrivalHour }) => arrivalHour),
    ),
    weekendHour: sorted(
      rows.filter(({ weekday }) => !weekday).map(({ arrivalHour }) => arrivalHour),
    ),
  };
  const later = sorted(real.weekdayHour.map((hour) => (hour + 0.75) % HOURS));
  const scaled = sorted(
    real.energyKwh.map((kwh) => (kwh * mean(ours.energyKwh)) / mean(real.energyKwh)),
  );
  const distances = {
    sessionEnergyKs: kolmogorovSmirnov(ours.energyKwh, real.energyKwh),
    sessionEnergyScaledKs: kolmogorovSmirnov(ours.energyKwh, scaled),
    sessionEnergyWassersteinKwh: wasserstein(ours.energyKwh, real.energyKwh),
    stayKs: kolmogorovSmirnov(ours.stayHours, real.stayHours),
    stayWassersteinHours: wasserstein(ours.stayHours, real.stayHours),
    arrivalWeekdayKs: kolmogorovSmirnov(ours.weekdayHour, real.weekdayHour),
    arrivalWeekdayLaterKs: kolmogorovSmirnov(ours.weekdayHour, later),
    arrivalWeekendKs: kolmogorovSmirnov(ours.weekendHour, real.weekendHour),
  };
  return {
    title,
    text: [
      `${ours.energyKwh.length} sessions of ours against ${rows.length} of private users in Trondheim`,
      "(Sørensen et al. 2021). The scenario means to differ: fewer kilometres (38 instead of 47 kWh a",
      "week) and arrivals 45 minutes later.",
      "",
      ...table(titles, [
        row("ours, kWh", ours.energyKwh),
        row("real, kWh", real.energyKwh),
        row("ours, h plugged in", ours.stayHours),
        row("real, h plugged in", real.stayHours),
        row("ours, hour of arrival, weekday", ours.weekdayHour),
        row("real, hour of arrival, weekday", real.weekdayHour),
      ]),
      `Kolmogorov-Smirnov: energy ${number(distances.sessionEnergyKs)} ` +
        `(${number(distances.sessionEnergyScaledKs)} when the real ones are scaled to our mean), stay ` +
        `${number(distances.stayKs)}, arrival on weekdays ${number(distances.arrivalWeekdayKs)} ` +
        `(${number(distances.arrivalWeekdayLaterKs)} against the real ones 45 minutes later), at ` +
        `weekends ${number(distances.arrivalWeekendKs)}. Wasserstein: energy ` +
        `${number(distances.sessionEnergyWassersteinKwh)} kWh, stay ${number(distances.stayWassersteinHours)} h.`,
    ],
    figures: [
      {
        name: "arrivals",
        alt: "Arrivals by hour on weekdays, ours and real",
        svg: lineFigure(
          [
            { label: "ours", points: histogram(ours.weekdayHour) },
            { label: "Trondheim", points: histogram(real.weekdayHour) },
          ],
          { x: "hour of arrival, weekday", y: "share of sessions, %" },
        ),
      },
    ],
    distances: distancesOf(distances),
  };
}

function distancesOf(found: {
  readonly sessionEnergyScaledKs: number;
  readonly stayKs: number;
  readonly arrivalWeekdayLaterKs: number;
  readonly arrivalWeekendKs: number;
}): Distance[] {
  const far = 0.1;
  return [
    {
      name: "sessionEnergyScaledKs",
      label: "energy of a charging session over its mean, KS",
      value: found.sessionEnergyScaledKs,
      far,
    },
    { name: "stayKs", label: "hours plugged in, KS", value: found.stayKs, far },
    {
      name: "arrivalWeekdayLaterKs",
      label: "arrivals on weekdays, real 45 minutes later, KS",
      value: found.arrivalWeekdayLaterKs,
      far,
    },
    {
      name: "arrivalWeekendKs",
      label: "arrivals at weekends, KS",
      value: found.arrivalWeekendKs,
      far,
    },
  ];
}

function histogram(hours: Float64Array): [number, number][] {
  const counts = new Array<number>(HOURS).fill(0);
  for (const hour of hours) counts[Math.floor(hour)]!++;
  return counts.map((count, hour) => [hour, (100 * count) / hours.length]);
}

function ourSessions({ prosumers, calendar }: World): Sessions {
  const energy: number[] = [];
  const stay: number[] = [];
  const hour: { weekday: boolean; hour: number }[] = [];
  for (const { sessions } of prosumers) {
    if (sessions === null) continue;
    for (const [k, arrival] of sessions.arrival.entries()) {
      if (arrival < calendar.firstRun || arrival >= calendar.endRun) continue;
      energy.push(sessions.energyWh[k]! / 1000);
      stay.push((sessions.departure[k]! - arrival) / 4);
      const weekday = calendar.dayType[arrival] === WEEKDAY;
      hour.push({ weekday, hour: calendar.minuteOfDay[arrival]! / 60 });
    }
  }
  const hours = (weekday: boolean) =>
    sorted(hour.filter((one) => one.weekday === weekday).map((one) => one.hour));
  return {
    energyKwh: sorted(energy),
    stayHours: sorted(stay),
    weekdayHour: hours(true),
    weekendHour: hours(false),
  };
}
