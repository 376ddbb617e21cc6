import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runStubborn } from "#test/support/ownStrategy.ts";
import { runFolder } from "#test/support/simulationRuns.ts";

const folder = runFolder();

test("the strategy of one's own in docs/AGENTS.md is this one, and it trades", async () => {
  const page = readFileSync("docs/AGENTS.md", "utf8");
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block);
  expect(blocks).toContain(readFileSync("test/support/ownStrategy.ts", "utf8"));
  const { indicators } = await runStubborn(join(folder, "stubborn"), 2);
  expect(indicators["tradedMwh"]).toBeGreaterThan(0);
});
