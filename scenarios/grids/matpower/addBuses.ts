import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { BusType, MatpowerCase } from "#scenarios/grids/matpower/matpowerCase.ts";
import { refuseRepeated } from "#scenarios/grids/sourceRow.ts";

const types: readonly BusType[] = ["PQ", "PV", "REF", "NONE"];

/** Adds the buses that are not isolated, with their loads and shunts. */
export function addCaseBuses(grid: MatpowerCase, builder: CaseBuilder): void {
  let isolated = 0;
  let withoutBase = 0;
  const rows = grid.open("bus");
  refuseRepeated(rows, "BUS_I");
  for (const row of rows) {
    const id = row.text("BUS_I");
    const type = types[row.integer("BUS_TYPE", { min: 1, max: 4 }) - 1] ?? "PQ";
    const base = row.number("BASE_KV", { min: 0 });
    if (base === 0) withoutBase++;
    const kv = base === 0 ? 1 : base * grid.kvFactor;
    const [pd, qd] = [row.number("PD"), row.number("QD")];
    const [gs, bs] = [row.number("GS"), row.number("BS")];
    grid.buses.set(id, { id, kv, type, angleDegree: row.number("VA") });
    if (type === "NONE") {
      isolated++;
      continue;
    }
    builder.addBus(row, { id, voltageKvRated: kv });
    const kw = 1000 * grid.threefold;
    if (pd !== 0 || qd !== 0)
      builder.add("loads", row, {
        ...{ id: `load ${id}`, bus: id, powerKw: pd * kw, reactiveKvar: qd * kw },
        ...{ constantPower: 1, constantCurrent: 0, constantImpedance: 0 },
      });
    const siemens = grid.threefold / (kv * kv);
    if (gs !== 0 || bs !== 0)
      builder.add("shunts", row, {
        ...{ id: `shunt ${id}`, bus: id, gSiemens: gs * siemens, bSiemens: bs * siemens },
      });
  }
  grid.reader.remarkLeftOut(isolated, "mpc.bus (type 4, isolated)");
  if (withoutBase > 0)
    grid.reader.remarks.push(
      `no base voltage: ${withoutBase} of mpc.bus; 1 kV is taken, which no result in per unit, kW or percent depends on`,
    );
}
