import { join } from "node:path";
import { expect, test } from "vitest";
import { claims, needs, offers, trades } from "#datasets/tables/market.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { hiddenFuture } from "#test/support/hiddenFuture.ts";
import {
  pilotOver,
  rowsOf,
  run,
  runFolder,
  writeEveningHistory,
} from "#test/support/simulationRuns.ts";

const folder = runFolder();
const january = pilotOver({ start: "2025-01-13", days: 2, spinUpDays: 5 });
const july = pilotOver({ start: "2025-07-07", days: 2, spinUpDays: 5 });
/** With everything that looks ahead: lights of tomorrow, announcements, answers right after gates. */
const foresighted: Scenario = {
  ...january,
  flexibility: {
    ...january.flexibility,
    announceLeadMinutes: 240,
    acknowledgement: { at: "gate", inTimeMinutes: 30 },
    qualification: { ...january.flexibility.qualification, light: "binds", refresh: "daily" },
  },
};
const historyFile = writeEveningHistory(folder, january.areas.length);
const decisions = { trades, needs, offers, claims };

test.each([
  { month: "January", variant: "1C", scenario: january },
  { month: "January", variant: "uncoordinated", scenario: january },
  { month: "July", variant: "2A", scenario: july },
  { month: "January with lights", variant: "1C", scenario: foresighted },
])(
  "in $month $variant decides the same when the future is hidden",
  async ({ month, variant, scenario }) => {
    const seen = join(folder, `${month}-${variant}-seen`);
    const hidden = join(folder, `${month}-${variant}-hidden`);
    const request = { scenario, variant, historyFile };
    const { hash } = await run({ ...request, folder: seen });
    const blind = await run({ ...request, folder: hidden }, hiddenFuture());
    for (const [name, table] of Object.entries(decisions)) {
      const expected = rowsOf(seen, table);
      expect(expected.length, name).toBeGreaterThan(10);
      expect(rowsOf(hidden, table), name).toEqual(expected);
    }
    expect(blind.hash).toBe(hash);
  },
);

test("a run that reads what is still hidden does not go unnoticed", async () => {
  const request = { scenario: january, variant: "no-market" };
  const { hash } = await run({ ...request, folder: join(folder, "seen") });
  const late = run({ ...request, folder: join(folder, "late") }, hiddenFuture(1));
  const outcome = await late.then(
    (result) => result.hash,
    (error: Error) => error.name,
  );
  expect(outcome).not.toBe(hash);
});
