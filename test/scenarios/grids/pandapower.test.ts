import { expect, test } from "vitest";
import { readPandapower } from "#scenarios/grids/pandapower/readPandapower.ts";
import { refusalOf } from "#test/scenarios/grids/refusalOf.ts";

type Row = Readonly<Record<string, unknown>>;

const trafo: Row = {
  ...{ index: 0, hv_bus: 0, lv_bus: 1, sn_mva: 0.4, vn_hv_kv: 20, vn_lv_kv: 0.4 },
  ...{ vk_percent: 6, vkr_percent: 1.5, pfe_kw: 0.8, i0_percent: 0.5, shift_degree: 150 },
  ...{ tap_side: "hv", tap_pos: -1, tap_neutral: 0, tap_step_percent: 2.5 },
  ...{ tap_step_degree: null, tap_phase_shifter: false, parallel: 1, df: 1, in_service: true },
};
const line: Row = {
  ...{ index: 0, from_bus: 1, to_bus: 2, length_km: 0.5, r_ohm_per_km: 0.2, x_ohm_per_km: 0.08 },
  ...{ c_nf_per_km: 210, g_us_per_km: 1, max_i_ka: 0.27, df: 0.9, parallel: 2, in_service: true },
  ...{ std_type: "NAYY", name: null },
};
const net = {
  ...{ name: "three", f_hz: 50, sn_mva: 1 },
  bus: [
    { index: 0, vn_kv: 20, in_service: true, zone: "Z" },
    { index: 1, vn_kv: 0.4, in_service: true },
    { index: 2, vn_kv: 0.4, in_service: true },
  ],
  ext_grid: [{ index: 0, bus: 0, vm_pu: 1.02, va_degree: 10, in_service: true }],
  trafo: [trafo],
  line: [line],
  load: [
    {
      ...{ index: 4, bus: 2, p_mw: 0.1, q_mvar: 0.02, scaling: 0.5, in_service: true },
      ...{ const_z_percent: 30, const_i_percent: 20 },
    },
  ],
};

test("a small net comes in ohm, siemens, ampere and kW", () => {
  const { gridCase, format, openEnds } = readPandapower(net, "net.json");
  expect([format, gridCase.name, openEnds]).toEqual(["pandapower", "three", []]);
  expect(gridCase.buses).toEqual([
    { id: "0", voltageKvRated: 20 },
    { id: "1", voltageKvRated: 0.4 },
    { id: "2", voltageKvRated: 0.4 },
  ]);
  expect(gridCase.sources).toEqual([
    { id: "ext_grid 0", bus: "0", voltagePu: 1.02, angleDegree: 10, rOhm: 0, xOhm: 0 },
  ]);
  expect(gridCase.lines).toEqual([
    {
      ...{ id: "line 0", busFrom: "1", busTo: "2", type: "NAYY", lengthKm: 0.5 },
      ...{ rOhm: expect.closeTo(0.05, 12), xOhm: expect.closeTo(0.02, 12) },
      // Two systems: 2π · 50 Hz · 210 nF/km · 0.5 km · 2, and 1 µS/km · 0.5 km · 2.
      ...{ gSiemens: expect.closeTo(1e-6, 15), bSiemens: expect.closeTo(6.59734457e-5, 12) },
      ratedA: expect.closeTo(486, 9),
    },
  ]);
  expect(gridCase.transformers).toEqual([
    {
      ...{ id: "trafo 0", busFrom: "0", busTo: "1", kvFrom: 20, kvTo: 0.4 },
      // z = 6 % of (0.4 kV)² / 0.4 MVA = 0.4 Ω, r = 1.5 %.
      ...{ rOhm: expect.closeTo(0.006, 12), xOhm: expect.closeTo(0.0232379, 7) },
      // 0.8 kW and, of 2 kVA, √(2² − 0.8²) kvar, at (0.4 kV)².
      ...{ gSiemens: expect.closeTo(0.005, 12), bSiemens: expect.closeTo(-0.01145644, 8) },
      ...{ circuit: "t", ratio: 0.975, shiftDegree: 150, ratedKva: 400 },
    },
  ]);
  expect(gridCase.loads).toEqual([
    {
      ...{ id: "load 4", bus: "2", powerKw: 50, reactiveKvar: 10 },
      ...{ constantPower: 0.5, constantCurrent: 0.2, constantImpedance: 0.3 },
    },
  ]);
});

