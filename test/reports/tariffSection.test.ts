import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterAll, expect, test } from "vitest";
import { tariffSection } from "#reports/page/tariffSection.ts";
import { loadStudy } from "#reports/study.ts";
import { type SyntheticOptions, writeSyntheticRun } from "#test/reports/syntheticRun.ts";

const root = mkdtempSync(join(tmpdir(), "eflex-tariff-"));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
function sectionOf(runs: readonly Omit<SyntheticOptions, "days">[]): string[] {
  const place = join(root, String(folders++));
  return tariffSection(
    loadStudy(runs.map((run) => writeSyntheticRun(place, { ...run, days: 10 }))),
  );
}

/** Cells of the rows by their names. */
function rowsOf([html]: readonly string[]): ReadonlyMap<string, string[]> {
  const { document } = parseHTML(html!);
  return new Map(
    [...document.querySelectorAll("tr")].map((row) => [
      row.querySelector("th")!.textContent,
      [...row.querySelectorAll("td")].map((cell) => cell.textContent),
    ]),
  );
}

test("a study that noted no network cost has no such section", () => {
  expect(
    sectionOf([
      { variant: "no-market", seed: 1 },
      { variant: "lem-dnut", seed: 1 },
    ]),
  ).toEqual([]);
});

test("the cost of real flows stands beside the tariff, against the twin of the same seed", () => {
  const rows = rowsOf(
    sectionOf([
      { variant: "no-market", seed: 1, congestionEur: 0.1 },
      { variant: "no-market", seed: 2, congestionEur: 0.3 },
      { variant: "lem-dnut", seed: 1, congestionEur: 0.2 },
      { variant: "lem-dnut", seed: 2, congestionEur: 0.4 },
    ]),
  );
  // Ten days of two areas: 1920 rows, of 0.1 EUR more each.
  expect(rows.get("… congestion")).toEqual(["384", "576"]);
  expect(rows.get("… losses")).toEqual(["19.2", "19.2"]);
  expect(rows.get("… change against the twin")).toEqual(["0", "192"]);
  expect(rows.get("Gap: charged less that change")).toEqual(["0", "−192"]);
});

test("without the twin there is a cost, and no change of it", () => {
  const rows = rowsOf(sectionOf([{ variant: "lem-dnut", seed: 1, congestionEur: 0.2 }]));
  expect(rows.get("… congestion")).toEqual(["384"]);
  expect(rows.get("… change against the twin")).toEqual(["–"]);
});
