import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readAreaFolder } from "#scenarios/grids/area/readAreaFolder.ts";
import { refusalOf } from "#test/scenarios/grids/refusalOf.ts";
import { writeFolder } from "#test/scenarios/grids/writeFolder.ts";

const files = {
  "line-types.csv": "id,r [ohm/km],x [ohm/km],c [nF/km],rated [A]\nCable,0.2,0.08,210,270\n",
  "transformer-types.csv": `id,rated [kVA],hv [kV],lv [kV],shortCircuit [%],shortCircuitResistive [%],noLoad [kW],noLoadCurrent [%]
T400,400,20,0.4,6,1.5,0.8,0.5`,
  "town/buses.csv":
    "id,voltage [kV],background [kW],feeder\nUP,20,0,\nBAR,0.4,0,\nEND,0.4,19,F1\nFAR,0.4,0,F1",
  "town/lines.csv": `id,from,to,type,length [m]
L1,BAR,END,Cable,500
L2,END,FAR,Cable,100
L3,BAR,FAR,Cable,100`,
  "town/transformers.csv": "id,hv,lv,type,ratio [pu]\nT1,UP,BAR,T400,0.975",
};

test("tables of an area come with their types, also meshed", () => {
  const { gridCase, format, remarks } = readAreaFolder(join(writeFolder(files), "town"));
  expect(format).toBe("eflex-csv");
  expect(gridCase.sources).toMatchObject([{ bus: "UP", voltagePu: 1 }]);
  expect(gridCase.lines[0]).toEqual({
    ...{ id: "L1", busFrom: "BAR", busTo: "END", type: "Cable", lengthKm: 0.5, ratedA: 270 },
    ...{ rOhm: 0.1, xOhm: 0.04, gSiemens: 0, bSiemens: expect.closeTo(3.29867e-5, 10) },
  });
  expect(gridCase.transformers).toMatchObject([
    {
      ...{ id: "T1", kvFrom: 20, kvTo: 0.4, rOhm: expect.closeTo(0.006, 12), circuit: "t" },
      ...{ gSiemens: expect.closeTo(0.005, 12), ratio: 0.975, ratedKva: 400 },
    },
  ]);
  // Power factor 0.95.
  expect(gridCase.loads).toMatchObject([
    { bus: "END", powerKw: 19, reactiveKvar: expect.closeTo(6.244998, 7) },
  ]);
  expect(remarks).toHaveLength(2);
});

test("the scenario above tells where a shipped area is fed", () => {
  const { gridCase, fieldsRead, fieldsIgnored } = readAreaFolder(resolve("scenarios/pilot/suburb"));
  expect(gridCase.sources).toMatchObject([{ bus: "SUB-20", voltagePu: 1.02 }]);
  expect(gridCase.buses.length).toBeGreaterThan(40);
  expect(fieldsRead).toContain("scenario.sourceBus");
  // One line is normally open.
  expect(gridCase.lines).toHaveLength(gridCase.buses.length - 1 - gridCase.transformers.length);
  expect(fieldsIgnored).toEqual(["prosumers"]);
});

test("everything that is wrong is told in one message", () => {
  const folder = writeFolder({
    ...files,
    "town/lines.csv": `${files["town/lines.csv"]}
L1,BAR,END,Cable,100
L4,BAR,EDN,Cabel,-100
L5,UP,END,Cable,100`,
    "town/transformers.csv": `${files["town/transformers.csv"]}
L2,BAR,FAR,T400,1`,
  });
  expect(refusalOf(() => readAreaFolder(join(folder, "town")))).toMatchInlineSnapshot(`
    [
      "lines.csv:6 length: expected at least 0.1 m, found -100 m",
      "lines.csv:5 id: expected a value of its own, found "L1", as line 2 has it",
      "lines.csv:7 (buses): expected one rated voltage at both ends, found 20 kV and 0.4 kV",
      "transformers.csv:3 id: expected a value of its own, found "L2", as line 3 has it",
      "transformers.csv:3 type: expected buses of 20 and 0.4 kV, found 0.4 kV and 0.4 kV",
      "transformers.csv:3 (buses): expected two voltages, or taps or a phase shift that regulate, found 0.4 kV on both sides",
    ]
  `);
});

test("a wrong row or header is told once, not again wherever it is named", () => {
  const refusal = (wrong: Record<string, string>) =>
    refusalOf(() => readAreaFolder(join(writeFolder({ ...files, ...wrong }), "town")));
  expect(
    refusal({
      "line-types.csv": files["line-types.csv"].replace("0.2", "0"),
      "town/buses.csv": files["town/buses.csv"].replace("FAR,0.4", "FAR,-0.4"),
    }),
  ).toEqual([
    "buses.csv:5 voltage: expected at least 0.1 kV, found -0.4 kV",
    "../line-types.csv:2 r: expected at least 0.0001 ohm/km, found 0 ohm/km",
  ]);
  const header = files["town/buses.csv"].replace("feeder", "feder");
  expect(refusal({ "town/buses.csv": header })).toEqual([
    "buses.csv:1 feeder: expected a column of this name, found none",
    expect.stringMatching(/^buses.csv:1 feder: /),
  ]);
  const { "line-types.csv": _, ...rest } = files;
  expect(refusalOf(() => readAreaFolder(join(writeFolder(rest), "town")))).toEqual([
    "line-types.csv (whole file): expected a CSV file, found no such file",
  ]);
});
