import { readFileSync } from "node:fs";
import type { ExpectedBranch, ExpectedGrid } from "#test/validation/grids/compareGrid.ts";

type Row = Readonly<Record<string, number>>;

/** Reads `NAME.expected.json` beside a pandapower case. */
export function pandapowerResults(file: string): ExpectedGrid {
  const stored = JSON.parse(readFileSync(file, "utf8")) as Readonly<
    Record<string, readonly Row[] | undefined>
  >;
  const branches = new Map<string, ExpectedBranch>();
  for (const row of stored["res_line"] ?? []) {
    // What is out of service has no results, or nothing as result.
    if (!((row["i_ka"] ?? 0) > 0)) continue;
    branches.set(`line ${row["index"]}`, {
      kwFrom: 1000 * row["p_from_mw"]!,
      kvarFrom: 1000 * row["q_from_mvar"]!,
      kwTo: 1000 * row["p_to_mw"]!,
      kvarTo: 1000 * row["q_to_mvar"]!,
      currentA: 1000 * row["i_ka"]!,
    });
  }
  for (const row of stored["res_trafo"] ?? []) {
    if (!Number.isFinite(row["p_hv_mw"])) continue;
    branches.set(`trafo ${row["index"]}`, {
      kwFrom: 1000 * row["p_hv_mw"]!,
      kvarFrom: 1000 * row["q_hv_mvar"]!,
      kwTo: 1000 * row["p_lv_mw"]!,
      kvarTo: 1000 * row["q_lv_mvar"]!,
    });
  }
  const buses = stored["res_bus"]!.map(
    (row) =>
      [String(row["index"]), { voltagePu: row["vm_pu"]!, angleDegree: row["va_degree"]! }] as const,
  );
  return { buses: new Map(buses), branches, digitKw: 1e-7 };
}

/**
 * Reads `NAME.bus.csv` and `NAME.branch.csv` of a MATPOWER case.
 *
 * @param phases - 3 where the file counts one phase.
 */
export function matpowerResults(stem: string, phases: number): ExpectedGrid {
  const buses = csv(`${stem}.bus.csv`, ",").map(
    (row) =>
      [
        row["bus"]!,
        { voltagePu: Number(row["vm_pu"]), angleDegree: Number(row["va_deg"]) },
      ] as const,
  );
  const kilo = 1000 * phases;
  const branches = csv(`${stem}.branch.csv`, ",")
    .filter((row) => row["in_service"] === "1")
    .map(
      (row) =>
        [
          `branch ${row["row"]}`,
          {
            kwFrom: kilo * Number(row["p_from_mw"]),
            kvarFrom: kilo * Number(row["q_from_mvar"]),
            kwTo: kilo * Number(row["p_to_mw"]),
            kvarTo: kilo * Number(row["q_to_mvar"]),
          },
        ] as const,
    );
  return { buses: new Map(buses), branches: new Map(branches), digitKw: 1e-4 * phases };
}

/** Reads a table with a header line. */
export function csv(file: string, separator: string): Readonly<Record<string, string>>[] {
  const [header, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = header!.split(separator);
  return lines.map((line) => {
    const cells = line.split(separator);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
  });
}
