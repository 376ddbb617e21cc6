import { expect, test } from "vitest";
import { readSimbench } from "#scenarios/grids/simbench/readSimbench.ts";
import { refusalOf } from "#test/scenarios/grids/refusalOf.ts";
import { writeFolder } from "#test/scenarios/grids/writeFolder.ts";

const files = {
  "Node.csv": `id;type;vmSetp;vaSetp;vmR;vmMin;vmMax;substation;coordID;subnet;voltLvl
Upper;busbar;1.025;0;20;0.9;1.1;NULL;c0;MV;5
Bar;busbar;NULL;NULL;0.4;0.9;1.1;NULL;c1;LV;7
End;node;1.01;NULL;0.4;0.9;1.1;NULL;c2;LV;7`,
  "ExternalNet.csv": `id;node;calc_type;dspf;pExtNet;qExtNet;pWardShunt;qWardShunt;rXWard;xXWard;vmXWard;subnet;voltLvl
Grid;Upper;vavm;1;NULL;NULL;NULL;NULL;NULL;NULL;NULL;MV;5`,
  "LineType.csv": "id;r;x;b;iMax;type\nCable;0.2;0.08;260;270;cable",
  "Line.csv":
    "id;nodeA;nodeB;type;length;loadingMax;subnet;voltLvl\nLine 1;Bar;End;Cable;0.5;100;LV;7",
  "TransformerType.csv": `id;sR;vmHV;vmLV;va0;vmImp;pCu;pFe;iNoLoad;tapable;tapside;dVm;dVa;tapNeutr;tapMin;tapMax
T400;0.4;20;0.4;150;6;6;0.8;0.5;1;HV;2.5;0;0;-2;2
T400LV;0.4;20;0.4;150;6;6;0.8;0.5;1;LV;2.5;0;0;-2;2`,
  "Transformer.csv": `id;nodeHV;nodeLV;type;tappos;autoTap;autoTapSide;loadingMax;substation;subnet;voltLvl
Trafo 1;Upper;Bar;T400;-1;0;NULL;100;NULL;LV;6
Trafo 2;Upper;Bar;T400LV;1;0;NULL;100;NULL;LV;6`,
  "Load.csv":
    "id;node;profile;pLoad;qLoad;sR;subnet;voltLvl\nLoad 1;End;H0-A;0.006;0.002;0.0063;LV;7",
  "RES.csv": `id;node;type;profile;calc_type;pRES;qRES;sR;subnet;voltLvl
PV 1;End;PV;PV5;pq;0.04;0;0.04;LV;7
PV 2;End;PV;PV5;pvm;0.01;0;0.01;LV;7`,
  "Storage.csv": `id;node;type;profile;pStor;qStor;chargeLevel;sR;eStore;etaStore;sdStore;pMin;pMax;qMin;qMax;subnet;voltLvl
Battery;End;PV_Storage;S;-0.003;0;0;0.003;0.01;0.95;0.1;0;0;0;0;LV;7`,
  "Shunt.csv": "id;node;p0;q0;vmR;step;subnet;voltLvl\nCapacitor;End;0;-0.004;0.4;2;LV;7",
  "Switch.csv": `id;nodeA;nodeB;type;cond;substation;subnet;voltLvl
Open;Bar;End;LBS;0;NULL;LV;7`,
  "LoadProfile.csv": "time;H0-A_pload\n01.01.2016 00:00;0.1",
  "notes.csv": "of no interest",
};

test("a small grid comes in its nominal state", () => {
  const { gridCase, format, fieldsRead, fieldsIgnored, remarks } = readSimbench(writeFolder(files));
  expect(format).toBe("simbench");
  expect(gridCase.sources).toEqual([
    { id: "Grid", bus: "Upper", voltagePu: 1.025, angleDegree: 0, rOhm: 0, xOhm: 0 },
  ]);
  expect(gridCase.lines).toEqual([
    {
      ...{ id: "Line 1", busFrom: "Bar", busTo: "End", type: "Cable", lengthKm: 0.5, ratedA: 270 },
      ...{ rOhm: 0.1, xOhm: 0.04, gSiemens: 0, bSiemens: expect.closeTo(1.3e-4, 12) },
    },
  ]);
  const circuit = { kvFrom: 20, kvTo: 0.4, shiftDegree: 150, ratedKva: 400, circuit: "t" };
  expect(gridCase.transformers).toMatchObject([
    // pCu: 6 kW of 400 kVA are 1.5 % of 0.4 Ω.
    { ...circuit, id: "Trafo 1", ratio: 0.975, rOhm: expect.closeTo(0.006, 12) },
    {
      ...{ ...circuit, id: "Trafo 2", ratio: expect.closeTo(1 / 1.025, 12) },
      ...{ rOhm: expect.closeTo(0.00630375, 12), gSiemens: expect.closeTo(0.005 / 1.050625, 12) },
    },
  ]);
  expect(gridCase.loads).toMatchObject([{ id: "Load 1", bus: "End", powerKw: 6, reactiveKvar: 2 }]);
  expect(gridCase.generators).toMatchObject([
    { id: "PV 1", powerKw: 40, voltagePu: null },
    { id: "PV 2", powerKw: 10, voltagePu: 1.01 },
  ]);
  expect(gridCase.storages).toEqual([{ id: "Battery", bus: "End", powerKw: -3, reactiveKvar: 0 }]);
  expect(gridCase.shunts).toMatchObject([{ gSiemens: 0, bSiemens: expect.closeTo(0.05, 12) }]);
  expect(fieldsRead).toContain("Transformer.tappos");
  expect(fieldsIgnored).toEqual(expect.arrayContaining(["LoadProfile", "Load.profile", "notes"]));
  expect(remarks).toEqual(["open: 1 of Switch"]);
});

