import { expect, test } from "vitest";
import { readPowerGridModel } from "#scenarios/grids/powerGridModel/readPowerGridModel.ts";
import { refusalOf } from "#test/scenarios/grids/refusalOf.ts";

const line = {
  ...{ id: 10, from_node: 2, to_node: 3, from_status: 1, to_status: 1, r1: 0.1, x1: 0.04 },
  ...{ c1: 1e-6, tan1: 0.01, i_n: 200, r0: 0.4, x0: 0.1, c0: 1e-6, tan0: 0 },
};
const transformer = {
  ...{ id: 11, from_node: 1, to_node: 2, from_status: 1, to_status: 1, u1: 10_000, u2: 400 },
  ...{ sn: 400_000, uk: 0.06, pk: 6000, i0: 0.005, p0: 800, winding_from: 2, winding_to: 1 },
  ...{ clock: 5, tap_side: 0, tap_pos: 2, tap_min: -2, tap_max: 2, tap_nom: 0, tap_size: 250 },
};
const data = {
  node: [
    { id: 1, u_rated: 10_000, extra: "upper" },
    { id: 2, u_rated: 400 },
    { id: 3, u_rated: 400 },
  ],
  line: [line],
  transformer: [transformer],
  source: [{ id: 20, node: 1, status: 1, u_ref: 1.01, sk: 1e8, rx_ratio: 0.75 }],
  sym_load: [
    { id: 30, node: 3, status: 1, type: 0, p_specified: 5000, q_specified: 1000, _remark: 1 },
    { id: 31, node: 3, status: 1, type: 1, p_specified: 6000, q_specified: 0 },
    { id: 32, node: 3, status: 1, type: 2, p_specified: 7000, q_specified: 0 },
  ],
};
const set = (changes: object) => ({
  ...{ version: "1.0", type: "input", is_batch: false, attributes: {} },
  data: { ...data, ...changes },
});
const read = (changes: object) => readPowerGridModel(set(changes), "input.json").gridCase;

test("a small data set comes in ohm, siemens, kV and kW", () => {
  const grid = read({});
  expect(grid.buses[0]).toEqual({ id: "1", voltageKvRated: 10 });
  expect(grid.lines).toEqual([
    {
      ...{ id: "10", busFrom: "2", busTo: "3", type: null, lengthKm: null, ratedA: 200 },
      ...{ rOhm: 0.1, xOhm: 0.04, bSiemens: expect.closeTo(3.14159265e-4, 11) },
      gSiemens: expect.closeTo(3.14159265e-6, 13),
    },
  ]);
  expect(grid.transformers).toEqual([
    {
      ...{ id: "11", busFrom: "1", busTo: "2", kvFrom: 10, kvTo: 0.4, circuit: "pi" },
      // uk: 6 % of 0.4 Ω; pk: 6 kW of 400 kVA are 1.5 %.
      ...{ rOhm: expect.closeTo(0.006, 12), xOhm: expect.closeTo(0.0232379, 7) },
      ...{ gSiemens: expect.closeTo(0.005, 12), bSiemens: expect.closeTo(-0.01145644, 8) },
      ...{ ratio: expect.closeTo(1.05, 12), shiftDegree: 150, ratedKva: 400 },
    },
  ]);
  // |z| = (10 kV)² / 100 MVA = 1 Ω, r : x = 3 : 4.
  expect(grid.sources).toEqual([
    {
      ...{ id: "20", bus: "1", voltagePu: 1.01, angleDegree: 0 },
      ...{ rOhm: expect.closeTo(0.6, 12), xOhm: expect.closeTo(0.8, 12) },
    },
  ]);
  expect(
    grid.loads.map((load) => [
      load.powerKw,
      load.constantPower,
      load.constantImpedance,
      load.constantCurrent,
    ]),
  ).toEqual([
    [5, 1, 0, 0],
    [6, 0, 1, 0],
    [7, 0, 0, 1],
  ]);
});

test.each([
  [
    "rows by attributes",
    {
      node: [
        [1, 10_000],
        [2, 400],
        [3, 400],
      ],
    },
  ],
  ["whole columns", { node: { id: [1, 2, 3], u_rated: [10_000, 400, 400] } }],
])("%s read the same as objects", (_name, changes) => {
  const raw = { ...set(changes), attributes: { node: ["id", "u_rated"] } };
  expect(readPowerGridModel(raw, "input.json").gridCase).toEqual(read({}));
});

test.each([
  ["downwards where tap_max is below tap_min", { tap_min: 2, tap_max: -2 }, 0.95, 0.006],
  ["with uk and pk of the end", { pk_max: 8000, uk_max: 0.08 }, 1.05, 0.008],
  ["half way to the end", { tap_pos: -1, pk_min: 8000 }, 0.975, 0.007],
  ["on the `to` side", { tap_side: 1, tap_size: 10 }, 1 / 1.05, 0.006 * 1.05 * 1.05],
  ["at its nominal position unless given", { tap_pos: undefined }, 1, 0.006],
] as const)("tap %s", (_name, changes, ratio, rOhm) => {
  const [read1] = read({ transformer: [{ ...transformer, ...changes }] }).transformers;
  expect(read1).toMatchObject({
    ...{ kvTo: 0.4, ratio: expect.closeTo(ratio, 10), rOhm: expect.closeTo(rOhm, 10) },
  });
});

