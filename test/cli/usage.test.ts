import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runBinary } from "#test/cli/runBinary.ts";
import { temporaryFolder } from "#test/sim/study/temporaryFolder.ts";

test("help lists the commands and the exit codes", async () => {
  const { exitCode, stdout } = await runBinary(["--help"], { results: temporaryFolder() });
  expect(exitCode).toBe(0);
  for (const command of [
    "run",
    "study",
    "report",
    "explain",
    "audit",
    "validate",
    "bench",
    "list",
    "replay",
    "book",
  ]) {
    expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
  }
  expect(stdout).toContain("Exit codes:");
});

test.each([
  [["run"], "missing required argument"],
  [["run", "nowhere"], 'no scenario "nowhere": expected one of bucharest, pilot'],
  [["run", "pilot", "--variant", "1Z"], 'no variant "1Z": expected one of no-market'],
  [["run", "pilot", "--variant", "1C,2A"], "run takes one variant"],
  [["run", "pilot", "--days", "0"], "Expected an integer from 1 to 3660"],
  [["run", "pilot", "--from", "2025-02-30"], "Expected a date such as 2023-01-15"],
  [["run", "pilot", "--seed", "1001"], "seed 1001: expected none of the scenario's historySeeds"],
  [["run", "pilot", "--ledger", "paper"], "Expected hardhat, memory or rpc:<url>"],
  [["run", "pilot", "--ledger", "rpc:http://127.0.0.1:1"], "no EVM node answers"],
  [["run", "pilot", "--claims", "now"], "Allowed choices are daily, live"],
  [["run", "pilot", "--claims", "live"], "expected --ledger rpc:<url>, found hardhat"],
  [
    ["study", "1c-vs-2a", "--claims", "live", "--ledger", "memory"],
    "--claims live: expected --ledger rpc:<url>, found memory",
  ],
  [["study", "nowhere"], 'no study "nowhere": expected one of 1c-vs-2a'],
  [["study", "1c-vs-2a", "--seeds", "1,1"], "Expected seeds such as 1,2,5-8"],
  [["study", "1c-vs-2a", "--seeds", "1", "--seed", "2"], "cannot be used with"],
  [["explain", "nowhere", "--period", "1"], "there is no such folder"],
  [["explain", "scenarios"], "required option '--period <n>'"],
  [["report", "nowhere"], "there is no such folder"],
  [["validate", "nowhere"], "expected a file, a folder, or one of bucharest, pilot, 1c-vs-2a"],
  [["validate", "pilot", "--prosumers", "TOWN"], "expected an area of pilot: SUB, CITY"],
  [["validate", "1c-vs-2a", "--prosumers", "SUB"], "--prosumers is for scenarios"],
  [["bench", "--size", "3"], "Allowed choices are smoke, small, large"],
  [
    ["bench", "chain"],
    'no benchmark "chain": expected one of grid, matcher, agents, coordination, year',
  ],
  [["replay", "nowhere"], "there is no such folder"],
  [["trade"], "unknown command 'trade'"],
])("eflex %j ends with code 2 and says why", async (args, message) => {
  const results = join(temporaryFolder(), "results");
  const { exitCode, stderr, stdout } = await runBinary(args, { results });
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(existsSync(results)).toBe(false);
});

test("a result folder that is something else is not replaced, not even by force", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "letter.txt"), "dear reader");
  const { exitCode, stderr } = await runBinary(["run", "pilot", "--out", folder, "--force"], {
    results: temporaryFolder(),
  });
  expect(stderr).toContain("is no result of ours");
  expect(exitCode).toBe(2);
  expect(existsSync(join(folder, "letter.txt"))).toBe(true);
});

