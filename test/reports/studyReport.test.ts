import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DatasetError } from "#datasets/datasetError.ts";
import { renderReport } from "#reports/studyReport.ts";
import { writeSyntheticRun } from "#test/reports/syntheticRun.ts";

const root = mkdtempSync(join(tmpdir(), "eflex-report-"));
const options = { title: "Two <rules> & one world", studyName: "pair" };
let folders: string[] = [];
let html = "";

beforeAll(() => {
  folders = ["no-market", "2A"].flatMap((variant) =>
    [3, 4].map((seed) =>
      writeSyntheticRun(root, {
        variant,
        seed,
        days: 10,
        warnings: variant === "2A" ? ["one flow is marked"] : [],
      }),
    ),
  );
  html = render(folders);
});
afterAll(() => rmSync(root, { recursive: true }));

function render(some: readonly string[]): string {
  const out = join(root, "report.html");
  renderReport(some, out, options);
  return readFileSync(out, "utf8");
}

/** What a reader sees. */
function visibleText(page: string): string {
  const { document } = parseHTML(page);
  for (const style of document.querySelectorAll("style")) style.remove();
  return document.body.textContent;
}

test("the page has every figure, numbered, with title and caption", () => {
  const { document } = parseHTML(html);
  const found = [...document.querySelectorAll("figure")];
  expect(found.length).toBe(10);
  for (const [index, figure] of found.entries()) {
    expect(figure.querySelector("h3")!.textContent).toMatch(/\.$/);
    expect(figure.querySelectorAll("svg").length).toBeGreaterThan(0);
    expect(figure.querySelector("figcaption")!.textContent).toContain(`Figure ${index + 1}.`);
  }
});

test("warnings come first and say which runs they concern", () => {
  const text = visibleText(html);
  expect(text).toContain("2A, seeds 3, 4: one flow is marked");
  expect(text.indexOf("one flow is marked")).toBeLessThan(text.indexOf("What was compared"));
});

test("a warning with other numbers in each run is one line; of many seeds it shows the range", () => {
  mkdirSync(join(root, "hours"));
  const some = [1, 2, 3, 4].flatMap((seed) =>
    ["1C", ...(seed === 1 ? ["2A"] : [])].map((variant) =>
      writeSyntheticRun(join(root, "hours"), {
        variant,
        seed,
        days: 10,
        warnings: [`Left the band for ${1000 - 3 * seed}.5 h (EN 50160).`],
      }),
    ),
  );
  const text = visibleText(render(some));
  expect(text).toContain("Left the band for … h (EN 50160). 1C 988.5 to 997.5 · 2A 997.5");
});

test("texts from datasets and options are escaped", () => {
  expect(html).toContain("Two &lt;rules&gt; &amp; one world");
  expect(html).toContain("Background load is &lt;stated&gt;.");
});

test("the page shows no hole and nothing that should not be seen", () => {
  expect(visibleText(html)).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
});

test("the page needs nothing from outside and no script", () => {
  expect(html).not.toMatch(/<script|<link|<iframe|@import|url\(/i);
  expect(html).not.toMatch(/\b(src|href)\s*=/i);
});

test("uncertainty is named with its method and n", () => {
  expect(visibleText(html)).toContain("95 % Student interval in brackets and the exact sign-flip");
  expect(visibleText(html)).toContain("n = 2 seeds");
  const one = visibleText(render([folders[0]!, folders[2]!]));
  expect(one).toContain("One seed: no uncertainty known");
});

test("the same datasets give the same page", () => {
  expect(render(folders)).toBe(html);
});

test("a single run has a report without differences", () => {
  const page = render(folders.slice(-1));
  expect(parseHTML(page).document.querySelectorAll("figure").length).toBe(8);
  expect(visibleText(page)).not.toMatch(/NaN|undefined|null/);
});

test("three schemes are ranked, two are not", () => {
  mkdirSync(join(root, "ranked"));
  const variants = ["no-market", "tso-only", "uncoordinated", "1A", "1C", "2A", "3A", "3C"];
  const some = variants.flatMap((variant) =>
    [1, 2, 3].map((seed) => writeSyntheticRun(join(root, "ranked"), { variant, seed, days: 8 })),
  );
  const page = render(some);
  const { document } = parseHTML(page);
  const rows = [...document.querySelectorAll("table.ranking tbody tr:not(.group)")];
  expect(rows.map((row) => row.querySelector("th")!.textContent)).toEqual([
    ...["1A", "1C", "2A", "3A", "3C"],
    ...["tso-only", "uncoordinated"],
  ]);
  expect(document.querySelectorAll("figure").length).toBe(12);
  const verdicts = [...document.querySelectorAll(".known .verdict")].map((v) => v.textContent);
  expect(verdicts).toEqual(["reproduced", "reproduced in part", "reproduced"]);
  expect(visibleText(page)).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
  expect(visibleText(html)).not.toContain("Schemes ranked");
});

test("one seed ranks, and says that nothing is known of other seeds", () => {
  const some = ["no-market", "1A", "1C", "2A"].map((variant) =>
    writeSyntheticRun(join(root, "ranked"), { variant, seed: 9, days: 8 }),
  );
  const text = visibleText(render(some));
  expect(text).toContain(
    "It is that of one seed; whether another seed would turn it is not known.",
  );
  expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
});

test("what all variants of one seed state is said of the seed", () => {
  mkdirSync(join(root, "worlds"));
  const some = ["1C", "2A"].flatMap((variant) =>
    [1, 2].map((seed) => {
      const warnings = [seed === 1 ? "World a" : "World b"];
      return writeSyntheticRun(join(root, "worlds"), { variant, seed, days: 3, warnings });
    }),
  );
  const text = visibleText(render(some));
  expect(text).toContain("seed 1: World a");
  expect(text).toContain("seed 2: World b");
});

test("double activations stand in count, energy and money", () => {
  const { document } = parseHTML(html);
  const row = [...document.querySelectorAll("table.conflicts tbody tr")].find(
    (one) => one.querySelector("th")!.textContent === "… same direction",
  )!;
  expect(row.querySelectorAll("td")[1]!.textContent).toMatch(/^\d+\.?\d* ?[\d.]+ MWh[\d.]+ EUR$/);
});

test("runs that do not belong together are refused with every reason", () => {
  mkdirSync(join(root, "other"));
  const longer = writeSyntheticRun(join(root, "other"), { variant: "2A", seed: 3, days: 11 });
  const refused = () => render([...folders, longer]);
  expect(refused).toThrow(DatasetError);
  expect(refused).toThrow(/expected 10 days.*got 11[\s\S]*variant 2A, seed 3 was given twice/);
});

test("a folder that is no dataset is refused", () => {
  expect(() => render([join(root, "nothing")])).toThrow("there is no such folder");
  expect(() => render([])).toThrow("at least one run");
});
