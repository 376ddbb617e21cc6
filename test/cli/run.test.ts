import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { verifyDataset } from "#datasets/readDataset.ts";
import { type Ended, runBinary } from "#test/cli/runBinary.ts";

/** What a program may rely on in the last line of a run. */
const INDICATORS =
  "lossesMwh deliveredMwh tradedMwh movedEnergyMwh lossRatioPercent overloadHours overloadMvah " +
  "nearOverloadHours80 voltageViolationHours latentConflicts latentConflictsTwin attemptedConflicts " +
  "preventedByDesign avoidedAtClaim avoidedDoubleActivations realisedDoubleActivations " +
  "counterActivationMwh activatedMwh costDsoEur costTsoEur chainTransactions chainGas";

const parent = mkdtempSync(join(tmpdir(), "eflex-cli-"));
const results = join(parent, "results");
afterAll(() => rmSync(parent, { recursive: true }));

const short = [
  "--days",
  "1",
  "--set",
  "calendar.spinUpDays=2",
  "--ledger",
  "memory",
  "--seed",
  "7",
];

function eflex(...args: readonly string[]): Promise<Ended> {
  return runBinary(args, { results });
}

/** The last line of a command; fails the test when it did not end well. */
async function done(...args: readonly string[]): Promise<Record<string, unknown>> {
  const ended = await eflex(...args, "--json");
  expect([ended.exitCode, ended.stderr]).toEqual([0, ""]);
  const last = ended.json().at(-1)!;
  expect(last["event"]).toBe("done");
  return last;
}

test("a run into two folders makes the same bytes, and says what came out", async () => {
  const a = join(parent, "A");
  const first = await done("run", "pilot", "--variant", "1C", ...short, "--out", a);
  const second = await done(
    "run",
    "pilot",
    "--variant",
    "1C",
    ...short,
    "--out",
    join(parent, "B"),
  );
  expect(second["hash"]).toBe(first["hash"]);
  expect(verifyDataset(a).hash).toBe(first["hash"]);
  for (const table of readdirSync(a).filter((file) => file.endsWith(".arrow"))) {
    const same = readFileSync(join(a, table)).equals(readFileSync(join(parent, "B", table)));
    expect(same, table).toBe(true);
  }
  expect(first).toMatchObject({ folder: a, seconds: expect.any(Number), wasThere: false });
  expect(first["peakMemoryMb"]).toBeGreaterThan(50);
  expect(Object.keys(first["indicators"] as object)).toEqual(
    expect.arrayContaining(INDICATORS.split(" ")),
  );
  expect(readFileSync(join(a, "report.html"), "utf8")).toContain("<svg");
});

test("the program runs from any folder, with its chain", async () => {
  const args = [...short, "--ledger", "hardhat", "--out", join(parent, "elsewhere"), "--quiet"];
  const ended = await runBinary(["run", "pilot", "--variant", "no-market", ...args], {
    results,
    cwd: parent,
  });
  expect([ended.exitCode, ended.stderr]).toEqual([0, ""]);
});

test("a folder that exists is left as it is", async () => {
  const manifest = join(parent, "A", "manifest.json");
  const before = statSync(manifest).mtimeMs;
  const ended = await eflex(
    "run",
    "pilot",
    "--variant",
    "2A",
    ...short,
    "--out",
    join(parent, "A"),
  );
  expect(ended.stderr).toContain("exists already");
  expect(ended.exitCode).toBe(2);
  expect(statSync(manifest).mtimeMs).toBe(before);
});

