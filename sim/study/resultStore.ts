import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Manifest } from "#datasets/manifest.ts";
import { readManifest } from "#datasets/readDataset.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { NonDeterminismError } from "#sim/study/nonDeterminismError.ts";
import {
  historyFileName,
  type RunIdentity,
  runFolderName,
  studyFolderName,
} from "#sim/study/runKey.ts";

/**
 * Results by the key of what made them. Everything appears by one rename, so what is there is whole,
 * whenever the program was stopped.
 *
 * `<root>/runs/<run>` are datasets, `<root>/history/<year>.json` the congestion of history seeds,
 * `<root>/studies/<study>` hold `study.json` and `report.html`.
 */
export class ResultStore {
  readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  /** Where the result of a run belongs; absolute. */
  runFolder(identity: RunIdentity): string {
    return join(this.root, "runs", runFolderName(identity));
  }

  /** What a result says about itself; undefined where there is none. Throws DatasetError on a broken one. */
  findRun(identity: RunIdentity): Manifest | undefined {
    const folder = this.runFolder(identity);
    return existsSync(folder) ? readManifest(folder) : undefined;
  }

  /** Where the congestion of a history seed belongs. */
  historyFile(scenario: Scenario, seed: number): string {
    return join(this.root, "history", historyFileName(scenario, seed));
  }

  /** Where the list of all history years of the scenario belongs. */
  historyList(scenario: Scenario): string {
    // Named after the first year, whose key already stands for scenario, days and version.
    const first = this.historyFile(scenario, scenario.historySeeds[0]!);
    return first.replace(/\.json$/, ".list.json");
  }

  /** Where a study of these runs belongs. */
  studyFolder(study: string, runKeys: readonly string[]): string {
    return join(this.root, "studies", studyFolderName(study, runKeys));
  }
}

/**
 * Lets a result that was made once more take the place of the first. Throws NonDeterminismError,
 * and keeps both, where their hashes differ.
 */
export function replaceRun(folder: string, again: string): void {
  expectSameHash(folder, again);
  rmSync(folder, { recursive: true });
  renameSync(again, folder);
}

/** Throws NonDeterminismError where two results of the same key differ. */
export function expectSameHash(folder: string, other: string): void {
  const kept = readManifest(folder).hash;
  const { hash } = readManifest(other);
  if (kept !== hash) throw new NonDeterminismError({ folder, hash: kept }, { folder: other, hash });
}

/** Writes a small file so that it is there whole or not at all. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(resolve(path, ".."), { recursive: true });
  const partial = `${path}.partial`;
  writeFileSync(partial, text);
  renameSync(partial, path);
}
