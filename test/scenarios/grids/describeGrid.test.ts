import { expect, test } from "vitest";
import { describeGrid } from "#scenarios/grids/describeGrid.ts";
import { readPandapower } from "#scenarios/grids/pandapower/readPandapower.ts";

const trafo = {
  ...{ index: 0, hv_bus: 0, lv_bus: 1, sn_mva: 0.4, vn_hv_kv: 20, vn_lv_kv: 0.4 },
  ...{ vk_percent: 6, vkr_percent: 1.5 },
};
const line = (index: number, from_bus: number, to_bus: number) => ({
  ...{ index, from_bus, to_bus, length_km: 1, r_ohm_per_km: 0.1, x_ohm_per_km: 0.1 },
  ...{ c_nf_per_km: 0, max_i_ka: 0.2 },
});
const net = (changes: object) => ({
  bus: [20, 0.4, 0.4, 0.4, 0.4].map((vn_kv, index) => ({ index, vn_kv })),
  ext_grid: [{ index: 0, bus: 0, vm_pu: 1 }],
  trafo: [trafo],
  // Two feeders behind a joined busbar 1-2, the first of two lines.
  line: [line(0, 1, 3), line(1, 2, 4)],
  switch: [{ index: 0, bus: 1, element: 2, et: "b", closed: true }],
  load: [{ index: 0, bus: 3, p_mw: 0.05, q_mvar: 0.01 }],
  sgen: [{ index: 0, bus: 4, p_mw: 0.02 }],
  storage: [{ index: 0, bus: 4, p_mw: -0.003 }],
  ...changes,
});
const describe = (changes: object) => describeGrid(readPandapower(net(changes), "net.json"));

test("levels, feeders and powers are those of the file", () => {
  expect(describe({})).toEqual({
    ...{ busCount: 5, branchCount: 3, feederCount: 2, radial: true },
    levels: [
      { kv: 20, busCount: 1 },
      { kv: 0.4, busCount: 4 },
    ],
    ...{ loadKw: 50, loadKvar: 10, generationKw: 20, storageKw: -3 },
  });
});

test.each([
  ["a loop of lines", { line: [line(0, 1, 3), line(1, 2, 4), line(2, 3, 4)] }, false],
  ["two lines side by side", { line: [line(0, 1, 3), line(1, 2, 4), line(2, 2, 4)] }, false],
  ["two transformers side by side", { trafo: [trafo, { ...trafo, index: 1 }] }, false],
  [
    "two sources with a way between them",
    {
      ext_grid: [
        { index: 0, bus: 0, vm_pu: 1 },
        { index: 1, bus: 4, vm_pu: 1 },
      ],
    },
    false,
  ],
  [
    "two sources at one busbar",
    {
      ext_grid: [
        { index: 0, bus: 0, vm_pu: 1 },
        { index: 1, bus: 0, vm_pu: 1 },
      ],
    },
    true,
  ],
  [
    "switches side by side",
    {
      switch: [
        { index: 0, bus: 1, element: 2, et: "b", closed: true },
        { index: 1, bus: 2, element: 1, et: "b", closed: true },
      ],
    },
    true,
  ],
])("%s: radial is %3$s", (_name, changes, radial) => {
  expect(describe(changes).radial).toBe(radial);
});

test("a line that is open at its far end is a branch, its end no bus, and it no feeder", () => {
  const open = { index: 1, bus: 4, element: 2, et: "l", closed: false };
  const grid = describe({
    line: [line(0, 1, 3), line(1, 2, 4), line(2, 2, 4)],
    switch: [...net({}).switch, open],
  });
  expect([grid.busCount, grid.branchCount, grid.feederCount, grid.radial]).toEqual([5, 4, 2, true]);
});
