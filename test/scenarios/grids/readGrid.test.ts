import { join } from "node:path";
import { expect, test } from "vitest";
import { readGrid } from "#scenarios/grids/readGrid.ts";
import { refusalOf } from "#test/scenarios/grids/refusalOf.ts";
import { writeFolder } from "#test/scenarios/grids/writeFolder.ts";

const PANDAPOWER = JSON.stringify({
  bus: [{ index: 0, vn_kv: 0.4 }],
  ext_grid: [{ index: 0, bus: 0, vm_pu: 1 }],
});
const POWER_GRID_MODEL = JSON.stringify({
  type: "input",
  data: { node: [{ id: 1, u_rated: 400 }], source: [{ id: 2, node: 1, status: 1, u_ref: 1 }] },
});
const MATPOWER = `% function mpc = commented
function mpc = one
mpc.version = '2'; mpc.baseMVA = 1;
mpc.bus = [1 3 0 0 0 0 1 1 0 20 1 1.1 0.9];
mpc.gen = [1 0 0 1 -1 1 1 1 1 0]; mpc.branch = [];`;
const SIMBENCH = "id;vmR;vmSetp\nA;20;1";

test.each([
  ["pandapower", "grid.txt", PANDAPOWER],
  ["power-grid-model", "grid", POWER_GRID_MODEL],
  ["matpower", "case.m", MATPOWER],
])("%s is told by its content", (format, name, text) => {
  const reading = readGrid(join(writeFolder({ [name]: text }), name));
  expect(reading.format).toBe(format);
  expect(reading.gridCase.buses).toHaveLength(1);
});

test("a folder is told by the tables in it", () => {
  const simbench = { "Node.csv": SIMBENCH, "ExternalNet.csv": "id;node;calc_type\nG;A;vavm" };
  expect(readGrid(writeFolder(simbench)).format).toBe("simbench");
  expect(readGrid("scenarios/pilot/city").format).toBe("eflex-csv");
});

test.each([
  ["text", "hello", '"hello"'],
  ["other JSON", '{"a": 1, "b": 2}', "the keys a, b"],
  ["a list", "[1]", "other JSON"],
])("%s is no grid", (_name, text, found) => {
  const [finding] = refusalOf(() => readGrid(join(writeFolder({ x: text }), "x")));
  expect(finding).toMatch(/^x \(format\): expected a pandapower or power-grid-model JSON file/);
  expect(finding).toMatch(`found ${found}`);
});

test("broken JSON and an empty folder are no grids", () => {
  const [broken] = refusalOf(() => readGrid(join(writeFolder({ x: '{"bus": [' }), "x")));
  expect(broken).toMatch(/^x \(whole file\): expected well-formed JSON, found /);
  const [empty] = refusalOf(() => readGrid(writeFolder({ "a.csv": "" })));
  expect(empty).toMatch(/found a folder with neither Node.csv nor buses.csv$/);
});
