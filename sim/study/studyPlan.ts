import { existsSync } from "node:fs";
import { assert } from "#engine/assert.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import type { ClaimsTiming } from "#sim/runRequest.ts";
import type { ResultStore } from "#sim/study/resultStore.ts";
import { type RunIdentity, runKey } from "#sim/study/runKey.ts";
import type { HistoryTask, RunTask, Task } from "#sim/study/task.ts";
import { variantOf } from "#sim/variants.ts";

/** The counterfactual that every other run of the same seed reads. */
export const TWIN_VARIANT = "no-market";

/** What is wanted: variants × seeds of one scenario. */
export interface StudyRequest {
  readonly scenario: Scenario;
  readonly variants: readonly string[];
  readonly seeds: readonly number[];
  readonly ledger: string;
  /** When the ledger hears of the claims of every run that buys flexibility. @default daily */
  readonly claims?: ClaimsTiming;
  /** Computes the reference optimum beside every run that buys flexibility. @default false */
  readonly referenceOptimum?: boolean;
  /** Notes the network cost of the real flows of every run. @default false */
  readonly networkCost?: boolean;
  /** Notes meters and nominations of the units in every run that buys flexibility. @default false */
  readonly unitMeters?: boolean;
  /** Keeps the messages of the local markets in every run that has some. @default false */
  readonly marketLog?: boolean;
  /** Makes wanted results once more although they are there, and compares. */
  readonly force: boolean;
  /** Folder for the result outside of the store; only where one run is wanted. */
  readonly outFolder?: string;
}

/** One wanted run and where its result is, or will be. */
export interface PlannedRun {
  readonly variant: string;
  readonly seed: number;
  readonly key: string;
  readonly folder: string;
  /** Its result is there already. */
  readonly isThere: boolean;
  /** Folder of its counterfactual twin; null where it is one itself. */
  readonly twinFolder: string | null;
}

/** Tasks in an order in which each comes after what it needs, and the runs that were asked for. */
export interface StudyPlan {
  readonly tasks: readonly Task[];
  readonly runs: readonly PlannedRun[];
}

/**
 * Plans what the store does not hold yet: first the twin of each seed and the history years, then
 * the runs that read them. What is only needed by others is never made twice, not even by `force`.
 */
export function planStudy(request: StudyRequest, store: ResultStore): StudyPlan {
  const planner = new Planner(request, store);
  for (const seed of request.seeds) {
    for (const variant of request.variants) planner.want(variant, seed);
  }
  return planner.plan();
}

class Planner {
  readonly #request: StudyRequest;
  readonly #store: ResultStore;
  readonly #twins = new Map<string, RunTask>();
  readonly #histories = new Map<string, HistoryTask>();
  readonly #others: RunTask[] = [];
  readonly #runs: PlannedRun[] = [];

  constructor(request: StudyRequest, store: ResultStore) {
    const { outFolder, variants, seeds } = request;
    const isOne = variants.length === 1 && seeds.length === 1;
    assert(outFolder === undefined || isOne, "a folder of its own is for one run");
    this.#request = request;
    this.#store = store;
  }

  plan(): StudyPlan {
    const tasks = [...this.#twins.values(), ...this.#histories.values(), ...this.#others];
    return { tasks, runs: this.#runs };
  }

  want(variant: string, seed: number): void {
    const { outFolder, force } = this.#request;
    const identity = this.#identity(variant, seed);
    const stored = this.#store.runFolder(identity);
    const isTwin = variant === TWIN_VARIANT;
    const isThere = !force && outFolder === undefined && this.#holds(identity);
    const twinFolder = isTwin ? null : this.#store.runFolder(this.#identity(TWIN_VARIANT, seed));
    const folder = outFolder ?? stored;
    this.#runs.push({ variant, seed, key: runKey(identity), folder, isThere, twinFolder });
    if (isThere) return;
    const task = this.#runTask(identity, folder);
    if (isTwin) this.#twins.set(task.id, task);
    else this.#others.push(task);
  }

  #runTask(identity: RunIdentity, folder: string): RunTask {
    const { scenario, variant, seed, ledger } = identity;
    const isTwin = variant === TWIN_VARIANT;
    const { outFolder, force } = this.#request;
    // What stands in the store is only given up for an equal one.
    const committed = outFolder === undefined && this.#holds(identity) ? folder : null;
    const twin = isTwin ? null : this.#needTwin(seed);
    const history =
      variantOf(scenario, variant)?.scheme === null ? null : this.#needHistory(scenario);
    const needed = [...(twin?.tasks ?? []), ...(history?.tasks ?? [])];
    return {
      kind: "run",
      id: folder,
      label: `${variant} seed ${seed}`,
      after: needed.map(({ id }) => id),
      committed,
      historyFiles: history?.files ?? [],
      request: {
        scenario,
        variant,
        seed,
        ledger,
        folder: committed === null ? folder : `${folder}.again`,
        force: force || committed !== null,
        twinFolder: twin?.folder ?? null,
        historyFile: history?.list ?? null,
        referenceOptimum: identity.referenceOptimum ?? false,
        ...(identity.claims === "live" ? { claims: "live" } : {}),
        ...(identity.networkCost ? { networkCost: true } : {}),
        ...(identity.unitMeters ? { unitMeters: true } : {}),
        ...(identity.marketLog ? { marketLog: true } : {}),
      },
    };
  }

  #needTwin(seed: number): { folder: string; tasks: RunTask[] } {
    const identity = this.#identity(TWIN_VARIANT, seed);
    const folder = this.#store.runFolder(identity);
    const wanted = this.#request.variants.includes(TWIN_VARIANT);
    if (!this.#twins.has(folder) && (!this.#holds(identity) || (wanted && this.#request.force))) {
      this.#twins.set(folder, this.#runTask(identity, folder));
    }
    const task = this.#twins.get(folder);
    return { folder, tasks: task === undefined ? [] : [task] };
  }

  #needHistory(scenario: Scenario): { list: string; files: string[]; tasks: HistoryTask[] } {
    const tasks = scenario.historySeeds.map((seed) => this.#historyTask(scenario, seed));
    const missing = tasks.filter(({ id }) => !existsSync(id));
    for (const task of missing) this.#histories.set(task.id, task);
    const files = tasks.map(({ id }) => id);
    return { list: this.#store.historyList(scenario), files, tasks: missing };
  }

  #historyTask(scenario: Scenario, seed: number): HistoryTask {
    const file = this.#store.historyFile(scenario, seed);
    const request = { scenario, seed, file };
    return { kind: "history", id: file, label: `history seed ${seed}`, after: [], request };
  }

  #identity(variant: string, seed: number): RunIdentity {
    const { scenario, ledger, claims, referenceOptimum = false } = this.#request;
    const { networkCost = false, unitMeters = false, marketLog = false } = this.#request;
    const rules = variantOf(scenario, variant);
    const buys = rules?.scheme !== null;
    return {
      ...{ scenario, variant, seed, ledger, referenceOptimum: buys && referenceOptimum },
      ...(buys && claims === "live" ? { claims } : {}),
      ...(networkCost ? { networkCost } : {}),
      ...(buys && unitMeters ? { unitMeters } : {}),
      ...(rules?.localMarket && marketLog ? { marketLog } : {}),
    };
  }

  #holds(identity: RunIdentity): boolean {
    return this.#store.findRun(identity) !== undefined;
  }
}
