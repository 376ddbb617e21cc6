import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterAll, describe, expect, test } from "vitest";
import { balanceChanges } from "#reports/figures/balanceChanges.ts";
import { congestionCalendar } from "#reports/figures/congestionCalendar.ts";
import { costAgainstOverload } from "#reports/figures/costAgainstOverload.ts";
import { delivery } from "#reports/figures/delivery.ts";
import { differences } from "#reports/figures/differences.ts";
import { doubleActivations } from "#reports/figures/doubleActivations.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { loadingDuration } from "#reports/figures/loadingDuration.ts";
import { lossesByVariant } from "#reports/figures/lossesByVariant.ts";
import { moneyFlows } from "#reports/figures/moneyFlows.ts";
import { needsMet } from "#reports/figures/needsMet.ts";
import { nonIntegration } from "#reports/figures/nonIntegration.ts";
import { voltageDuration } from "#reports/figures/voltageDuration.ts";
import { loadStudy, type Study } from "#reports/study.ts";
import { writeSyntheticRun } from "#test/reports/syntheticRun.ts";

const snapshots = join(import.meta.dirname, "snapshots");
const root = mkdtempSync(join(tmpdir(), "eflex-figures-"));
afterAll(() => rmSync(root, { recursive: true }));

const { document } = parseHTML("<html><body></body></html>");
const folders = ["no-market", "uncoordinated", "1C", "2A"].flatMap((variant) =>
  [1, 2].map((seed) => writeSyntheticRun(root, { variant, seed, days: 60 })),
);
const study = loadStudy(folders);
const single = loadStudy(folders.slice(-1));
const ranked = loadStudy(
  ["no-market", "tso-only", "uncoordinated", "1A", "1C", "2A", "3A", "3C"].flatMap((variant) =>
    [3, 4, 5].map((seed) => writeSyntheticRun(root, { variant, seed, days: 20 })),
  ),
);

const figures: Readonly<Record<string, (study: Study, document: FigureDocument) => Figure | null>> =
  {
    balanceChanges,
    congestionCalendar,
    delivery,
    differences,
    doubleActivations,
    loadingDuration,
    lossesByVariant,
    moneyFlows,
    needsMet,
    voltageDuration,
  };

/** What a single run has nothing to compare with. */
const comparing = ["balanceChanges", "costAgainstOverload", "differences"];

/** An SVG file that opens by itself, a group a line for readable diffs. */
function fileOf(svg: string): string {
  const opened = svg.replace("<svg ", `<svg xmlns="http://www.w3.org/2000/svg" `);
  return `${opened.replaceAll(/(?=<g )/g, "\n")}\n`;
}

/**
 * Compares with the committed picture. A changed or new one is written beside as `-changed`: look at
 * it, and rename it when it is meant.
 */
function expectPicture(name: string, content: string): void {
  let committed = "";
  try {
    committed = readFileSync(join(snapshots, `${name}.svg`), "utf8");
  } catch {
    // A figure without a picture yet fails below, with its picture written beside.
  }
  const changed = join(snapshots, `${name}-changed.svg`);
  if (content === committed) {
    rmSync(changed, { force: true });
    return;
  }
  mkdirSync(snapshots, { recursive: true });
  writeFileSync(changed, content);
  expect.soft(content === committed, `${name}.svg differs from ${name}-changed.svg`).toBe(true);
}

/** With the study that each is drawn of: some rank schemes, and need three. */
const cases: [string, (typeof figures)[string], Study][] = [
  ...Object.entries(figures).map(([name, draw]): (typeof cases)[number] => [name, draw, study]),
  ["costAgainstOverload", costAgainstOverload, ranked],
  ["nonIntegration", nonIntegration, ranked],
];

describe.each(cases)("%s", (name, draw, shown) => {
  test("looks as committed", () => {
    const { svgs } = draw(shown, document)!;
    for (const [index, svg] of svgs.entries()) {
      expectPicture(svgs.length === 1 ? name : `${name}${index + 1}`, fileOf(svg));
    }
  });

  test("has a title sentence, a caption and no hole", () => {
    const figure = draw(shown, document)!;
    expect(figure.title).toMatch(/^[A-Z].*\.$/);
    expect(figure.caption).toMatch(/^[A-Z].*\.$/);
    expect(figure.svgs.length).toBeGreaterThan(0);
    expect(JSON.stringify(figure)).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("draws a single run, or has nothing to compare", () => {
    const figure = draw(single, document);
    if (figure === null) expect(comparing).toContain(name);
    else expect(JSON.stringify(figure)).not.toMatch(/NaN|undefined|Infinity/);
  });
});
