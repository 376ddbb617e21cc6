import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { MatpowerCase } from "#scenarios/grids/matpower/matpowerCase.ts";

/**
 * Adds the generators in service. The first at a reference bus becomes its source; at a PV bus they
 * hold the voltage, elsewhere they give what power they have.
 */
export function addCaseGenerators(grid: MatpowerCase, file: string, builder: CaseBuilder): void {
  const setPoints = new Map<string, number>();
  const sources = new Set<string>();
  let leftOut = 0;
  for (const [i, row] of grid.open("gen").entries()) {
    const bus = row.lookup("GEN_BUS", grid.buses, "a bus");
    const [pg, qg] = [row.number("PG"), row.number("QG")];
    const vg = row.number("VG", { above: 0 });
    const inService = row.number("GEN_STATUS", { otherwise: 1 }) > 0;
    if (bus === undefined) continue;
    if (!inService || bus.type === "NONE") {
      leftOut++;
      continue;
    }
    const holds = bus.type !== "PQ";
    const held = setPoints.get(bus.id);
    if (holds && held !== undefined && held !== vg)
      row.refuse("VG", `${held}, which the bus is held at already`);
    if (holds) setPoints.set(bus.id, vg);
    const id = `gen ${i + 1}`;
    if (bus.type === "REF" && !sources.has(bus.id)) {
      sources.add(bus.id);
      builder.add("sources", row, {
        ...{ id, bus: bus.id, voltagePu: vg, angleDegree: bus.angleDegree, rOhm: 0, xOhm: 0 },
      });
      continue;
    }
    builder.add("generators", row, {
      ...{ id, bus: bus.id },
      powerKw: 1000 * pg * grid.threefold,
      reactiveKvar: 1000 * qg * grid.threefold,
      voltagePu: bus.type === "PV" ? vg : null,
    });
  }
  grid.reader.remarkLeftOut(leftOut, "mpc.gen");
  const buses = [...grid.buses.values()];
  for (const bus of buses.filter(({ id, type }) => type === "REF" && !sources.has(id)))
    grid.reader.findings.push({
      file,
      field: `bus ${bus.id}`,
      expected: "a generator in service at the reference bus",
      found: "none",
    });
  const unheld = buses.filter(({ id, type }) => type === "PV" && !setPoints.has(id));
  if (unheld.length > 0)
    grid.reader.remarks.push(
      `taken for PQ, because no generator holds it: bus ${unheld.map(({ id }) => id).join(", ")}`,
    );
}
