import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC, tableToIPC } from "apache-arrow";
import { beforeAll, expect, test } from "vitest";
import { readManifest, verifyDataset } from "#datasets/readDataset.ts";
import { trades } from "#datasets/tables/market.ts";
import { runBinary } from "#test/cli/runBinary.ts";
import { temporaryFolder } from "#test/sim/study/temporaryFolder.ts";
import { pilotOver, rowsOf, run, runFolder } from "#test/support/simulationRuns.ts";

/** Two winter days, lived once with a market log and once without. */
const scenario = pilotOver({ start: "2025-01-20", days: 2, spinUpDays: 4 });
const root = runFolder();
const folder = join(root, "logged");
const plain = join(root, "plain");
const LOG = "market-log-0.bin";
const TIMEOUT_MS = 300_000;

beforeAll(async () => {
  await run({ scenario, variant: "lem-dnut", folder, marketLog: true });
  await run({ scenario, variant: "lem-dnut", folder: plain });
}, TIMEOUT_MS);

const replay = (...args: string[]) => runBinary(["replay", ...args], { results: root });

test("a log changes nothing else, and is listed in the manifest with its hash", () => {
  const { hash, files, ...manifest } = readManifest(folder);
  const { hash: plainHash, ...plainManifest } = readManifest(plain);
  expect(hash).toBe(plainHash);
  expect(manifest).toEqual(plainManifest);
  expect(Object.keys(files ?? {})).toEqual([LOG, "market-log-1.bin"]);
  expect(verifyDataset(folder).files![LOG]!.bytes).toBeGreaterThan(10_000);
});

test("a replay rebuilds all books, finds every trade of the run, and says what it did", async () => {
  const { exitCode, stdout, stderr } = await replay(folder);
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^Area 0 \(\w+\) of pilot, lem-dnut with seed 1, written by eflex-sim /);
  expect(stdout).toMatch(/Replayed 2 days with [\d,]+ messages: 192 books opened, 192 gates/);
  expect(stdout.match(/trades\.arrow has the same trades/g)).toHaveLength(2);
  const { json } = await replay(folder, "--json");
  const [first, second, done] = json();
  expect([first, second]).toMatchObject([
    { event: "area", area: 0, days: 2, difference: null, statesAgreed: 3 },
    { event: "area", area: 1, days: 2, difference: null, statesAgreed: 3 },
  ]);
  const rows = rowsOf(folder, trades);
  const sum = (area: number) =>
    rows.reduce((wh, row) => wh + (row.area === area ? row.energyWh : 0), 0);
  expect([first!["tradedWh"], second!["tradedWh"]]).toEqual([sum(0), sum(1)]);
  expect(done).toEqual({
    ...{ event: "done", folder, areas: 2, differences: 0 },
    hashes: [first!["stateHash"], second!["stateHash"]],
  });
});

test("one area, by id or index, and the messages of one period", async () => {
  const { areas } = readManifest(folder).names;
  const traded = rowsOf(folder, trades).find(({ area }) => area === 1)!;
  const period = String(traded.period);
  const { exitCode, stdout } = await replay(folder, "--area", areas[1]!, "--period", period);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`Area 1 (${areas[1]})`);
  expect(stdout).not.toContain("Area 0");
  expect(stdout).toMatch(new RegExp(`^Period ${period} \\(2025-01-2[01] \\d\\d:\\d\\d\\):$`, "m"));
  expect(stdout).toContain(`trade ${traded.seller} to ${traded.buyer}`);
  expect(stdout).toMatch(/Orders: .*\d+ filled/);
  const { json } = await replay(folder, "--area", "1", "--period", period, "--json");
  const messages = json().filter(({ event }) => event === "message");
  expect(messages[0]).toMatchObject({ what: "opens", area: 1, order: null });
  expect(messages.at(-1)).toMatchObject({ what: "forgotten" });
});

/** The folder with another file as log of its first area. */
async function withLog(bytes: Uint8Array, ...args: string[]) {
  const path = join(folder, LOG);
  const kept = join(temporaryFolder(), LOG);
  copyFileSync(path, kept);
  writeFileSync(path, bytes);
  try {
    return await replay(folder, "--area", "0", ...args);
  } finally {
    copyFileSync(kept, path);
  }
}

