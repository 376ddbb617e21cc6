import { mean, quantile, sorted } from "#cli/calibration/distances.ts";
import { livedYear } from "#cli/calibration/livedYear.ts";
import { number, percent, type Section, table } from "#cli/calibration/section.ts";
import type { World } from "#sim/world/world.ts";

const DAYS_PER_YEAR = 365;
const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9];
/** Mean use of a metered customer in western Bulgaria, kWh a year (CEZ, 2018). */
const PUBLISHED_KWH = 2800;

/** Yearly consumption of homes, a distribution; real is only its published mean. */
export function annualUse(world: World): Section {
  const perYear = DAYS_PER_YEAR / world.scenario.calendar.days;
  const kwh = livedYear(world).map((value) => value * perYear);
  const { prosumers } = world.scenario.areas.reduce(
    (all, area) => ({ prosumers: [...all.prosumers, ...area.prosumers] }),
    { prosumers: [] as World["scenario"]["areas"][number]["prosumers"][number][] },
  );
  const of = (choose: (home: (typeof prosumers)[number]) => boolean) =>
    sorted(kwh.filter((_, k) => prosumers[k]!.kind === "household" && choose(prosumers[k]!)));
  const groups = [
    ["all homes", () => true],
    ["neither heat, hot water nor car", (home) => !heats(home) && !warms(home) && !drives(home)],
    ["hot water only", (home) => !heats(home) && warms(home) && !drives(home)],
    ["electric heat", (home) => heats(home)],
    ["a car", (home) => drives(home)],
  ] as const satisfies readonly (readonly [
    string,
    (home: (typeof prosumers)[number]) => boolean,
  ])[];
  const rows = groups.flatMap(([label, choose]) => {
    const values = of(choose);
    if (values.length === 0) return [];
    const cells = [mean(values), ...SHARES.map((share) => quantile(values, share))];
    return [[label, String(values.length), ...cells.map((value) => number(value, 0))]];
  });
  const base = sorted(
    prosumers
      .filter(({ kind, baseKwhPerYear }) => kind === "household" && baseKwhPerYear > 600)
      .map(({ baseKwhPerYear }) => Math.log(baseKwhPerYear)),
  );
  const center = mean(base);
  const logSd = Math.sqrt(mean(base.map((value) => (value - center) ** 2)));
  const difference = mean(of(() => true)) / PUBLISHED_KWH - 1;
  return {
    title: "Yearly use of homes",
    text: [
      "Lived without a market: base load, cooling and all devices; PV is not subtracted. kWh a year.",
      "",
      ...table(["", "homes", "mean", ...SHARES.map((share) => `${100 * share} %`)], rows),
      `The standard deviation of ln of the base use of inhabited homes is ${number(logSd)}.`,
      `The mean of all homes differs by ${percent(difference)} from the ${PUBLISHED_KWH} kWh that an`,
      "average customer of western Bulgaria used in 2018 (CEZ); the scenario adds heat pumps and cars of",
      "the years to come, and the published mean has homes of all kinds.",
      "",
      "**Gap:** no public set of yearly uses of single homes of the",
      "two countries was found, so the distribution itself is compared with nothing.",
    ],
    figures: [],
    distances: [
      {
        name: "annualMean",
        label: "mean yearly use against 2018, relative",
        value: difference,
        far: 0.2,
      },
      {
        name: "annualDistribution",
        label: "distribution of yearly uses",
        value: null,
        far: 0.1,
      },
    ],
  };
}

interface Home {
  readonly heating: string;
  readonly boilerKw: number;
  readonly chargerKw: number;
}

const heats = ({ heating }: Home) => heating !== "none";
const warms = ({ boilerKw }: Home) => boilerKw > 0;
const drives = ({ chargerKw }: Home) => chargerKw > 0;