test("an extract without nodes and external net takes voltages from the transformers", () => {
  const { "Node.csv": _, "ExternalNet.csv": __, "Shunt.csv": ___, ...extract } = files;
  const res = files["RES.csv"].replace("pvm", "pq");
  const switches = files["Switch.csv"].replace(";0;NULL", ";1;NULL");
  const folder = writeFolder({ ...extract, "RES.csv": res, "Switch.csv": switches });
  const { gridCase, remarks } = readSimbench(folder);
  expect(gridCase.buses).toEqual([
    { id: "Upper", voltageKvRated: 20 },
    { id: "Bar", voltageKvRated: 0.4 },
    { id: "End", voltageKvRated: 0.4 },
  ]);
  expect(gridCase.links).toEqual([{ id: "Open", busFrom: "Bar", busTo: "End" }]);
  expect(gridCase.sources).toMatchObject([{ bus: "Upper", voltagePu: 1.025 }]);
  expect(remarks).toHaveLength(2);
});

test("everything that is wrong is told in one message", () => {
  const folder = writeFolder({
    ...files,
    "Line.csv": `${files["Line.csv"]}
Line 1;Bar;End;Cable;0.1;100;LV;7
Line 2;Bra;End;Cabel;-0.1;100;LV;7
Line 3;Upper;End;Cable;NaN;100;LV;7`,
    "Transformer.csv": `${files["Transformer.csv"]}
Trafo 3;Upper;Bar;T400;3;1;HV;100;NULL;LV;6`,
    "TransformerType.csv": files["TransformerType.csv"].replace(";2.5;0;0;", ";2.5;30;0;"),
    "Load.csv": "id;node;pLoad;qLoad;wLoad\nLoad 1;End;lots;0;1\nLoad 2;End;1",
    "ExternalNet.csv": files["ExternalNet.csv"].replace("vavm;1;NULL", "Ward;1;0.5"),
    "Transformer3W.csv": "id;nodeHV\nT;Upper\n",
    "DCLineType.csv": "id;pDCLine\n",
    "Loda.csv": "id\nL\n",
    "Empty.csv": "id\n",
  });
  expect(refusalOf(() => readSimbench(folder))).toMatchInlineSnapshot(`
    [
      "Loda.csv (whole file): expected a table that can be represented, found 1 row of Loda",
      "Transformer3W.csv (whole file): expected a table that can be represented, found 1 row of Transformer3W; did you mean "Transformer"?",
      "Line.csv:3 id: expected a value of its own, found "Line 1", as line 2 has it",
      "Line.csv:4 nodeA: expected the name of a node, found "Bra"",
      "Line.csv:4 type: expected the name of a type of LineType.csv, found "Cabel"",
      "Line.csv:4 length: expected a number above 0, found "-0.1"",
      "Line.csv:5 length: expected a number above 0, found "NaN"",
      "Line.csv:5 (buses): expected one rated voltage at both ends, found 20 kV and 0.4 kV",
      "TransformerType.csv:2 dVa: expected 0, the rest is not modelled, found "30"",
      "Transformer.csv:4 autoTap: expected 0, the rest is not modelled, found "1"",
      "Transformer.csv:4 tappos: expected a number of at least -2 and of at most 2, found "3"",
      "ExternalNet.csv:2 pExtNet: expected 0, the rest is not modelled, found "0.5"",
      "ExternalNet.csv:2 calc_type: expected one of vavm, found "Ward"",
      "Load.csv:3 (row): expected 5 cells, found 3 cells",
      "Load.csv:2 wLoad: expected a field that is known here, found unknown field "wLoad"; did you mean "pLoad"?",
      "Load.csv:2 pLoad: expected a number, found "lots"",
    ]
  `);
});

test("in an extract, nodes that no transformer reaches are told together", () => {
  const { "Node.csv": _, "ExternalNet.csv": __, "Shunt.csv": ___, ...extract } = files;
  const row = (id: number) => `Far ${id};Far ${id};Far ${id + 1};Cable;0.1;100;LV;7`;
  const far = Array.from({ length: 11 }, (____, id) => row(id)).join("\n");
  const folder = writeFolder({
    ...{ ...extract, "RES.csv": files["RES.csv"].replace("pvm", "pq") },
    "Line.csv": `${files["Line.csv"]}\n${far}`,
  });
  const names = Array.from({ length: 10 }, (____, id) => `"Far ${id}"`).join(", ");
  expect(refusalOf(() => readSimbench(folder))).toEqual([
    `Line.csv:3 (node): expected nodes whose voltage a transformer or Node.csv tells, found ${names} and 2 more`,
  ]);
});