/** The log with other words in its head, and with a first seal that fits them. */
function withHead(change: (head: { seed: number; timeZone: string }) => void): Buffer {
  const bytes = readFileSync(join(folder, LOG));
  const start = 16 + bytes.readInt32LE(12);
  const head = JSON.parse(bytes.toString("utf8", 16, start));
  change(head);
  const text = Buffer.from(JSON.stringify(head));
  const result = Buffer.concat([bytes.subarray(0, 16), text, bytes.subarray(start)]);
  result.writeInt32LE(text.length, 12);
  let at = 16 + text.length;
  while (result.readInt32LE(at) > 0) at += 4 + result.readInt32LE(at);
  at += 4 + 20;
  createHash("sha256").update(result.subarray(0, at)).digest().copy(result, at);
  return result;
}

test.each<{ fault: string; bytes: () => Uint8Array; says: string | RegExp }>([
  {
    fault: "a log that was cut",
    bytes: () => readFileSync(join(folder, LOG)).subarray(0, 9_000),
    says: /^eflex: market log .*market-log-0.bin: the day after .* it was cut, or a length/,
  },
  {
    fault: "a log with a changed byte",
    bytes: () => {
      const bytes = readFileSync(join(folder, LOG));
      bytes[7_000]! ^= 1;
      return bytes;
    },
    says: /bytes \d+ to \d+ \(the day after its head\) have changed since they were sealed/,
  },
  {
    fault: "a log of another version",
    bytes: () => {
      const bytes = readFileSync(join(folder, LOG));
      bytes.writeInt32LE(9, 8);
      return bytes;
    },
    says: "format version 9; this version of eflex reads 1",
  },
  {
    fault: "the log of the other area",
    bytes: () => readFileSync(join(folder, "market-log-1.bin")),
    says: "log of CITY in the place of SUB",
  },
  {
    fault: "a log with another seed and a seal that fits it",
    bytes: () =>
      withHead((head) => {
        head.seed = 2;
      }),
    says: "log of seed 2 in the place of seed 1",
  },
  {
    fault: "a log that only the manifest tells from the run's",
    bytes: () =>
      withHead((head) => {
        head.timeZone = "Europe/Paris";
      }),
    says: /expected \d+ bytes, found \d+|content differs from its SHA-256/,
  },
])("$fault ends with code 3 and one message", async ({ bytes, says }) => {
  const { exitCode, stderr } = await withLog(bytes());
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(says);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("a trade that the run's table has otherwise is a difference", async () => {
  const path = join(folder, "trades.arrow");
  const kept = readFileSync(path);
  const table = tableFromIPC(Uint8Array.from(kept));
  table.getChild("energyWh")!.data[0]!.values[0] += 1;
  writeFileSync(path, tableToIPC(table, "file"));
  const { exitCode, stdout, stderr } = await replay(folder);
  writeFileSync(path, kept);
  expect([exitCode, stderr]).toEqual([6, ""]);
  expect(stdout).toMatch(/DIFFERENCE at message \d+, day 0, .*:\n {2}row 0 of trades.arrow:/);
});

test("what cannot be replayed is refused as wrong usage", async () => {
  const cases = [
    [[join(root, "nowhere")], "there is no such folder"],
    [[plain], "holds no market-log-0.bin: a run with local markets leaves one with --market-log"],
    [[folder, "--area", "2"], 'no area "2": expected one of '],
    [[folder, "--area", ""], 'no area "": expected one of '],
    [[folder, "--period", "192"], "period 192: expected 0 to 191"],
  ] as const;
  for (const [args, says] of cases) {
    const { exitCode, stderr } = await replay(...args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(says)]);
  }
});

test("a log that the manifest names and the folder lacks is refused", async () => {
  const path = join(folder, LOG);
  const bytes = readFileSync(path);
  rmSync(path);
  const { exitCode, stderr } = await replay(folder);
  writeFileSync(path, bytes);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining("market-log-0.bin: missing")]);
});

test("the benchmark plays a recorded log, with the trades of the run", async () => {
  const bench = (...args: string[]) => runBinary(["bench", ...args], { results: root });
  const { exitCode, json } = await bench("matcher", "--log", folder, "--size", "smoke", "--json");
  expect(exitCode).toBe(0);
  const workloads = json().filter(({ event }) => event === "bench");
  expect(workloads.map(({ name }) => name)).toEqual(["matcher/log/area0", "matcher/log/area1"]);
  for (const { messages, checksum } of workloads) {
    expect(messages).toBeGreaterThan(1_000);
    expect(checksum).toMatch(/^[0-9a-f]{16}$/);
  }
  const none = await bench("matcher", "--log", plain);
  expect([none.exitCode, none.stderr]).toEqual([3, expect.stringContaining("no market-log-0.bin")]);
  const grid = await bench("grid", "--log", folder);
  expect([grid.exitCode, grid.stderr]).toEqual([2, expect.stringContaining("--log is a workload")]);
});