test("tables as pandapower writes them read the same as plain rows", () => {
  const frame = (rows: readonly Row[]) => {
    const columns = [...new Set(rows.flatMap(Object.keys))].filter((name) => name !== "index");
    const data = rows.map((row) => columns.map((column) => row[column] ?? null));
    const index = rows.map(({ index }) => index);
    const object = JSON.stringify({ columns, index, data });
    return { _module: "pandas.core.frame", _class: "DataFrame", _object: object, orient: "split" };
  };
  const tables = Object.entries(net).map(([name, value]) => [
    name,
    Array.isArray(value) ? frame(value) : value,
  ]);
  const written = {
    ...{ _module: "pandapower.auxiliary", _class: "pandapowerNet" },
    _object: { ...Object.fromEntries(tables), res_bus: frame([]), std_types: { line: {} } },
  };
  expect(readPandapower(written, "net.json").gridCase).toEqual(
    readPandapower(net, "net.json").gridCase,
  );
});

test("fields that took part and fields that cannot are listed", () => {
  const { fieldsRead, fieldsIgnored } = readPandapower({ ...net, bus_geodata: [] }, "net.json");
  expect(fieldsRead).toEqual(expect.arrayContaining(["bus.vn_kv", "f_hz", "load.scaling"]));
  expect(fieldsIgnored).toEqual(["bus.zone", "bus_geodata", "name", "sn_mva"]);
});

test.each([
  ["up the high side", { tap_pos: 2 }, 1.05, 0.006, 150],
  [
    "up the low side, impedance with it",
    { tap_side: "lv", tap_pos: 1 },
    1 / 1.025,
    0.00630375,
    150,
  ],
  [
    "across",
    { tap_pos: 2, tap_step_percent: 1, tap_step_degree: 90 },
    1.00019998,
    0.006,
    151.14576,
  ],
  [
    "an ideal phase shifter",
    { tap_pos: 2, tap_step_percent: null, tap_step_degree: 5, tap_phase_shifter: true },
    ...[1, 0.006, 160],
  ],
  [
    "an ideal phase shifter on the low side",
    {
      ...{ tap_pos: 2, tap_step_percent: null, tap_step_degree: 5, tap_side: "lv" },
      ...{ tap_phase_shifter: null, tap_changer_type: "Ideal" },
    },
    ...[1, 0.006, 140],
  ],
  [
    "a symmetrical phase shifter",
    { tap_pos: 2, tap_step_percent: 1, tap_changer_type: "Symmetrical" },
    ...[1, 0.006, 151.145935],
  ],
  [
    "two changers",
    { tap_pos: 2, tap2_side: "lv", tap2_pos: 1, tap2_neutral: 0, tap2_step_percent: 2.5 },
    ...[1.05 / 1.025, 0.00630375, 150],
  ],
  ["two in parallel", { tap_pos: 0, parallel: 2 }, 1, 0.003, 150],
] as const)("tap %s", (_name, changes, ratio, rOhm, shiftDegree) => {
  const { gridCase } = readPandapower({ ...net, trafo: [{ ...trafo, ...changes }] }, "net.json");
  expect(gridCase.transformers[0]).toMatchObject({
    ...{ kvTo: 0.4, ratio: expect.closeTo(ratio, 8), rOhm: expect.closeTo(rOhm, 10) },
    shiftDegree: expect.closeTo(shiftDegree, 5),
  });
});

