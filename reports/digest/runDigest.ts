import type { Manifest } from "#datasets/manifest.ts";
import { readManifest, readTable } from "#datasets/readDataset.ts";
import { type AreaDigest, digestAreas } from "#reports/digest/areaDigest.ts";
import { type ConflictDigest, digestConflicts } from "#reports/digest/conflictDigest.ts";
import { digestCongestion } from "#reports/digest/congestionDigest.ts";
import { type DeliveryDigest, digestDelivery } from "#reports/digest/deliveryDigest.ts";
import { digestMoney, type MoneyFlow } from "#reports/digest/moneyDigest.ts";
import { digestNeeds, type NeedDigest } from "#reports/digest/needDigest.ts";
import { type RunIndicators, readIndicators } from "#reports/indicators.ts";

/** What a report keeps of one run; small, whatever the length of the run. */
export interface RunDigest {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly indicators: RunIndicators;
  readonly areas: readonly AreaDigest[];
  /** Overload hours, `[month * 24 + hour]`. */
  readonly overloadHours: Float64Array;
  readonly money: readonly MoneyFlow[];
  readonly needs: readonly NeedDigest[];
  readonly deliveries: readonly DeliveryDigest[];
  readonly conflicts: ConflictDigest;
}

/** Reads one dataset and sums it up. Throws DatasetError when the folder is not a whole dataset. */
export function digestRun(folder: string): RunDigest {
  const manifest = readManifest(folder);
  const areas = readTable(folder, "areas");
  const periods = readTable(folder, "periods");
  return {
    folder,
    manifest,
    indicators: readIndicators(folder),
    areas: digestAreas(areas, manifest.names.areas.length),
    overloadHours: digestCongestion(periods, areas, manifest.start),
    money: digestMoney(readTable(folder, "settlements"), readTable(folder, "agents")),
    needs: digestNeeds(periods),
    deliveries: digestDelivery(readTable(folder, "activations")),
    conflicts: digestConflicts(readTable(folder, "conflicts")),
  };
}
