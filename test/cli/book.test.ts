import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { agents } from "#datasets/tables/actors.ts";
import type { AvailabilityPrice } from "#engine/market/availability.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { runBinary } from "#test/cli/runBinary.ts";
import { pilotOver, rowsOf, run, runFolder } from "#test/support/simulationRuns.ts";

/** A winter Monday, with a market log; the market is asked at noon what it shows to two customers. */
const scenario = pilotOver({ start: "2025-01-20", days: 1, spinUpDays: 4 });
const root = runFolder();
const folder = join(root, "logged");
const plain = join(root, "plain");
const NOON = "2025-01-20 12:00";
/** Three hours ahead. */
const DELIVERY = "2025-01-20 15:00";
const HOURS = "15:00-15:15";
const TIMEOUT_MS = 300_000;

interface Shown {
  readonly uid: string;
  readonly place: string;
  readonly offers: readonly AvailabilityPrice[];
  readonly bids: readonly AvailabilityPrice[];
}

const shown: Shown[] = [];

beforeAll(async () => {
  const request = { scenario, variant: "lem-dnut", folder, marketLog: true };
  await run(request, {
    onInstant({ community, world }, now, markets) {
      // Before the events of a quarter past: all of noon has happened.
      if (now !== world.calendar.firstRun + 49) return;
      for (const [area, { id }] of world.scenario.areas.entries()) {
        const customer = community.prosumers.find((one) => one.area === area)!;
        const pricesOf = (side: 0 | 1) =>
          markets!
            .availability(customer, now + 11, now, side)
            .filter(({ agent }) => agent !== customer.agent);
        const { uid } = customer.series.prosumer;
        shown.push({ uid, place: id, offers: pricesOf(BID), bids: pricesOf(OFFER) });
      }
    },
  });
  await run({ scenario, variant: "lem-dnut", folder: plain });
}, TIMEOUT_MS);

const book = (...args: string[]) => runBinary(["book", folder, ...args], { results: root });

test("the book of an instant is rebuilt from the log: what a customer was shown at that time", async () => {
  let seen = 0;
  for (const { uid, place, offers, bids } of shown) {
    const { json } = await book(
      ...["--at", NOON, "--place", place, "--window", HOURS, "--for", uid, "--json"],
    );
    const rows = json();
    expect(rows.at(-1)).toMatchObject({ event: "done", area: place, at: NOON, for: uid });
    for (const [side, prices] of [
      ["offer", offers],
      ["bid", bids],
    ] as const) {
      const own = rows.filter((row) => row["side"] === side);
      seen += own.length;
      expect(own.map((row) => row["order"]).sort()).toEqual(
        prices.map(({ orderId }) => orderId).sort(),
      );
      let last = Number.NEGATIVE_INFINITY;
      for (const row of own) {
        const price = prices.find(({ orderId }) => orderId === row["order"])!;
        const { order: _, event: __, side: ___, bus: ____, ...values } = row;
        const total = values["totalMicroEurPerKwh"] as number;
        expect(values).toMatchObject({
          delivery: DELIVERY,
          period: 60,
          energyWh: price.energyWh,
          minimumWh: price.minimumWh,
          priceMicroEurPerKwh: price.priceMicro,
        });
        const fees =
          (values["dnutMicroEurPerKwh"] as number) + (values["networkMicroEurPerKwh"] as number);
        expect(total).toBe(price.priceMicro + (side === "offer" ? fees : -fees));
        // By λ of the round at noon; at a quarter past all of the order is charged, not its first Wh.
        const apart = price.energyWh > 2_000 ? 20_000 : 2_000;
        expect(Math.abs(total - price.allInMicro)).toBeLessThan(apart);
        const rank = side === "offer" ? total : -total;
        expect(rank).toBeGreaterThanOrEqual(last);
        last = rank;
      }
    }
  }
  expect(seen).toBeGreaterThan(20);
});

