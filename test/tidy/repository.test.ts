import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { version } from "#sim/version.ts";
import { mayImport, sourcesOf } from "#test/tidy/sources.ts";

const documents = ["README.md", "CHANGELOG.md", ...globSync("docs/*.md")];

test.each(documents)("what %s links to is there", (document) => {
  const text = readFileSync(document, "utf8");
  const targets = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target!);
  const local = targets.filter((target) => !/^[a-z]+:/.test(target));
  expect(local.filter((target) => !existsSync(join(dirname(document), target)))).toEqual([]);
});

test("documents that the code points to are there", () => {
  const missing = Object.keys(mayImport)
    .flatMap(sourcesOf)
    .flatMap(({ file, text }) =>
      [...text.matchAll(/\bdocs\/[\w-]+\.md/g)]
        .filter(([path]) => !existsSync(path))
        .map(([path]) => `${file}: ${path}`),
    );
  expect(missing).toEqual([]);
});

test("every dependency has one version", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, range]) => !/^\d+\.\d+\.\d+$/.test(range),
  );
  expect(ranges).toEqual([]);
});

test("package, citation and changelog speak of one version", () => {
  expect(readFileSync("CITATION.cff", "utf8")).toContain(`\nversion: ${version}\n`);
  expect(readFileSync("CHANGELOG.md", "utf8")).toContain(`## ${version}`);
});

test("the checks run what the README tells to run", () => {
  const ci = readFileSync(".ci/run", "utf8");
  const readme = readFileSync("README.md", "utf8");
  for (const command of ["npm ci", "npm test"]) {
    expect(ci).toContain(`\n${command}\n`);
    expect(readme).toContain(command);
  }
});
