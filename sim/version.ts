import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

/** Version of eflex-sim: part of every result's key and of every manifest. */
export const version: string = readVersion();

function readVersion(): string {
  const path = findPackageJSON(import.meta.url);
  if (path === undefined) throw new Error("package.json is missing");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