test("a place, a side, a volume, a price, a time of day, a kind of day", async () => {
  const all = (await book("--at", NOON, "--place", "SUB", "--json")).json();
  const orders = all.filter((row) => row["event"] === "order");
  expect(orders.length).toBeGreaterThan(50);
  const count = async (...args: string[]) => {
    const rows = (await book("--at", NOON, "--place", "SUB", ...args, "--json")).json();
    return rows.filter((row) => row["event"] === "order").map((row) => row["order"]);
  };
  const those = (keep: (row: Record<string, unknown>) => boolean) =>
    orders.filter(keep).map((row) => row["order"]);
  expect(await count("--side", "bids")).toEqual(those((row) => row["side"] === "bid"));
  expect(await count("--volume", "300..600")).toEqual(
    those(({ energyWh }) => Number(energyWh) >= 300 && Number(energyWh) <= 600),
  );
  expect(await count("--price", "..120")).toEqual(
    those((row) => Number(row["priceMicroEurPerKwh"]) <= 120_000),
  );
  expect(await count("--window", "18:00-21:00")).toEqual(
    those(({ delivery }) => /(18|19|20):\d\d$/.test(String(delivery))),
  );
  // A Monday whose next day is not part of the run.
  expect(await count("--on-days", "weekends")).toEqual([]);
  expect(await count("--to", "2025-01-20")).toHaveLength(orders.length);
  expect(await count("--from", "2025-01-21")).toEqual([]);
  const { bus } = orders[0] as { bus: string };
  const there = (await book("--at", NOON, "--place", `SUB/${bus}`, "--json")).json();
  expect(there.filter((row) => row["event"] === "order").map((row) => row["order"])).toEqual(
    those((row) => row["bus"] === bus),
  );
});

test("for people: what rests, and at what price", async () => {
  const { stdout, exitCode } = await book("--at", NOON, "--place", "SUB", "--window", HOURS);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^SUB of pilot, lem-dnut with seed 1, at 2025-01-20 12:00: \d+ offers?, /);
  expect(stdout).toContain("delivery");
  expect(stdout).not.toContain("DNUT");
  const { uid } = shown[0]!;
  const seen = await book("--at", NOON, "--place", "SUB", "--window", HOURS, "--for", uid);
  expect(seen.stdout).toContain(`as ${uid} sees it`);
  expect(seen.stdout).toMatch(/price\s+DNUT\s+f0\s+total/);
  const early = await book("--at", "2025-01-19 12:00", "--place", "SUB");
  expect(early.stdout).toContain("nothing rests here");
});

test("everything that is wrong is said at once, with code 2", async () => {
  const stranger = rowsOf(folder, agents).find(({ area }) => area === 1)!.uid;
  const { exitCode, stderr } = await book(
    ...["--at", "2025-03-30 03:30", "--place", "SUB/NOWHERE", "--for", stranger, "--price", "dear"],
  );
  expect(exitCode).toBe(2);
  expect(stderr).toContain("book: 4 findings");
  for (const finding of [
    '--at 2025-03-30 03:30: expected a local time that there is, such as "2025-01-26 17:00"',
    'SUB has no bus "NOWHERE": expected one of its',
    `--for ${stranger}: is no customer of SUB, and trades elsewhere`,
    "--price dear: expected EUR/MWh from..to",
  ]) {
    expect(stderr).toContain(finding);
  }
});

test.each([
  [["--place", "SUB"], "--at is missing: expected a local time that there is"],
  [["--at", NOON], "--place is missing: expected SUB or SUB/BUS, CITY or CITY/BUS"],
  [["--at", "2026-01-20 12:00", "--place", "SUB"], "expected 2025-01-19 00:00 to 2025-01-21 00:00"],
  [["--at", NOON, "--place", "SUB", "--for", "nobody"], "no customer of the run has this name"],
])("%j ends with code 2: %s", async (args, message) => {
  const { exitCode, stderr } = await book(...args);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test("a run without a log, and a folder that is not there", async () => {
  const bare = await runBinary(["book", plain, "--at", NOON, "--place", "SUB"], { results: root });
  expect([bare.exitCode, bare.stderr]).toEqual([2, expect.stringContaining("no market log")]);
  const none = await runBinary(["book", "nowhere"], { results: root });
  expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining("no such folder")]);
});

test("a log that is gone ends with code 3", async () => {
  rmSync(join(folder, "market-log-1.bin"));
  const { exitCode, stderr } = await book("--at", NOON, "--place", "CITY");
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining("market-log-1.bin: missing")]);
});
