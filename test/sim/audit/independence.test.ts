import { expect, test } from "vitest";
import { sourcesOf } from "#test/tidy/sources.ts";

test("the audit shares no code with the run that it looks at", () => {
  const imports = sourcesOf("sim/audit").flatMap(({ code }) =>
    [...code.matchAll(/from "(#[^"]+)"/g)].map(([, target]) => target!),
  );
  const ours = new Set(imports.map((target) => target.split("/").slice(0, 2).join("/")));
  expect([...ours].sort()).toEqual(["#contracts/abi", "#sim/audit"]);
});
