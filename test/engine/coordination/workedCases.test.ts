import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkScheme } from "#engine/coordination/checkScheme.ts";
import { type CoordinationCase, readCases } from "#test/support/coordinationCase.ts";
import { describeCase } from "#test/support/describePeriod.ts";

const page = readFileSync("docs/COORDINATION.md", "utf8");
const cases = readCases(page);

test("every case of the page is read, and its scheme can be run", () => {
  expect(cases).toHaveLength(page.split("```case ").length - 1);
  expect(cases.length).toBeGreaterThan(30);
  for (const { period } of cases) expect(checkScheme(period.scheme)).toEqual([]);
});

test.each(cases.map((one): [string, CoordinationCase] => [one.title, one]))(
  "%s comes out as worked by hand",
  (_, one) => {
    expect(describeCase(one)).toBe(one.expected);
  },
);
