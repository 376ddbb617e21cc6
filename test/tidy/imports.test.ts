import { existsSync, globSync } from "node:fs";
import { expect, test } from "vitest";
import { mayImport, placesOf, sourcesOf } from "#test/tidy/sources.ts";

const folders = Object.keys(mayImport);

test.each(folders)("%s imports only what it may", (folder) => {
  const allowed = new Set([folder, ...mayImport[folder]!]);
  const wrong = sourcesOf(folder).flatMap(({ file, code }) =>
    [...code.matchAll(/"#(\w+)\//g)]
      .filter(([, target]) => !allowed.has(target!))
      .map(([found]) => `${file}: ${found}`),
  );
  expect(wrong).toEqual([]);
});

test.each([...folders, "test"])("%s reaches folders by their name", (folder) => {
  const sources = sourcesOf(folder);
  // The one plain script runs under any Node before anything is installed.
  const ours = sources.filter(({ file }) => file.endsWith(".ts"));
  expect(placesOf(ours, /(?:from|import|import\() *"\.\.?\/.*/g, "code")).toEqual([]);
  expect(placesOf(ours, /"\.\.\/\.\.\/.*/g, "code")).toEqual([]);
});

test.each([...folders, "test"])("what %s imports by name is there", (folder) => {
  const missing = sourcesOf(folder).flatMap(({ file, code }) =>
    [...code.matchAll(/(?:from |import\(|import )"#([^"]+)"/g)]
      .filter(([, path]) => !existsSync(path!))
      .map(([, path]) => `${file}: ${path}`),
  );
  expect(missing).toEqual([]);
});

test("every folder with sources has its place among the arrows", () => {
  const withSources = globSync("*/**/*.ts", {
    exclude: ["node_modules/**", "artifacts/**", "cache/**", "results/**", "coverage/**"],
  }).map((file) => file.split(/[\\/]/)[0]!);
  expect([...new Set(withSources)].sort()).toEqual([...folders, "test"].sort());
});
