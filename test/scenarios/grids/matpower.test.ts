import { expect, test } from "vitest";
import { readMatpower } from "#scenarios/grids/matpower/readMatpower.ts";
import { refusalOf } from "#test/scenarios/grids/refusalOf.ts";

const GEN = "1 0 0 10 -10 1.02 10 1 10 0;";

function program({
  base = "10",
  bus = "1 3 0 0 0 0 1 1 5 20 1 1.1 0.9; 2 1 30 20 3 -4 1 1 0 20 1 1.1 0.9;",
  gen = GEN,
  branch = "1, 2 4 8 ... goes on\n 0 5 0 0 0 0 1 -360 360;",
  more = "",
} = {}): string {
  return `function mpc = tiny
%TINY  two buses, % in ohm; and [kW]
mpc.version = '2';
mpc.baseMVA = ${base};
mpc.bus = [ %% Pd and Qd in kW
${bus}
];
mpc.gen = [
${gen}
];
mpc.branch = [
${branch}
];
${more}
`;
}

const CONVERSIONS = `
%{
mpc.ignored = 1;
%}
[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD, GS, BS, BUS_AREA, VM, ...
    VA, BASE_KV] = idx_bus;
[F_BUS, T_BUS, BR_R, BR_X] = idx_brch;
Vbase = mpc.bus(1, BASE_KV) * 1e3;  %% in Volts
Sbase = mpc.baseMVA * 1e6;
mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);
mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;
mpc.gencost = [2 0 0 3 0 20 0];
mpc.bus_name = { 'one; two'; 'three % four ... five' };`;

test("a feeder in ohm and kW is converted by its own statements", () => {
  const reading = readMatpower(program({ more: CONVERSIONS }), "tiny.m");
  const { gridCase, fieldsIgnored, remarks } = reading;
  expect(gridCase.name).toBe("tiny");
  expect(gridCase.sources).toEqual([
    { id: "gen 1", bus: "1", voltagePu: 1.02, angleDegree: 5, rOhm: 0, xOhm: 0 },
  ]);
  expect(gridCase.lines).toEqual([
    {
      ...{ id: "branch 1", busFrom: "1", busTo: "2", type: null, lengthKm: null },
      ...{ rOhm: expect.closeTo(4, 12), xOhm: expect.closeTo(8, 12), gSiemens: 0, bSiemens: 0 },
      // 5 MVA at 20 kV.
      ratedA: expect.closeTo(144.3375673, 6),
    },
  ]);
  expect(gridCase.loads).toMatchObject([
    { id: "load 2", bus: "2", powerKw: 30, reactiveKvar: 20, constantPower: 1 },
  ]);
  // 3 MW and −4 Mvar at (20 kV)².
  expect(gridCase.shunts).toEqual([{ id: "shunt 2", bus: "2", gSiemens: 0.0075, bSiemens: -0.01 }]);
  expect(fieldsIgnored).toEqual(expect.arrayContaining(["gencost", "bus_name", "bus.VMAX"]));
  expect(remarks.filter((remark) => remark.startsWith("converted by the file"))).toHaveLength(2);
});

test("tap, shift and unlike voltages make a transformer, line charging goes in halves", () => {
  const bus =
    "1 3 0 0 0 0 1 1 0 110 1 1.1 0.9; 2 1 0 0 0 0 1 1 0 20 1 1.1 0.9; 3 1 0 0 0 0 1 1 0 20 1 1 1";
  const branch = `1 2 0.01 0.1 0.02 40 0 0 0.95 30 1 -360 360
    1 2 0.01 0.1 0 0 0 0 0 0 1 -360 360
    2 3 0.02 -0.1 0.04 0 0 0 0 0 1 -360 360
    2 3 0.02 0.1 0.04 0 0 0 1 0 1 -360 360
    2 3 0.02 0.1 0.04 0 0 0 0 0 0 -360 360`;
  const { gridCase, remarks } = readMatpower(program({ bus, branch }), "tiny.m");
  const windings = { busFrom: "1", busTo: "2", kvFrom: 110, kvTo: 20, circuit: "pi" };
  // The base is (20 kV)² / 10 MVA = 40 Ω.
  expect(gridCase.transformers).toMatchObject([
    {
      ...{ ...windings, id: "branch 1", rOhm: expect.closeTo(0.4, 12), xOhm: 4, gSiemens: 0 },
      ...{ bSiemens: expect.closeTo(0.0005, 12), ratio: 0.95, shiftDegree: 30, ratedKva: 40_000 },
    },
    { ...windings, id: "branch 2", ratio: 1, shiftDegree: 0, ratedKva: null },
    { id: "branch 4", kvFrom: 20, kvTo: 20, ratio: 1 },
  ]);
  expect(gridCase.lines).toMatchObject([
    { id: "branch 3", rOhm: 0.8, xOhm: -4, bSiemens: 0.001, ratedA: null },
  ]);
  expect(remarks).toEqual(["left out, because out of service: 1 of mpc.branch"]);
});

