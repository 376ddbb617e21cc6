import { Command } from "commander";
import { expect, test } from "vitest";
import { type Options, option } from "#cli/options.ts";

function parse(...args: readonly string[]): Options {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  for (const name of ["variant", "seed", "seeds", "from", "set", "ledger", "workers"] as const) {
    command.addOption(option(name));
  }
  return command.parse(args, { from: "user" }).opts();
}

test.each([
  ["1", [1]],
  ["1,2,5-8", [1, 2, 5, 6, 7, 8]],
  [" 3 , 1 ", [3, 1]],
])("--seeds %j are %j", (text, seeds) => {
  expect(parse("--seeds", text).seeds).toEqual(seeds);
});

test.each(["", "a", "1,", "3-1", "1-3,2", "1.5", "-1", "4294967296"])(
  "--seeds %j are refused",
  (text) => {
    expect(() => parse("--seeds", text)).toThrow("Expected seeds");
  },
);

test.each(["2025-1-1", "2025-02-30", "01.02.2025", "today"])("--from %j is refused", (text) => {
  expect(() => parse("--from", text)).toThrow("Expected a date");
});

test("a leap day is a date", () => {
  expect(parse("--from", "2024-02-29").from).toBe("2024-02-29");
});

test("options that may be repeated add up", () => {
  expect(parse("--set", "a=1", "--set", "b=2=3").set).toEqual(["a=1", "b=2=3"]);
  expect(parse("--variant", "1C,2A", "--variant", "1A").variant).toEqual(["1C", "2A", "1A"]);
});

test("what is not said has its usual value", () => {
  const { set, ledger, workers, variant } = parse();
  expect({ set, ledger, variant }).toEqual({ set: [], ledger: "hardhat", variant: undefined });
  expect(workers).toBeGreaterThan(0);
});
