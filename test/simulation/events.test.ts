import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readManifest } from "#datasets/readDataset.ts";
import { areas, branches, periods } from "#datasets/tables/grid.ts";
import { claims, needs, trades } from "#datasets/tables/market.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { simulateHistory } from "#sim/history.ts";
import { hiddenFuture } from "#test/support/hiddenFuture.ts";
import { type Row, rowsOf, run, runFolder, sumOf } from "#test/support/simulationRuns.ts";

/** Two winter days of the pilot; the events are written as a scenario file has them. */
const CALENDAR = ["calendar.start=2025-01-13", "calendar.days=2", "calendar.spinUpDays=5"];
const MAINTENANCE =
  "{maintenance: {open: [SUB-F1-L1], close: [SUB-TIE]}, from: 2025-01-13 06:00, to: 2025-01-14 08:00}";
const OUTAGE = "{outage: PLOV-SOFW, from: 2025-01-13 12:00, to: 2025-01-14 12:00}";
const DERATING =
  "{derate: CTY-T1, rating: 5 %, from: 2025-01-14 16:00, to: 2025-01-14 22:00, announced: LEAD}";
const START_MINUTE = (24 + 16) * 60;
const START = START_MINUTE / 15;
const END = START + 6 * 4;
const folder = runFolder();

/** Runs the pilot with events, or reads what an earlier test ran; answers with hash and folder. */
async function live(name: string, events: readonly string[], isHidden = false) {
  const at = join(folder, name);
  const scenario = loadScenario("pilot", [...CALENDAR, `events=[${events.join(", ")}]`]);
  const request = { scenario, variant: "2A", folder: at };
  const { hash } = await run(request, isHidden ? hiddenFuture() : {});
  return { hash, at };
}

const derating = (lead: string) => DERATING.replace("LEAD", lead);
const all = [MAINTENANCE, OUTAGE, derating("0 min")];

let normal: Awaited<ReturnType<typeof live>>;
let eventful: typeof normal;
let announced: typeof normal;
beforeAll(async () => {
  normal = await live("normal", []);
  eventful = await live("eventful", all);
  announced = await live("announced", [derating("12 h")]);
}, 300_000);

test("in every period of every event what enters an area is metered, background or lost", () => {
  const rows = rowsOf(eventful.at, areas);
  expect(rows).toHaveLength(2 * 96 * 2);
  for (const row of rows) {
    const { importWh, netWh, backgroundWh, lossesWh, mediumVoltageLossesWh } = row;
    const rest = importWh - netWh - backgroundWh - lossesWh - mediumVoltageLossesWh;
    expect(Math.abs(rest)).toBeLessThan(1);
  }
});

test("maintenance moves the load of one feeder to the other, hour by hour as planned", () => {
  const { names } = readManifest(eventful.at);
  const meanOf = (at: string, id: string, day: number) => {
    const branch = names.branches[0]!.indexOf(id);
    const row = rowsOf(at, branches).find(
      (one) => one.area === 0 && one.branch === branch && one.day === day,
    );
    return row!.loadingPercentMean;
  };
  const [own, other] = ["SUB-F1-L1", "SUB-F2-L1"];
  expect(meanOf(eventful.at, other!, 0)).toBeGreaterThan(1.3 * meanOf(normal.at, other!, 0));
  // In service, the line carries what it always did: the mean is over those six hours.
  expect(meanOf(eventful.at, own!, 0)).toBeGreaterThan(0);
  expect(meanOf(eventful.at, own!, 0)).toBeLessThan(meanOf(normal.at, own!, 0) * 1.3);
  const lossesWh = (at: string) =>
    sumOf(
      rowsOf(at, areas).filter(({ area, period }) => area === 0 && period >= 24 && period < 96),
      (row) => row.lossesWh,
    );
  expect(lossesWh(eventful.at)).toBeGreaterThan(1.1 * lossesWh(normal.at));
});

