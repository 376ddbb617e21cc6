// Long because it is a table of wrong inputs, one row for each finding.
import { expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { type Finding, ScenarioError } from "#scenarios/scenarioError.ts";
import { copyScenario, type Edit } from "#test/scenarios/copyScenario.ts";

function findingsOf(edits: readonly Edit[], overrides: readonly string[] = []): ScenarioError {
  try {
    loadScenario(copyScenario("pilot", edits), overrides);
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error("nothing was found");
}

test("four mistakes of four kinds are all told in one error", () => {
  const error = findingsOf([
    { file: "scenario.yaml", from: "floor: -5 EUR/MWh", to: "floor: -5 bananas" },
    { file: "suburb/prosumers.csv", from: "household,SUB-F2-3,", to: "household,SUB-F2-33," },
    {
      file: "suburb/lines.csv",
      from: "SUB-F1-L3,",
      to: "SUB-F1-LX,SUB-LV,SUB-F1-2,NAYY 4x150 SE,50\nSUB-F1-L3,",
    },
    { file: "city/transformers.csv", from: "", to: "" },
  ]);
  expect(error.message).toContain("4 findings");
  expect(error.message).toMatch(
    /scenario\.yaml:\d+ prices\.dayAhead\.floor: expected a quantity in EUR\/MWh.* found "-5 bananas" \(unknown unit "bananas"\)/,
  );
  expect(error.message).toMatch(
    /suburb\/prosumers\.csv:\d+ bus: expected a bus of suburb\/buses\.csv; did you mean "SUB-F2-3"\?, found "SUB-F2-33"/,
  );
  expect(error.message).toMatch(
    /suburb\/lines\.csv:\d+ SUB-F1-L\w+: expected a radial network, found a loop of the branches .*SUB-F1-L1.*/,
  );
  expect(error.message).toContain(
    "city/transformers.csv (whole file): expected a CSV file, found no such file",
  );
  expect(error.message.split("\n")).toHaveLength(5);
});

const yaml = (from: string, to: string): Edit => ({ file: "scenario.yaml", from, to });
const csv = (file: string, from: string, to: string): Edit => ({
  file: `suburb/${file}.csv`,
  from,
  to,
});

test.each<[string, Edit, Partial<Finding>]>([
  ["a missing file", csv("buses", "", ""), { file: "suburb/buses.csv", found: "no such file" }],
  ["a seed that is text", yaml("seed: 1", "seed: one"), { field: "seed", found: '"one"' }],
  [
    "a mnemonic whose words do not fit together",
    yaml("mnemonic: test test", "mnemonic: junk test"),
    {
      field: "chain.mnemonic",
      expected: "words of BIP 39, the last of which checks the others",
    },
  ],
  [
    "a mnemonic that is too short",
    yaml("mnemonic: test test", "mnemonic:"),
    { field: "chain.mnemonic", expected: "12 to 24 words" },
  ],
  ["a seed that is a fraction", yaml("seed: 1", "seed: 1.5"), { field: "seed", found: "1.5" }],
  [
    "a history seed that is the run's",
    yaml("[1001, 1002", "[1, 1002"),
    { field: "historySeeds", found: "1 among them" },
  ],
  [
    "a history seed twice",
    yaml("[1001, 1002", "[1002, 1002"),
    { field: "historySeeds", found: "1002 repeated" },
  ],
  [
    "a market that opens between two rounds",
    yaml("opens: 17:00", "opens: 17:30"),
    { field: "localMarket.opens", found: "30 min past it" },
  ],
  [
    "a tariff renewed by two rules",
    yaml("retariff: { everyTrades: 8 }", "retariff: { everyTrades: 8, drift: 5 EUR/MWh }"),
    { field: "localMarket.retariff", expected: "either everyTrades or drift" },
  ],
  [
    "a tariff never renewed",
    yaml("retariff: { everyTrades: 8 }", "retariff: {}"),
    { field: "localMarket.retariff", expected: "either everyTrades or drift" },
  ],
  [
    "a drift that nothing can keep below",
    yaml("retariff: { everyTrades: 8 }", "retariff: { drift: 0 EUR/MWh }"),
    { field: "localMarket.retariff.drift", expected: "a drift above 0 EUR/MWh" },
  ],
  [
    "a voltage part that is neither on nor off",
    yaml("voltage: 0.10 EUR/kWh", "voltage: 0.10 EUR/kWh\n    voltagePart: maybe"),
    { field: "localMarket.tariff.voltagePart", found: '"maybe"' },
  ],
  [
    "more than the whole of a network component",
    yaml("voltage: 0.10 EUR/kWh", "voltage: 0.10 EUR/kWh\n    networkShare: 120 %"),
    { field: "localMarket.tariff.networkShare", found: "120 %" },
  ],
  [
    "peak hours that are no hours",
    yaml(
      "voltage: 0.10 EUR/kWh",
      "voltage: 0.10 EUR/kWh\n    timeOfUse: { peakHours: [17:30-22:00] }",
    ),
    { field: "localMarket.tariff.timeOfUse.peakHours.0", found: '"17:30-22:00"' },
  ],
  [
    "a gate before offers freeze",
    yaml("DSO_CM: 120 min", "DSO_CM: 180 min"),
    { field: "flexibility.gateLead.DSO_CM", found: "180 min" },
  ],
  [
    "balancing before congestion management",
    yaml("BAL: 25 min", "BAL: 90 min"),
    { field: "flexibility.gateLead.BAL", found: "90 min" },
  ],
  [
    "an unknown section",
    yaml("seed: 1", "seed: 1\nsede: 2"),
    { field: "sede", found: 'unknown field "sede"' },
  ],
  [
    "an unknown key",
    yaml("    cap: 400 EUR/MWh", "    cap: 400 EUR/MWh\n    cup: 1"),
    { field: "prices.dayAhead.cup" },
  ],
  [
    "a missing key",
    yaml("    cap: 400 EUR/MWh\n", ""),
    { field: "prices.dayAhead.cap", found: "nothing" },
  ],
  [
    "a number without unit",
    yaml("mean: 95 EUR/MWh", "mean: 95"),
    { field: "prices.dayAhead.mean", found: "95" },
  ],
  [
    "a unit of something else",
    yaml("mean: 95 EUR/MWh", "mean: 95 EUR"),
    { field: "prices.dayAhead.mean", found: '"95 EUR" (not a measure of the same thing)' },
  ],
  [
    "a share above the whole",
    yaml("ownerShare: 70 %", "ownerShare: 170 %"),
    { field: "flexibility.ownerShare", expected: "at most 100 %" },
  ],
  [
    "shares that do not sum",
    yaml("weekday: 2.5, 1.0", "weekday: 12.5, 1.0"),
    { field: "behaviour.electricVehicle.arrivalShare.weekday", found: "110 %" },
  ],
  [
    "a month too few",
    yaml("-0.5, 1.6, 5.9,", "1.6, 5.9,"),
    { field: "climate.temperature", found: "11 numbers" },
  ],
  [
    "factors around another mean",
    yaml("monthFactor: 1.20", "monthFactor: 3.20"),
    { field: "prices.dayAhead.monthFactor", found: "a mean of 1.167" },
  ],
  [
    "answers above the whole",
    yaml("noResponse: 3 %", "noResponse: 93 %"),
    { field: "behaviour.delivery" },
  ],
  [
    "an unknown time zone",
    yaml("Europe/Sofia", "Europe/Sofya"),
    { field: "place.timeZone", found: '"Europe/Sofya"' },
  ],
  [
    "a day that is none",
    yaml("start: 2025-01-01", "start: 2025-02-30"),
    { field: "calendar.start" },
  ],
  ["a time that is none", yaml("opens: 17:00", "opens: 25:00"), { field: "localMarket.opens" }],
  [
    "an unknown rule",
    yaml("rebalance: tso", "rebalance: both"),
    { field: "flexibility.rebalance", expected: "one of tso, paired, none" },
  ],
  [
    "an unknown node",
    yaml("transmissionNode: SOFW", "transmissionNode: SOFE"),
    { field: "areas.SUB.transmissionNode", found: '"SOFE"' },
  ],
  [
    "an unknown line end",
    yaml("VARN-BURG:", "VARM-BURG:"),
    {
      field: "transmission.lines.VARM-BURG",
      expected: 'a node of the transmission system; did you mean "VARN"?',
    },
  ],
  [
    "an unknown monitored branch",
    yaml("[SUB-T1,", "[SUB-T9,"),
    { field: "areas.SUB.monitoredBranches.0", found: '"SUB-T9"' },
  ],
  [
    "an unknown monitored bus",
    yaml("[SUB-F1-12,", "[SUB-F1-21,"),
    { field: "areas.SUB.monitoredBuses.0" },
  ],
  [
    "an unknown source bus",
    yaml("sourceBus: SUB-20", "sourceBus: SUB-21"),
    { field: "areas.SUB.sourceBus" },
  ],
  [
    "an unknown main transformer",
    yaml("110/20 25 MVA", "110/20 26 MVA"),
    { field: "areas.SUB.mainTransformer" },
  ],
  [
    "text that is no YAML",
    yaml("seed: 1", "seed: [1"),
    { field: "(text)", expected: "well-formed YAML" },
  ],
  ["a key twice", yaml("seed: 1", "seed: 1\nseed: 2"), { expected: "well-formed YAML" }],
  [
    "an unknown bus",
    csv("lines", "SUB-M8,SUB-M9", "SUB-M8,SUB-M99"),
    { file: "suburb/lines.csv", field: "to", found: '"SUB-M99"' },
  ],
  [
    "an unknown line type",
    csv("lines", "NFA2X 4x70", "NFA2X 4x71"),
    { field: "type", expected: 'a line type of line-types.csv; did you mean "NFA2X 4x70"?' },
  ],
  [
    "an unknown transformer type",
    csv("transformers", "250 kVA", "260 kVA"),
    { field: "type", found: '"20/0.4 260 kVA"' },
  ],
  [
    "a transformer for other voltages",
    csv("transformers", "20/0.4 250 kVA", "110/20 25 MVA"),
    { field: "type", expected: "buses of 110 and 20 kV" },
  ],
  [
    "a line between voltages",
    csv("buses", "SUB-M9,20,", "SUB-M9,10,"),
    { file: "suburb/lines.csv", field: "to" },
  ],
  [
    "a bus id twice",
    csv("buses", "SUB-M2,", "SUB-M1,"),
    { field: "id", expected: "a bus id of its own" },
  ],
  [
    "a branch id twice",
    csv("lines", "SUB-F1-L2,", "SUB-F1-L1,"),
    { field: "id", expected: "a branch id of its own" },
  ],
  [
    "a uid twice",
    csv("prosumers", "SUB-H002,", "SUB-H001,"),
    { field: "uid", expected: "a uid of its own" },
  ],
  [
    "an island",
    csv("lines", "SUB-M8,SUB-M9", "SUB-M9,SUB-M9"),
    { file: "suburb/buses.csv", found: "an island of SUB-M9" },
  ],
  [
    "an unknown unit in a header",
    csv("lines", "length [m]", "length [metre-ish]"),
    { field: "length", found: 'unknown unit "metre-ish"' },
  ],
  ["a length that is text", csv("lines", ",1112", ",long"), { field: "length", found: '"long m"' }],
  [
    "a length below zero",
    csv("lines", ",1112", ",-1112"),
    { field: "length", expected: "at least 0.1 m" },
  ],
  ["a missing column", csv("lines", "length [m]", "long [m]"), { field: "length", found: "none" }],
  [
    "a cell too many",
    csv("lines", ",1112", ",1112,1"),
    { field: "(row)", expected: "5 cells", found: "6 cells" },
  ],
  [
    "an unknown aggregator",
    csv("prosumers", ",AGG-A,", ",AGG-C,"),
    { field: "aggregator", expected: "one of AGG-A, AGG-B" },
  ],
  [
    "a flexible home without aggregator",
    csv("prosumers", ",AGG-A,", ",,"),
    { field: "aggregator" },
  ],
  [
    "a home on a 20 kV bus",
    csv("prosumers", ",SUB-F1-1,", ",SUB-M1,"),
    { field: "bus", expected: "a bus on a low-voltage feeder" },
  ],
  [
    "a home that is half flexible",
    csv("prosumers", ",no,no,", ",no,half,"),
    { field: "flexible", expected: "yes or no" },
  ],
])("%s is told with its file, its field and what was found", (_title, edit, finding) => {
  const { issues } = findingsOf([edit]);
  expect(issues).toContainEqual(expect.objectContaining({ file: edit.file, ...finding }));
});

test.each([
  ["calendar.dayz=7", { file: "--set", field: "calendar.dayz", found: 'unknown field "dayz"' }],
  ["clendar.days=7", { file: "--set", field: "clendar", found: 'unknown field "clendar"' }],
  ["seed.value=7", { file: "--set", field: "seed.value", found: 'unknown path "seed.value"' }],
  ["historySeeds.9=7", { file: "--set", field: "historySeeds.9" }],
  ["calendar.days=many", { file: "--set", field: "calendar.days", found: '"many"' }],
  ["prices.retail.day=15 bananas", { file: "--set", field: "prices.retail.day" }],
  ["calendar.days", { file: "--set", expected: "path=value" }],
  ["seed=[1", { file: "--set", expected: "a value that is YAML" }],
])("the override %s is told as an override", (override, finding) => {
  const { issues } = findingsOf([], [override]);
  expect(issues).toContainEqual(expect.objectContaining(finding));
});

test("a loop names exactly the branches it is made of", () => {
  const closing = "SUB-F1-LX,SUB-F1-2,SUB-F1-5,NAYY 4x150 SE,50\n";
  const edit = csv("lines", "SUB-F2-L1,", `${closing}SUB-F2-L1,`);
  const [finding, ...others] = findingsOf([edit]).issues;
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    field: "SUB-F1-LX",
    found: "a loop of the branches SUB-F1-L3, SUB-F1-L4, SUB-F1-L5, SUB-F1-LX",
  });
});

test("a file that cannot be read does not make everything else look wrong", () => {
  expect(findingsOf([csv("buses", "", "")]).issues).toHaveLength(1);
  expect(findingsOf([{ file: "line-types.csv", from: "", to: "" }]).issues).toHaveLength(1);
});

test("a header with a unit of something else is one finding, not one for each row", () => {
  const { issues } = findingsOf([csv("lines", "length [m]", "length [kVA]")]);
  expect(issues).toEqual([
    {
      file: "suburb/lines.csv",
      line: 1,
      field: "length",
      expected: 'a quantity in m, such as "1 m"',
      found: 'the unit "kVA" in its header',
    },
  ]);
});
