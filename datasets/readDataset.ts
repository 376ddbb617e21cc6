import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Table, tableFromIPC } from "apache-arrow";
import { z } from "zod";
import { DatasetError } from "#datasets/datasetError.ts";
import { datasetHash, FORMAT_VERSION, type Manifest, manifestSchema } from "#datasets/manifest.ts";
import type { TableDefinition } from "#datasets/table.ts";
import { type TableName, tableDefinitions } from "#datasets/tableDefinitions.ts";

const formatSchema = z.object({ formatVersion: z.int() });

/**
 * Reads what a dataset says about itself. Throws DatasetError with everything that is wrong; one of
 * another format has one finding, which says so.
 */
export function readManifest(folder: string): Manifest {
  if (!existsSync(folder)) throw new DatasetError(folder, ["there is no such folder"]);
  const path = join(folder, "manifest.json");
  if (!existsSync(path)) throw new DatasetError(folder, ["manifest.json: missing"]);
  const manifest = parseJson(folder, path);
  expectFormat(folder, manifest);
  const parsed = manifestSchema.safeParse(manifest);
  if (parsed.success) return parsed.data;
  throw new DatasetError(
    folder,
    parsed.error.issues.map((issue) => `manifest.json: ${issue.path.join(".")}: ${issue.message}`),
  );
}

/**
 * Reads one table into memory. Throws DatasetError when it is missing, is no Arrow file, or lacks a
 * column of its definition.
 */
export function readTable(folder: string, which: TableDefinition | TableName): Table {
  const definition = typeof which === "string" ? tableDefinitions[which] : which;
  const file = `${definition.name}.arrow`;
  const path = join(folder, file);
  if (!existsSync(path)) throw new DatasetError(folder, [`${file}: missing`]);
  const table = parseArrow(folder, path, file);
  const found = new Set(table.schema.names);
  const missing = Object.keys(definition.columns).filter((name) => !found.has(name));
  if (missing.length === 0) return table;
  throw new DatasetError(
    folder,
    missing.map((name) => `${file}: column ${name} missing`),
  );
}

/**
 * Compares every table and file with the manifest: presence, size, SHA-256, and the dataset's hash over all.
 * Returns the manifest; throws DatasetError with all differences.
 */
export function verifyDataset(folder: string): Manifest {
  const manifest = readManifest(folder);
  const findings: string[] = [];
  const tables = Object.entries(manifest.tables).map(
    ([name, written]) => [`${name}.arrow`, written] as const,
  );
  for (const [name, expected] of [...tables, ...Object.entries(manifest.files ?? {})]) {
    const path = join(folder, name);
    if (!existsSync(path)) {
      findings.push(`${name}: missing`);
      continue;
    }
    const bytes = statSync(path).size;
    if (bytes !== expected.bytes) {
      findings.push(`${name}: expected ${expected.bytes} bytes, found ${bytes}`);
    } else if (sha256Of(path) !== expected.sha256) {
      findings.push(`${name}: content differs from its SHA-256 in the manifest`);
    }
  }
  if (datasetHash(manifest.tables) !== manifest.hash) {
    findings.push("manifest.json: hash does not follow from the hashes of the tables");
  }
  if (findings.length > 0) throw new DatasetError(folder, findings);
  return manifest;
}

function expectFormat(folder: string, manifest: unknown): void {
  const parsed = formatSchema.safeParse(manifest);
  const format = parsed.success ? parsed.data.formatVersion : FORMAT_VERSION;
  if (format === FORMAT_VERSION) return;
  const [age, advice] =
    format < FORMAT_VERSION ? ["an older", "run it again"] : ["a newer", "read it with that one"];
  throw new DatasetError(folder, [
    `made by ${age} version of eflex (format ${format}, this one reads ${FORMAT_VERSION}): ${advice}`,
  ]);
}

function parseJson(folder: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new DatasetError(folder, [`manifest.json: no JSON (${(error as Error).message})`]);
  }
}

function parseArrow(folder: string, path: string, file: string): Table {
  try {
    return tableFromIPC(readFileSync(path));
  } catch (error) {
    throw new DatasetError(folder, [`${file}: no Arrow file (${(error as Error).message})`]);
  }
}

function sha256Of(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