test("a no-load current below the losses leaves nothing to magnetise with", () => {
  const [read1] = read({ transformer: [{ ...transformer, i0: 0.001 }] }).transformers;
  expect(read1).toMatchObject({ gSiemens: expect.closeTo(0.005, 12), bSiemens: 0 });
});

test("a generic branch is a transformer with everything given", () => {
  const branch = {
    ...{ id: 12, from_node: 1, to_node: 2, from_status: 1, to_status: 1, r1: 0.1, x1: 0.2 },
    ...{ g1: 1e-4, b1: -2e-4, k: 1.02, theta: Math.PI / 6, sn: 5e5, shift: 0 },
  };
  expect(read({ generic_branch: [branch] }).transformers[0]).toMatchObject({
    ...{ id: "12", kvFrom: 10, kvTo: 0.4, rOhm: 0.1, xOhm: 0.2, gSiemens: 1e-4, bSiemens: -2e-4 },
    ...{ circuit: "pi", ratio: 1.02, shiftDegree: expect.closeTo(30, 10), ratedKva: 500 },
  });
});

test("statuses take off, links join, regulators hold, generators of other types give", () => {
  const reading = readPowerGridModel(
    set({
      node: [...data.node, { id: 4, u_rated: 400 }],
      line: [
        line,
        { ...line, id: 13, to_status: 0 },
        { ...line, id: 14, from_status: 0, to_status: 0 },
      ],
      link: [{ id: 15, from_node: 3, to_node: 4, from_status: 1, to_status: 1 }],
      source: [{ id: 20, node: 1, status: 1, u_ref: 1, sk: "inf" }],
      sym_load: [],
      sym_gen: [
        { id: 40, node: 3, status: 1, type: 0, p_specified: 2000, q_specified: 0 },
        { id: 41, node: 4, status: 1, type: 0, p_specified: 3000, q_specified: 1 },
        { id: 42, node: 4, status: 1, type: 1, p_specified: 4000, q_specified: 0 },
        { id: 43, node: 4, status: 0, type: 0, p_specified: 9000, q_specified: 0 },
      ],
      asym_load: [
        { id: 44, node: 4, status: 1, type: 0, p_specified: [10, 10, 10], q_specified: [0, 0, 0] },
      ],
      voltage_regulator: [{ id: 50, regulated_object: 40, status: 1, u_ref: 1.02 }],
      transformer_tap_regulator: [{ id: 51, regulated_object: 11, status: 0 }],
      fault: [{ id: 52, status: 1 }],
    }),
    "input.json",
  );
  const { gridCase, openEnds, remarks, fieldsIgnored } = reading;
  expect(gridCase.sources[0]).toMatchObject({ rOhm: 0, xOhm: 0 });
  expect(gridCase.links).toEqual([{ id: "15", busFrom: "3", busTo: "4" }]);
  expect(openEnds).toEqual(["13 open at 3"]);
  expect(gridCase.lines.map(({ busTo }) => busTo)).toEqual(["3", "13 open at 3"]);
  expect(gridCase.generators).toEqual([
    { id: "40", bus: "3", powerKw: 2, reactiveKvar: 0, voltagePu: 1.02 },
    { id: "41", bus: "4", powerKw: 3, reactiveKvar: 0.001, voltagePu: null },
  ]);
  expect(gridCase.loads).toMatchObject([
    { id: "44", powerKw: 0.03, constantPower: 1 },
    { id: "42", powerKw: -4, constantImpedance: 1 },
  ]);
  expect(remarks).toHaveLength(3);
  expect(fieldsIgnored).toContain("fault");
});

test("everything that is wrong is told in one message", () => {
  const bad = {
    ...set({
      line: [
        { ...line, r1: 0, x1: 0 },
        { ...line, id: 13, to_node: 9, c1: null },
        { ...line, id: 14, from_node: 1, length: 2 },
      ],
      transformer: [
        { ...transformer, tap_pos: 3 },
        { ...transformer, id: 16, from_node: 3, tap_size: 0, clock: 0 },
      ],
      sym_load: [...data.sym_load, { ...data.sym_load[0], id: 10 }],
      asym_load: [
        { id: 44, node: 3, status: 1, type: 0, p_specified: [10, 20, 10], q_specified: [0, 0, 0] },
      ],
      transformer_tap_regulator: [{ id: 51, regulated_object: 11, status: 1 }],
    }),
    is_batch: true,
  };
  expect(refusalOf(() => readPowerGridModel(bad, "input.json"))).toMatchInlineSnapshot(`
    [
      "input.json is_batch: expected false: one data set, no batch, found true",
      "input.json transformer_tap_regulator: expected no such component; it is not modelled, found 1 of them",
      "input.json line 14 length: expected a field that is known here, found unknown field "length"",
      "input.json line 10 (impedance): expected an impedance other than zero, found r = x = 0",
      "input.json line 13 c1: expected a number of at least 0, found nothing",
      "input.json line 13 to_node: expected the name of a node, found 9",
      "input.json line 14 (buses): expected one rated voltage at both ends, found 10 kV and 0.4 kV",
      "input.json transformer 11 tap_pos: expected a number of at least -2 and of at most 2, found 3",
      "input.json transformer 16 (buses): expected two voltages, or taps or a phase shift that regulate, found 0.4 kV on both sides",
      "input.json sym_load 10 id: expected a value of its own, found 10, as line 10 has it",
      "input.json asym_load 44 p_specified: expected three phases alike; a balanced grid has no other, found [10,20,10]",
    ]
  `);
});
