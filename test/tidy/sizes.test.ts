import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mayImport, sourcesOf } from "#test/tidy/sources.ts";

const LINES_MAX = 300;
const LINES_MEDIAN_MAX = 120;

const lines = (text: string) => text.trimEnd().split("\n").length;

test("a file of more than 300 lines says at its top why", () => {
  const sources = [...Object.keys(mayImport), "test"].flatMap(sourcesOf);
  const contracts = globSync("contracts/**/*.sol").map((file) => ({
    file,
    text: readFileSync(file, "utf8"),
  }));
  const long = [...sources, ...contracts]
    .filter(({ text }) => !text.startsWith("// Long because "))
    .map(({ file, text }) => ({ file, lines: lines(text) }))
    .filter((entry) => entry.lines > LINES_MAX);
  expect(long).toEqual([]);
});

test("half of the files of each folder fit on two screens", () => {
  const medians = Object.keys(mayImport).map((folder) => {
    const sizes = sourcesOf(folder).map(({ text }) => lines(text));
    const median = sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)]!;
    return { folder, files: sizes.length, median, longest: Math.max(...sizes) };
  });
  console.table(medians);
  expect(medians.filter(({ median }) => median > LINES_MEDIAN_MAX)).toEqual([]);
});