test("an outage in the corridor changes the loading of what is left, only while it lasts", () => {
  const loading = (at: string) => rowsOf(at, periods).map((row) => row.corridorLoadingPercent);
  const [before, during] = [loading(normal.at), loading(eventful.at)];
  const isClose = (period: number) => Math.abs(before[period]! - during[period]!) < 1;
  const changed = before.flatMap((_, period) => (isClose(period) ? [] : [period]));
  expect(changed.length).toBeGreaterThan(40);
  for (let period = 0; period < 48; period++) expect(isClose(period)).toBe(true);
});

/** Needs of the DSO of the city for its derated transformer. */
const needsOf = (at: string): Row<typeof needs>[] =>
  rowsOf(at, needs).filter(
    ({ element, need, quantityWh }) => element === "CTY-T1" && need === "DSO_CM" && quantityWh > 0,
  );

test("a derated transformer makes needs that were not there, known when it can be known", () => {
  const within = ({ period }: { period: number }) => period >= START && period < END;
  expect(needsOf(normal.at).filter(within)).toEqual([]);
  const [late, early] = [eventful, announced].map(({ at }) =>
    needsOf(at)
      .filter(within)
      .map(({ period }) => period),
  );
  expect(early).toContain(START);
  // The DSO's gate lies two hours before delivery.
  expect(Math.min(...late!)).toBe(START + 8);
  expect(Math.max(...late!)).toBeLessThan(END);
});

test("until an event happens everyone decides as if it never did", async () => {
  const only = await live("only", [derating("0 min")]);
  const before = <Item extends { marketMinute: number }>(rows: readonly Item[]) =>
    rows.filter(({ marketMinute }) => marketMinute < START_MINUTE);
  for (const table of [trades, claims]) {
    const expected = before(rowsOf<typeof table>(normal.at, table));
    expect(expected.length).toBeGreaterThan(10);
    expect(before(rowsOf<typeof table>(only.at, table))).toEqual(expected);
  }
  const known = ({ period, need }: Row<typeof needs>) =>
    period < START + (need === "DSO_CM" ? 8 : need === "TSO_CM" ? 4 : 1);
  expect(rowsOf(only.at, needs).filter(known)).toEqual(rowsOf(normal.at, needs).filter(known));
  expect(only.hash).not.toBe(normal.hash);
}, 100_000);

test("equal events leave equal datasets, also when the future is hidden", async () => {
  expect((await live("again", all)).hash).toBe(eventful.hash);
  expect((await live("hidden", all, true)).hash).toBe(eventful.hash);
}, 100_000);

test("the years that needs are forecast from know nothing of the events", async () => {
  const yearOf = async (name: string, events: readonly string[]) => {
    const scenario = loadScenario("pilot", [...CALENDAR, `events=[${events.join(", ")}]`]);
    const file = join(folder, `${name}.json`);
    await simulateHistory({ scenario, seed: 1001, file }, () => {});
    return readFileSync(file, "utf8");
  };
  const always =
    "{derate: SUB-T1, rating: 10 %, from: 2025-01-13 00:00, to: 2025-01-15 00:00, announced: 30 days}";
  expect(await yearOf("eventful", [always])).toBe(await yearOf("normal", []));
});

test("the dataset says first what befell the grids", () => {
  const [first] = readManifest(eventful.at).assumptions;
  expect(first).toBe(
    "3 events: " +
      "maintenance in SUB, 2025-01-13 06:00 to 2025-01-14 08:00: SUB-F1-L1 open, SUB-TIE closed, known from the start; " +
      "outage in transmission, 2025-01-13 12:00 to 2025-01-14 12:00: PLOV-SOFW open, known when it begins; " +
      "derating in CITY, 2025-01-14 16:00 to 2025-01-14 22:00: CTY-T1 at 5 % of its rating, known when it begins.",
  );
  expect(readManifest(announced.at).assumptions[0]).toContain("announced 720 min before");
  expect(readManifest(normal.at).assumptions.join()).not.toContain("event");
});
