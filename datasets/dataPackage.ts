import type { Manifest } from "#datasets/manifest.ts";
import type { Column, ColumnType, TableDefinition } from "#datasets/table.ts";

const frictionlessTypes = {
  int32: "integer",
  float64: "number",
  category: "string",
  text: "string",
} satisfies Record<ColumnType, string>;

/**
 * Describes a dataset as a Frictionless data package (datapackage.json): every file, every column
 * with its unit and its sentence, so that tools and people need nothing else.
 */
export function dataPackage(manifest: Manifest, definitions: readonly TableDefinition[]): object {
  return {
    name: packageName(manifest),
    title: `${manifest.scenario}, variant ${manifest.variant}, seed ${manifest.seed}`,
    version: manifest.version,
    hash: manifest.hash,
    resources: [
      ...definitions
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map((definition) => resource(manifest, definition)),
      ...Object.entries(manifest.files ?? {}).map(fileResource),
    ],
  };
}

function fileResource([path, { lines, bytes, sha256 }]: [
  string,
  NonNullable<Manifest["files"]>[string],
]): object {
  const content =
    lines === undefined
      ? {
          format: "bin",
          mediatype: "application/octet-stream",
          description: "Messages of a local market, as docs/MARKET.md describes them.",
        }
      : {
          format: "jsonl",
          mediatype: "application/jsonl",
          description: "One line is one JSON object.",
          lines,
        };
  return {
    name: path.toLowerCase().replace(/\.[^.]*$/, ""),
    path,
    ...content,
    bytes,
    hash: `sha256:${sha256}`,
  };
}

function resource(manifest: Manifest, { name, row, columns }: TableDefinition): object {
  const { rows, bytes, sha256 } = manifest.tables[name]!;
  return {
    name: name.toLowerCase(),
    path: `${name}.arrow`,
    format: "arrow",
    mediatype: "application/vnd.apache.arrow.file",
    description: `One row is ${row}.`,
    rows,
    bytes,
    hash: `sha256:${sha256}`,
    schema: { fields: Object.entries(columns).map(([key, column]) => field(key, column)) },
  };
}

function field(name: string, { type, unit, doc, words }: Column): object {
  return {
    name,
    type: frictionlessTypes[type],
    unit,
    description: doc,
    constraints: { required: true, ...(words && { enum: words }) },
  };
}

/** Package names are lower case with `-`, `_` and `.` (Data Package 1.0, section "name"). */
function packageName({ scenario, variant, seed }: Manifest): string {
  return `${scenario}-${variant}-${seed}`.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, "-");
}