test("switches link buses, take off branches, or leave them hanging at one end", () => {
  const bus = (index: number) => ({ index, vn_kv: 0.4 });
  const { gridCase, openEnds, remarks } = readPandapower(
    {
      ...net,
      bus: [...net.bus, bus(3), { ...bus(4), in_service: false }],
      line: [
        line,
        { ...line, index: 1, to_bus: 3 },
        { ...line, index: 2 },
        { ...line, index: 3, from_bus: 2, to_bus: 4 },
        { ...line, index: 4, in_service: false },
      ],
      switch: [
        { index: 0, bus: 2, element: 3, et: "b", closed: true, z_ohm: 0 },
        { index: 1, bus: 1, element: 2, et: "b", closed: false, z_ohm: 0 },
        { index: 2, bus: 3, element: 1, et: "l", closed: false, z_ohm: 0 },
        { index: 3, bus: 1, element: 2, et: "l", closed: false, z_ohm: 0 },
        { index: 4, bus: 2, element: 2, et: "l", closed: false, z_ohm: 0 },
        { index: 5, bus: 0, element: 0, et: "t", closed: true, z_ohm: 0 },
      ],
    },
    "net.json",
  );
  expect(gridCase.links).toEqual([{ id: "switch 0", busFrom: "2", busTo: "3" }]);
  expect(gridCase.lines.map(({ id, busFrom, busTo }) => [id, busFrom, busTo])).toEqual([
    ["line 0", "1", "2"],
    ["line 1", "1", "line 1 open at 3"],
    ["line 3", "2", "line 3 open at 2"],
  ]);
  expect(openEnds).toEqual(["line 1 open at 3", "line 3 open at 2"]);
  expect(gridCase.buses.find(({ id }) => id === openEnds[0])?.voltageKvRated).toBe(0.4);
  expect(remarks).toEqual([
    "left out, because out of service: 1 of the table bus",
    "left out, because out of service: 2 of the table line",
  ]);
});

test("generators, storages, shunts and impedances keep their signs", () => {
  const at = { bus: 2, in_service: true, scaling: 2 };
  const { gridCase } = readPandapower(
    {
      ...net,
      sgen: [{ ...at, index: 0, p_mw: 0.01, q_mvar: -0.002, type: "PV" }],
      storage: [{ ...at, index: 0, p_mw: 0.003, q_mvar: 0 }],
      gen: [
        { index: 0, bus: 1, p_mw: 0.02, vm_pu: 1.01, in_service: true, slack: false },
        { index: 1, bus: 0, p_mw: 0.05, vm_pu: 1.02, in_service: true, slack: false },
      ],
      shunt: [{ index: 0, bus: 2, p_mw: 0.001, q_mvar: -0.004, vn_kv: 0.4, step: 2 }],
      impedance: [
        {
          ...{ index: 0, from_bus: 1, to_bus: 2, rft_pu: 0.01, rtf_pu: 0.01 },
          ...{ xft_pu: 0.02, xtf_pu: 0.02, sn_mva: 0.4, in_service: true },
        },
      ],
    },
    "net.json",
  );
  expect(gridCase.generators).toEqual([
    { id: "gen 0", bus: "1", powerKw: 20, reactiveKvar: 0, voltagePu: 1.01 },
    // The external grid holds this bus already.
    { id: "gen 1", bus: "0", powerKw: 50, reactiveKvar: 0, voltagePu: null },
    { id: "sgen 0", bus: "2", powerKw: 20, reactiveKvar: -4, voltagePu: null },
  ]);
  expect(gridCase.storages).toEqual([{ id: "storage 0", bus: "2", powerKw: 6, reactiveKvar: 0 }]);
  expect(gridCase.shunts).toEqual([
    { id: "shunt 0", bus: "2", gSiemens: expect.closeTo(0.0125), bSiemens: expect.closeTo(0.05) },
  ]);
  expect(gridCase.lines[1]).toMatchObject({
    ...{ id: "impedance 0", rOhm: expect.closeTo(0.004, 12), xOhm: expect.closeTo(0.008, 12) },
    ratedA: null,
  });
});

