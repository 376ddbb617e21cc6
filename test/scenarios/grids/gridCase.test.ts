import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("readers and grid module know the same rows", () => {
  const [ours, theirs] = ["scenarios/grids", "engine/grid"].map((folder) => {
    const text = readFileSync(`${folder}/gridCase.ts`, "utf8");
    return text.slice(text.indexOf("*/"));
  });
  expect(ours!.length).toBeGreaterThan(1000);
  expect(ours).toBe(theirs);
});
