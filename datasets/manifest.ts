import { createHash } from "node:crypto";
import { z } from "zod";

/**
 * Format of the folders that are written, and the only one that is read. Raised where what is read of
 * them changes: with a column that a table gains (2: sales that wait and repairs in `runs`), or where
 * older folders would be misread.
 */
export const FORMAT_VERSION = 2;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hexadecimal");

const writtenTable = z.strictObject({
  rows: z.int().min(0),
  bytes: z.int().min(0),
  sha256,
});

const writtenFile = z.strictObject({
  /** Absent where the file is no text of lines. */
  lines: z.int().min(0).optional(),
  bytes: z.int().min(0),
  sha256,
});

/** What `manifest.json` holds. No clock time: the same run writes the same manifest. */
export const manifestSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  /** Version of eflex-sim that made the run. */
  version: z.string(),
  scenario: z.string(),
  scenarioHash: z.string(),
  seed: z.int(),
  variant: z.string(),
  /** Local days, and the first of them as ISO date. */
  days: z.int().min(1),
  start: z.iso.date(),
  timeZone: z.string(),
  /** Hashes of the counterfactual twin and of the history years that the run read. */
  twinHash: z.string().optional(),
  historyHash: z.string().optional(),
  /** Where claims and settlement were committed, e.g. `memory`. */
  ledger: z.string(),
  /** Present where the ledger was asked at each gate, not with the day. */
  claims: z.literal("live").optional(),
  /** Euros for one ether, for amounts that are also shown in ETH. */
  eurPerEth: z.number().positive().optional(),
  /** Hash of the dataset: over the names and hashes of its tables. */
  hash: sha256,
  tables: z.record(z.string(), writtenTable),
  /** Files beside the tables, by name; the hash leaves them out. Absent where there are none. */
  files: z.record(z.string(), writtenFile).optional(),
  /** Copy of the one row of `runs`; null where a value does not exist. */
  indicators: z.record(z.string(), z.number().nullable()),
  warnings: z.array(z.string()),
  assumptions: z.array(z.string()),
  /** Names behind the indices in the tables; branches by area. */
  names: z.strictObject({
    areas: z.array(z.string()),
    branches: z.array(z.array(z.string())),
    transmissionLines: z.array(z.string()),
  }),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** What the writer cannot know by itself. An indicator that is not finite becomes null. */
export interface ManifestInput {
  readonly version: string;
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly seed: number;
  readonly variant: string;
  readonly days: number;
  readonly start: string;
  readonly timeZone: string;
  readonly twinHash?: string;
  readonly historyHash?: string;
  readonly ledger: string;
  readonly claims?: "live";
  readonly eurPerEth?: number;
  readonly indicators: Readonly<Record<string, number | null>>;
  readonly warnings: readonly string[];
  readonly assumptions: readonly string[];
  readonly names: {
    readonly areas: readonly string[];
    readonly branches: readonly (readonly string[])[];
    readonly transmissionLines: readonly string[];
  };
}

type Tables = Manifest["tables"];
type Files = NonNullable<Manifest["files"]>;

/** Completes a manifest from what was written. Throws ZodError when the input is not fit for it. */
export function completeManifest(
  input: ManifestInput,
  tables: Tables,
  files: Files = {},
): Manifest {
  const indicators = Object.entries(input.indicators).map(
    ([name, value]) => [name, Number.isFinite(value) ? value : null] as const,
  );
  return manifestSchema.parse({
    ...input,
    formatVersion: FORMAT_VERSION,
    indicators: Object.fromEntries(indicators),
    tables: Object.fromEntries(sortedTables(tables)),
    ...(Object.keys(files).length > 0 && { files }),
    hash: datasetHash(tables),
  });
}

/** Hash of a dataset: SHA-256 over the lines "name sha256" of its tables, sorted by name. */
export function datasetHash(tables: Tables): string {
  const hash = createHash("sha256");
  for (const [name, table] of sortedTables(tables)) hash.update(`${name} ${table.sha256}\n`);
  return hash.digest("hex");
}

function sortedTables(tables: Tables): [string, Tables[string]][] {
  return Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1));
}