test("everything that is wrong is told in one message", () => {
  const bad = {
    ...net,
    bus: [...net.bus, { index: 2, vn_kv: -0.4 }],
    line: [
      { ...line, lenght_km: 1, length_km: -1 },
      { ...line, index: 1, to_bus: 7, r_ohm_per_km: "NaN" },
      { ...line, index: 1, from_bus: 0 },
      { ...line, index: 2, r_ohm_per_km: 0, x_ohm_per_km: 0 },
    ],
    trafo: [
      { ...trafo, vkr_percent: 7 },
      {
        ...{ ...trafo, index: 1, hv_bus: 2, vn_hv_kv: 0.4, tap_step_percent: 0 },
        tap_dependent_impedance: true,
      },
    ],
    load: [{ ...net.load[0], const_z_percent: 90, const_i_percent: 20 }],
    gen: [{ index: 0, bus: 0, p_mw: 1, vm_pu: 1.05, in_service: true }],
    ward: [{ index: 0, bus: 2, in_service: true }],
    xward: [{ index: 0, bus: 2, in_service: false }],
    switch: [
      { index: 0, bus: 1, element: 9, et: "l", closed: false },
      { index: 1, bus: 1, element: 2, et: "b", closed: true, z_ohm: 0.1 },
    ],
    user_pf_options: { trafo_model: "pi" },
  };
  expect(refusalOf(() => readPandapower(bad, "net.json"))).toMatchInlineSnapshot(`
    [
      "net.json ward: expected no such table, or an empty one; it is not modelled, found 1 row in service",
      "net.json user_pf_options: expected a table or value that is known here, found {"trafo_model":"pi"}",
      "net.json bus 2 index: expected a value of its own, found 2, as another row has it",
      "net.json bus 2 vn_kv: expected a number above 0, found -0.4",
      "net.json switch 1 z_ohm: expected 0; switches with impedance are not modelled, found 0.1",
      "net.json line 0 lenght_km: expected a field that is known here, found unknown field "lenght_km"; did you mean "length_km"?",
      "net.json line 1 index: expected a value of its own, found 1, as another row has it",
      "net.json trafo 1 tap_dependent_impedance: expected false, the rest is not modelled, found true",
      "net.json switch 0 element: expected a line, found 9",
      "net.json line 0 length_km: expected a number above 0, found -1",
      "net.json line 1 to_bus: expected the name of a bus, found 7",
      "net.json line 1 r_ohm_per_km: expected a number of at least 0, found "NaN"",
      "net.json line 2 (impedance): expected an impedance other than zero, found r = x = 0",
      "net.json trafo 0 vkr_percent: expected no more than vk_percent, found 7",
      "net.json gen 0 vm_pu: expected 1.02, which the bus is held at already, found 1.05",
      "net.json load 4 const_z_percent: expected shares of impedance and current of at most 100 together, found 90",
    ]
  `);
});

test("an island is told by its buses", () => {
  const island = { ...net, line: [{ ...line, in_service: false }] };
  expect(refusalOf(() => readPandapower(island, "net.json"))).toEqual([
    "net.json (grid): expected every bus connected to a source, found an island of bus 2",
  ]);
});

test("an island is told together with what does not put in doubt where it begins", () => {
  const bus = [...net.bus, { index: 3, vn_kv: 0.4 }];
  const wrong = {
    ...net,
    bus,
    line: [{ ...line, length_km: -1 }],
    load: [{ ...net.load[0], p_mw: "NaN" }],
  };
  const island =
    "net.json (grid): expected every bus connected to a source, found an island of bus 3";
  expect(refusalOf(() => readPandapower(wrong, "net.json"))).toEqual([
    "net.json line 0 length_km: expected a number above 0, found -1",
    'net.json load 4 p_mw: expected a number, found "NaN"',
    island,
  ]);
  for (const doubt of [{ to_bus: 9 }, { in_service: "maybe" }])
    expect(
      refusalOf(() => readPandapower({ ...wrong, line: [{ ...line, ...doubt }] }, "net.json")),
    ).not.toContain(island);
});
