import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { scenariosFolder } from "#scenarios/listScenarios.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";

const strategiesOf = (...overrides: string[]) =>
  loadScenario("pilot", overrides).behaviour.strategies;

test.each([
  ["nothing", [], { household: { adaptive: 1 }, office: { adaptive: 1 } }],
  ["one name", [".strategy=gaming"], { household: { gaming: 1 }, office: { gaming: 1 } }],
  [
    "one kind",
    [".strategy.office=truthful"],
    { household: { adaptive: 1 }, office: { truthful: 1 } },
  ],
  [
    "shares",
    [".strategy.household.adaptive=70 %", ".strategy.household.own=30 %"],
    { household: { adaptive: 0.7, own: 0.3 }, office: { adaptive: 1 } },
  ],
])("%s in the scenario gives every kind its strategies", (_, overrides, expected) => {
  expect(strategiesOf(...overrides.map((text) => `behaviour${text}`))).toEqual(expected);
});

test.each([
  ["shares that make no whole", "behaviour.strategy.household.gaming=20 %", /sum to 100 %/],
  ["a kind that nobody is", "behaviour.strategy.shop=gaming", /unknown field "shop"/],
  ["another rule of quantity", "behaviour.targetQuantity=guess", /expected, newsvendor/],
])("%s are refused", (_, override, message) => {
  expect(() => loadScenario("pilot", [override])).toThrow(message);
});

test("what is said as it would be anyway leaves the hash; another strategy changes it", () => {
  const hashOf = (...overrides: string[]) => loadScenario("pilot", overrides).hash;
  const usual = hashOf();
  expect(hashOf("behaviour.strategy=adaptive")).toBe(usual);
  expect(hashOf("behaviour.targetQuantity=newsvendor")).toBe(usual);
  expect(hashOf("behaviour.strategy=truthful")).not.toBe(usual);
  expect(hashOf("behaviour.targetQuantity=expected")).not.toBe(usual);
});

test("the attribute table may name the strategy of a customer, in a column of its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "eflex-strategy-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(scenariosFolder, "pilot"), folder, { recursive: true });
  const file = join(folder, "suburb/prosumers.csv");
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const named = lines.map((line, k) => `${line},${["strategy", "gaming"][k] ?? ""}`);
  writeFileSync(file, `${named.join("\n")}\n`);
  const [first, second] = loadScenario(folder).areas[0]!.prosumers;
  expect([first!.strategy, second!.strategy]).toEqual(["gaming", ""]);
  expect(loadScenario(folder).hash).not.toBe(loadScenario("pilot").hash);
});
