import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { MatpowerCase } from "#scenarios/grids/matpower/matpowerCase.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

/**
 * Adds the branches in service: a line where neither tap nor shift is set and both base voltages are
 * the same, else a transformer with its ratio at the `from` end. Resistance and reactance may have
 * either sign: reduced networks have equivalents with negative ones.
 */
export function addCaseBranches(grid: MatpowerCase, builder: CaseBuilder): void {
  let leftOut = 0;
  for (const [i, row] of grid.open("branch").entries())
    if (!addBranch(row, `branch ${i + 1}`, grid, builder)) leftOut++;
  grid.reader.remarkLeftOut(leftOut, "mpc.branch");
}

/** Returns false where the branch is out of service, or at an isolated bus. */
function addBranch(row: SourceRow, id: string, grid: MatpowerCase, builder: CaseBuilder): boolean {
  const from = row.lookup("F_BUS", grid.buses, "a bus");
  const to = row.lookup("T_BUS", grid.buses, "a bus");
  const [r, x, b] = [row.number("BR_R"), row.number("BR_X"), row.number("BR_B")];
  const rating = row.number("RATE_A", { min: 0, infinite: true, otherwise: 0 });
  // 0 stands for no limit, and for a ratio of 1.
  const ratedMva = rating === 0 || rating === Infinity ? null : rating * grid.threefold;
  const tap = row.number("TAP", { min: 0, otherwise: 0 });
  const shiftDegree = row.number("SHIFT", { otherwise: 0 });
  const inService = row.flag("BR_STATUS", true);
  if (from === undefined || to === undefined) return true;
  if (!inService || from.type === "NONE" || to.type === "NONE") return false;
  const ohm = (to.kv * to.kv) / grid.baseMva;
  const circuit = { rOhm: r * ohm, xOhm: x * ohm, gSiemens: 0, bSiemens: b / ohm };
  const ends = { id, busFrom: from.id, busTo: to.id };
  if (tap === 0 && shiftDegree === 0 && from.kv === to.kv)
    builder.addLine(row, {
      ...{ ...ends, type: null, lengthKm: null, ...circuit },
      ratedA: ratedMva === null ? null : (ratedMva * 1000) / (Math.sqrt(3) * to.kv),
    });
  else
    builder.addTransformer(
      row,
      {
        ...{ ...ends, kvFrom: from.kv, kvTo: to.kv, ...circuit, circuit: "pi" },
        ...{ ratio: tap === 0 ? 1 : tap, shiftDegree },
        ratedKva: ratedMva === null ? null : ratedMva * 1000,
      },
      true,
    );
  return true;
}