test("a study makes what is missing, compares, and makes nothing twice", async () => {
  const args = ["study", "1c-vs-2a", "--variant", "no-market,1C", ...short, "--workers", "2"];
  const first = await done(...args);
  const runs = first["runs"] as { variant: string; hash: string; wasThere: boolean }[];
  // The twin is there from the runs before; 1C went to folders of its own.
  expect(runs.map(({ variant, wasThere }) => [variant, wasThere])).toEqual([
    ["no-market", true],
    ["1C", false],
  ]);
  expect(runs[1]!.hash).toBe(verifyDataset(join(parent, "A")).hash);
  expect(existsSync(first["report"] as string)).toBe(true);
  const again = (await done(...args))["runs"] as typeof runs;
  expect(again.map(({ hash, wasThere }) => [hash, wasThere])).toEqual(
    runs.map(({ hash }) => [hash, true]),
  );
});

test("force makes the same result once more", async () => {
  const last = await done("run", "pilot", "--variant", "no-market", ...short, "--force", "--quiet");
  expect(last["wasThere"]).toBe(false);
  expect(globSync(join(results, "runs", "*.{again,partial}"))).toEqual([]);
});

test("a table and paths are printed for people", async () => {
  const ended = await eflex("run", "pilot", "--variant", "1C", ...short);
  expect(ended.exitCode).toBe(0);
  expect(ended.stdout).toMatch(/no-market *│ *1C/);
  expect(ended.stdout).toContain("Result was there already: ");
  expect(ended.stdout).toMatch(/^Report: .*report\.html$/m);
});

test("quiet prints nothing", async () => {
  const ended = await eflex("run", "pilot", "--variant", "1C", ...short, "--quiet");
  expect([ended.exitCode, ended.stdout, ended.stderr]).toEqual([0, "", ""]);
});

test("a study's report and one of chosen runs can be made again", async () => {
  const [studyFolder] = globSync(join(results, "studies", "*"));
  const report = join(studyFolder!, "report.html");
  const before = readFileSync(report);
  rmSync(report);
  expect((await done("report", studyFolder!))["report"]).toBe(report);
  expect(readFileSync(report).equals(before)).toBe(true);
  const out = join(parent, "both.html");
  const runs = globSync(join(results, "runs", "*"));
  expect((await done("report", ...runs, "--out", out))["report"]).toBe(out);
  expect(existsSync(out)).toBe(true);
});

test("a period is explained, for people and for programs", async () => {
  const folder = join(parent, "A");
  const text = await eflex("explain", folder, "--period", "48");
  expect(text.stdout).toContain("Period 48: 2025-01-01 12:00 to 12:15 (Europe/Sofia)");
  const facts = await done("explain", folder, "--period", "48");
  expect(facts).toMatchObject({ period: 48, areas: [{ area: "SUB" }, { area: "CITY" }] });
  const outside = await eflex("explain", folder, "--period", "96");
  expect([outside.exitCode, outside.stderr]).toEqual([
    2,
    "eflex: period 96: expected 0 to 95, the periods of this run\n",
  ]);
});

test.each(["report", "explain"])(
  "%s refuses a run that an older version has made",
  async (command) => {
    const folder = join(parent, "older");
    const manifest = JSON.parse(readFileSync(join(parent, "A", "manifest.json"), "utf8"));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...manifest, formatVersion: 1 }));
    const ended = await eflex(
      command,
      folder,
      ...(command === "explain" ? ["--period", "48"] : []),
    );
    expect([ended.exitCode, ended.stderr]).toEqual([
      3,
      `eflex: dataset ${folder} cannot be read:\n  made by an older version of eflex (format 1, this one reads 2): run it again\n`,
    ]);
  },
);

test("Ctrl-C stops at the next day and leaves nothing half-written", async () => {
  let interrupted = false;
  const args = ["run", "pilot", "--variant", "no-market", ...short, "--days", "300"];
  const ended = await runBinary(args, {
    results: join(parent, "stopped"),
    onStderr: (text, kill) => {
      if (interrupted || !text.includes("started")) return;
      interrupted = true;
      kill("SIGINT");
    },
  });
  expect(ended.stderr).toContain("Stopping after the day at hand");
  expect(ended.exitCode).toBe(130);
  expect(globSync(join(parent, "stopped", "runs", "*"))).toEqual([]);
});
