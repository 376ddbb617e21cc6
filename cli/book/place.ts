import { codeColumn, numberColumn } from "#datasets/columns.ts";
import type { Manifest } from "#datasets/manifest.ts";
import { readTable } from "#datasets/readDataset.ts";
import { agents } from "#datasets/tables/actors.ts";
import { type MarketLogHead, marketLogName } from "#sim/market/logs/marketLog.ts";
import type { Viewer } from "#sim/market/logs/placeBook.ts";

/** A place of a run: an area with a market log, or buses of it. */
export class Place {
  /** Index of the area. */
  readonly area: number;
  readonly #text: string;
  readonly #buses: readonly string[] | null;

  constructor(area: number, text: string, buses: readonly string[] | null) {
    this.area = area;
    this.#text = text;
    this.#buses = buses;
  }

  /** Indices of the buses, or null for all of the area. */
  busesIn({ buses, area }: MarketLogHead, findings: string[]): number[] | null {
    if (this.#buses === null) return null;
    if (buses === undefined) {
      findings.push(
        `--place ${this.#text}: the log of ${area.id} was written without names of buses`,
      );
      return null;
    }
    for (const bus of this.#buses) {
      if (!buses.includes(bus)) {
        findings.push(`--place ${this.#text}: ${area.id} has no bus "${bus}"${examplesOf(buses)}`);
      }
    }
    // A bus that is named twice is one place.
    return [...new Set(this.#buses)].map((bus) => buses.indexOf(bus));
  }
}

/** Reads `AREA` or `AREA/BUS,BUS`; null, and a finding, where there is no such area with a log. */
export function placeOf(
  { names, files = {} }: Manifest,
  text: string | undefined,
  findings: string[],
): Place | null {
  const logged = names.areas.filter((_, area) => marketLogName(area) in files);
  if (logged.length === 0) {
    findings.push(
      "the run has no market log: a run with local markets leaves one with --market-log",
    );
    return null;
  }
  const [name = "", ...rest] = (text ?? "").split("/");
  const buses = rest.join("/");
  if (!logged.includes(name)) {
    const found = text === undefined ? "--place is missing" : `--place ${text}`;
    const known = logged.map((area) => `${area} or ${area}/BUS`).join(", ");
    findings.push(`${found}: expected ${known}`);
    return null;
  }
  return new Place(names.areas.indexOf(name), text!, rest.length === 0 ? null : buses.split(","));
}

/** Who looks, and from which bus; null, and a finding, where nobody of that name trades in the place. */
export function viewerOf(
  folder: string,
  place: Place | null,
  head: MarketLogHead | null,
  uid: string,
  findings: string[],
): Viewer | null {
  const table = readTable(folder, agents);
  const uids = codeColumn(table, "uid");
  const row = uids.codes.indexOf(uids.words.indexOf(uid));
  const buses = codeColumn(table, "bus");
  const bus = buses.words[buses.codes[row] ?? -1] ?? "";
  if (row < 0 || bus === "") {
    findings.push(`--for ${uid}: no customer of the run has this name`);
    return null;
  }
  if (place === null || head === null) return null;
  if (numberColumn(table, "area")[row] !== place.area) {
    findings.push(`--for ${uid}: is no customer of ${head.area.id}, and trades elsewhere`);
    return null;
  }
  if (head.buses === undefined) {
    findings.push(`--for ${uid}: the log of ${head.area.id} was written without names of buses`);
    return null;
  }
  return { agent: numberColumn(table, "agent")[row]!, bus: head.buses.indexOf(bus) };
}

/** A few names, to show what they look like. */
function examplesOf(buses: readonly string[]): string {
  return `: expected one of its ${buses.length} buses, such as ${buses.slice(-3).join(", ")}`;
}
