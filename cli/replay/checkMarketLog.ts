import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatasetError } from "#datasets/datasetError.ts";
import type { Manifest } from "#datasets/manifest.ts";
import { type MarketLogHead, marketLogName } from "#sim/market/logs/marketLog.ts";
import { MarketLogError } from "#sim/market/logs/marketLogError.ts";
import { readMarketLog } from "#sim/market/logs/readMarketLog.ts";

/**
 * Holds the log of an area against the manifest of its folder: whose it is, its size, its SHA-256.
 * Returns its path.
 *
 * @throws DatasetError where it is missing, MarketLogError where it is another than the run's.
 */
export function checkMarketLog(folder: string, area: number, manifest: Manifest): string {
  const name = marketLogName(area);
  const path = join(folder, name);
  if (!existsSync(path)) throw new DatasetError(folder, [`${name}: missing`]);
  const reader = readMarketLog(path);
  try {
    const stranger = strangerText(reader.head, area, manifest);
    if (stranger !== null) throw new MarketLogError(path, stranger);
    const content = contentText(path, manifest.files?.[name]);
    if (content === null) return path;
    // Its own seals know better where it was cut or changed.
    for (const _ of reader.days());
    throw new MarketLogError(path, content);
  } finally {
    reader.close();
  }
}

/** How a log names another run or area than the one it stands for; null where it does not. */
function strangerText(
  head: MarketLogHead,
  area: number,
  { scenario, variant, seed, names }: Manifest,
): string | null {
  const wanted = names.areas[area]!;
  if (head.area.id !== wanted) return `log of ${head.area.id} in the place of ${wanted}`;
  const pairs = [
    ["area", head.area.index, area],
    ["scenario", head.scenario, scenario],
    ["variant", head.variant, variant],
    ["seed", head.seed, seed],
  ] as const;
  const other = pairs.find(([, found, expected]) => found !== expected);
  if (other === undefined) return null;
  const [what, found, expected] = other;
  return `log of ${what} ${found} in the place of ${what} ${expected}`;
}

function contentText(
  path: string,
  written: { readonly bytes: number; readonly sha256: string } | undefined,
): string | null {
  if (written === undefined) return null;
  const bytes = statSync(path).size;
  if (bytes !== written.bytes) return `expected ${written.bytes} bytes, found ${bytes}`;
  const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
  return sha256 === written.sha256 ? null : "content differs from its SHA-256 in the manifest";
}
