import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { FORMAT_VERSION } from "#datasets/manifest.ts";
import { tableDefinitions } from "#datasets/tableDefinitions.ts";

test("tables and columns are those of the format: a column more or less takes another version, and another hash here", () => {
  const names = Object.values(tableDefinitions).flatMap(({ name, columns }) =>
    Object.keys(columns).map((column) => `${name}.${column}`),
  );
  const hash = createHash("sha256").update(names.toSorted().join("\n")).digest("hex");
  expect([FORMAT_VERSION, hash.slice(0, 16)]).toEqual([2, "e1e08b95a320d816"]);
});
