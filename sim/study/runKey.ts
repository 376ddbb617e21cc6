import { createHash } from "node:crypto";
import { FORMAT_VERSION } from "#datasets/manifest.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import type { ClaimsTiming } from "#sim/runRequest.ts";
import { version } from "#sim/version.ts";

/** What tells one run from every other. */
export interface RunIdentity {
  /** Its `calendar` holds the days to run. */
  readonly scenario: Scenario;
  readonly variant: string;
  readonly seed: number;
  /** `memory`, `hardhat` or `rpc:<url>`; which node it is makes no difference to the result. */
  readonly ledger: string;
  /** When the ledger hears of claims. @default daily */
  readonly claims?: ClaimsTiming;
  /** Whether the reference optimum was computed beside it. @default false */
  readonly referenceOptimum?: boolean;
  /** Whether the network cost of the real flows was noted. @default false */
  readonly networkCost?: boolean;
  /** Whether meters and nominations of the units were noted. @default false */
  readonly unitMeters?: boolean;
  /** Whether the messages of the local markets were kept. @default false */
  readonly marketLog?: boolean;
}

const SHORT = 8;

/** Key of a run: equal keys have equal results, which this version can read. 64 hex digits. */
export function runKey(identity: RunIdentity): string {
  const { scenario, variant, seed, ledger, referenceOptimum = false } = identity;
  const [kind] = ledger.split(":");
  const measured = [
    ...(identity.claims === "live" ? ["live claims"] : []),
    ...(referenceOptimum ? ["reference optimum"] : []),
    ...(identity.networkCost ? ["network cost"] : []),
    ...(identity.unitMeters ? ["unit meters"] : []),
    ...(identity.marketLog ? ["market log"] : []),
  ];
  const format = `format ${FORMAT_VERSION}`;
  return keyOf([...worldParts(scenario, seed), format, variant, kind!, ...measured]);
}

/** Name of a run's folder, `pilot-2A-seed7-14d-<key>`: readable first, unique by the key. */
export function runFolderName(identity: RunIdentity): string {
  const { scenario, variant, seed } = identity;
  const { days } = scenario.calendar;
  return `${scenario.name}-${variant}-seed${seed}-${days}d-${shortKey(runKey(identity))}`;
}

/** Name of the file that holds the congestion of one history seed. */
export function historyFileName(scenario: Scenario, seed: number): string {
  const key = keyOf([...worldParts(scenario, seed), "history"]);
  return `${scenario.name}-seed${seed}-${shortKey(key)}.json`;
}

/** Name of a study's folder: over the keys of its runs, in any order. */
export function studyFolderName(study: string, runKeys: readonly string[]): string {
  return `${study}-${shortKey(keyOf(runKeys.toSorted()))}`;
}

function worldParts({ hash, calendar }: Scenario, seed: number): string[] {
  return [hash, String(seed), calendar.start, String(calendar.days), version];
}

/** The parts hold no line breaks, so two lists never make the same text. */
function keyOf(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

function shortKey(key: string): string {
  return key.slice(0, SHORT);
}