test("a case per phase is taken three times, between lines", () => {
  const bus = "1 3 0 0 0 0 1 1 0 12/sqrt(3) 1 1 1; 2 1 0.5 0.1 0 0.3 1 1 0 12/sqrt(3) 1 1 1";
  const branch = "1 2 0.1 0.2 0 2 0 0 0 0 1 -360 360 0.3";
  const { gridCase } = readMatpower(program({ base: "50/3", bus, branch }), "tiny.m");
  expect(gridCase.buses[1]!.voltageKvRated).toBeCloseTo(12, 12);
  expect(gridCase.loads[0]!.powerKw).toBeCloseTo(1500, 9);
  // 0.9 Mvar at (12 kV)²; (12 kV)² / 50 MVA = 2.88 Ω; 6 MVA at 12 kV.
  expect(gridCase.shunts[0]!.bSiemens).toBeCloseTo(0.00625, 12);
  expect(gridCase.lines[0]!.rOhm).toBeCloseTo(0.288, 12);
  expect(gridCase.lines[0]!.ratedA).toBeCloseTo(288.675135, 5);
});

test("generators are sources, hold voltages, or give what they have", () => {
  const bus = ["1 3", "2 2", "3 1", "4 4", "5 2"]
    .map((start) => `${start} 0 0 0 0 1 1 0 0 1 1.1 0.9`)
    .join("\n");
  const gen = `${GEN} 1 2 1 9 -9 1.02 10 1 9 0; 2 3 1 9 -9 1.01 10 1 9 0
    3 4 1 9 -9 1 10 1 9 0; 4 5 1 9 -9 1 10 1 9 0; 5 5 1 9 -9 1 10 0 9 0`;
  const branch = ["1 2", "2 3", "3 4", "3 5"]
    .map((start) => `${start} 0.1 0.2 0 0 0 0 0 0 1 -360 360`)
    .join("\n");
  const { gridCase, remarks } = readMatpower(program({ bus, gen, branch }), "tiny.m");
  expect(gridCase.buses.map(({ id, voltageKvRated }) => [id, voltageKvRated])).toEqual([
    ["1", 1],
    ["2", 1],
    ["3", 1],
    ["5", 1],
  ]);
  expect(gridCase.generators).toEqual([
    { id: "gen 2", bus: "1", powerKw: 2000, reactiveKvar: 1000, voltagePu: null },
    { id: "gen 3", bus: "2", powerKw: 3000, reactiveKvar: 1000, voltagePu: 1.01 },
    { id: "gen 4", bus: "3", powerKw: 4000, reactiveKvar: 1000, voltagePu: null },
  ]);
  expect(remarks).toHaveLength(5);
});

test("everything that is wrong is told in one message", () => {
  const bad = program({
    base: "50/3",
    bus: "1 3 0 0 0 0 1 1 0 20 1 1.1 0.9\n2 7 0 0 0 0 1 1 0 20 1 1.1 0.9\n2 1 NaN 0 0 0 1 1 0 20 1 1 1",
    gen: `${GEN}\n1 0 0 9 -9 1.05 10 1 9 0`,
    branch: "1 9 0.1 0.2 0 0 0 0 0 0 1 -360 360\n1 2 0 0 0 0 0 0 0 0 1 -360 360\n1 2 x 1",
    more: "mpc.dcline = [1 2 1];\nmpc = loadcase(other);\nmpc.bus(:, 99) = 1;",
  });
  expect(refusalOf(() => readMatpower(bad, "tiny.m"))).toMatchInlineSnapshot(`
    [
      "tiny.m:17 mpc.branch: expected a number, or an expression without blanks, found "x"",
      "tiny.m:17 mpc.branch: expected 13 numbers in a row, found 4",
      "tiny.m:20 (statement): expected a table, a number, or a conversion of units, found "mpc = loadcase(other)"",
      "tiny.m:21 (statement): expected an expression that is known here, found "mpc.bus(:, 99) = 1"",
      "tiny.m mpc.dcline: expected a part of a case that is known here, found unknown part "dcline"",
      "tiny.m mpc.baseMVA: expected a third, as in 50/3, together with all base voltages over sqrt(3), or neither, found a third, and 0 of 3 base voltages over sqrt(3)",
      "tiny.m:8 bus row 3 BUS_I: expected a value of its own, found 2, as line 7 has it",
      "tiny.m:7 bus row 2 BUS_TYPE: expected a number of at least 1 and of at most 4, found 7",
      "tiny.m:8 bus row 3 PD: expected a number, found NaN",
      "tiny.m:15 branch row 1 T_BUS: expected the name of a bus, found 9",
      "tiny.m:16 branch row 2 (impedance): expected an impedance other than zero, found r = x = 0",
      "tiny.m:17 branch row 3 BR_B: expected a number, found nothing",
      "tiny.m:12 gen row 2 VG: expected 1.02, which the bus is held at already, found 1.05",
    ]
  `);
});

test("version 1 and missing tables are refused", () => {
  expect(refusalOf(() => readMatpower("mpc.baseMVA = -1;", "old.m"))).toMatchInlineSnapshot(`
    [
      "old.m mpc.version: expected a case of format version 2, found no version, so format version 1",
      "old.m mpc.baseMVA: expected a base power above 0, found -1",
      "old.m mpc.bus: expected a table, found nothing",
      "old.m mpc.gen: expected a table, found nothing",
      "old.m mpc.branch: expected a table, found nothing",
    ]
  `);
});