test("a scenario with four mistakes names all four and leaves nothing", async () => {
  const results = join(temporaryFolder(), "results");
  const mistakes = [
    "prices.retail.day=15 bananas",
    "calendar.days=none",
    "localMarket.baseCase=hope",
    "surprise=1",
  ];
  const args = ["run", "pilot", ...mistakes.flatMap((mistake) => ["--set", mistake]), "--json"];
  const { exitCode, stderr, json } = await runBinary(args, { results });
  expect(exitCode).toBe(3);
  for (const field of ["prices.retail.day", "calendar.days", "localMarket.baseCase", "surprise"]) {
    expect(stderr).toContain(`--set ${field}: expected`);
  }
  const [error] = json();
  expect(error).toMatchObject({ event: "error", exitCode: 3, name: "ScenarioError" });
  expect(error!["issues"]).toHaveLength(4);
  expect(existsSync(results)).toBe(false);
});

test("a copy of a scenario is fit; without a table and with a loop it is told both", async () => {
  const folder = join(temporaryFolder(), "my-town");
  cpSync("scenarios/pilot", folder, { recursive: true });
  const results = join(folder, "results");
  expect((await runBinary(["validate", folder], { results })).stdout).toContain("ok: my-town");
  appendFileSync(join(folder, "suburb/lines.csv"), "LOOP,SUB-F1-12,SUB-F2-12,NAYY 4x50 SE,10\n");
  rmSync(join(folder, "city/prosumers.csv"));
  const { exitCode, stderr } = await runBinary(["run", folder], { results });
  expect(stderr).toContain("LOOP: expected a radial network");
  expect(stderr).toContain("city/prosumers.csv (whole file): expected a CSV file");
  expect(exitCode).toBe(3);
  expect(existsSync(results)).toBe(false);
});

test("a study is told all that is wrong with it, its variants too", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "mine.yaml");
  writeFileSync(file, "title: t\nscenario: pilot\nvariants: [1C, 1Z, 2A, 2A]\nseeds: [1001]\n");
  const { exitCode, stderr } = await runBinary(["validate", file], { results: folder });
  expect(exitCode).toBe(3);
  expect(stderr).toContain("entries that differ");
  expect(stderr).toContain("historySeeds");
  expect(stderr).toContain('found "1Z"');
});

test.each([
  ["pilot", "ok: pilot, Sofia"],
  ["scenarios/bucharest/scenario.yaml", "ok: bucharest, "],
  ["1c-vs-2a", "ok: 1c-vs-2a, "],
])("validate %s says that it is fit", async (name, message) => {
  const { exitCode, stdout } = await runBinary(["validate", name], { results: temporaryFolder() });
  expect(stdout).toContain(message);
  expect(exitCode).toBe(0);
});

test("validate prints the table of an area as it is kept", async () => {
  const args = ["validate", "pilot", "--prosumers", "SUB"];
  const { stdout } = await runBinary(args, { results: temporaryFolder() });
  expect(stdout).toBe(readFileSync("scenarios/pilot/suburb/prosumers.csv", "utf8"));
  // Growth comes after it, so that going on from it grows once.
  const growth = '{year: 1, areas: {SUB: {pv: "25, 60 %"}}}';
  const grown = await runBinary([...args, "--set", `growth=${growth}`], {
    results: temporaryFolder(),
  });
  expect(grown.stdout).toBe(stdout);
});

test("list names what can be run and which results are there", async () => {
  const results = temporaryFolder();
  mkdirSync(join(results, "runs", "one"), { recursive: true });
  writeFileSync(join(results, "runs", "one", "manifest.json"), "{}");
  mkdirSync(join(results, "runs", "two.partial"), { recursive: true });
  const { exitCode, json } = await runBinary(["list", "--json"], { results });
  expect(exitCode).toBe(0);
  expect(json()).toMatchObject([
    {
      event: "done",
      scenarios: [{ name: "bucharest" }, { name: "pilot" }],
      studies: [
        { name: "1c-vs-2a" },
        { name: "dnut" },
        { name: "listing-and-rebalancing" },
        { name: "nine-schemes" },
      ],
      results: [join(results, "runs", "one")],
    },
  ]);
});
