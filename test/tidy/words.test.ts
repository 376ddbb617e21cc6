import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mayImport, placesOf, type Source, sourcesOf } from "#test/tidy/sources.ts";

const folders = [...Object.keys(mayImport), "test"];
// This file has to name what it looks for.
const sources = () =>
  folders.flatMap(sourcesOf).filter(({ file }) => !file.startsWith("test/tidy/"));

test("nothing is left for later", () => {
  const contracts: Source[] = globSync("contracts/**/*.sol").map((file) => {
    const text = readFileSync(file, "utf8");
    return { file, text, code: text };
  });
  expect(placesOf([...sources(), ...contracts], /\b(?:TODO|FIXME|XXX|HACK)\b.*/g, "text")).toEqual(
    [],
  );
});

test("the type checker is never silenced", () => {
  expect(placesOf(sources(), /@ts-(?:ignore|nocheck|expect-error).*/g, "text")).toEqual([]);
  expect(placesOf(sources(), /(?::\s*|<|\bas\s+)any\b(?!\s+\w).*/g, "code")).toEqual([]);
});

test("no test runs alone or waits to be written", () => {
  const tests = sources().filter(({ file }) => file.startsWith("test/"));
  expect(placesOf(tests, /\b(?:test|describe|it)\.(?:only|todo)\(.*/g, "code")).toEqual([]);
});
