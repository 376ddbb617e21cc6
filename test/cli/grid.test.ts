import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { runBinary } from "#test/cli/runBinary.ts";
import { temporaryFolder } from "#test/sim/study/temporaryFolder.ts";

const CASE33 = resolve("../shared/data/pf-matpower/case33bw.m");
const NO_CASE33 = "no reference data: the 33-bus feeder is not read from its file";

/** Two buses 1 km apart at 0.4 kV with 0.1 Ω between them, and `kw` at the far one. */
const feeder = (kw: number, changes: object = {}) => ({
  name: "two",
  bus: [
    { index: 0, vn_kv: 0.4 },
    { index: 1, vn_kv: 0.4 },
  ],
  ext_grid: [{ index: 0, bus: 0, vm_pu: 1 }],
  line: [
    {
      ...{ index: 0, from_bus: 0, to_bus: 1, length_km: 1, r_ohm_per_km: 0.1, x_ohm_per_km: 0 },
      ...{ c_nf_per_km: 0, max_i_ka: 0.1 },
    },
  ],
  load: [{ index: 0, bus: 1, p_mw: kw / 1000, q_mvar: 0 }],
  ...changes,
});

async function grid(net: object, ...options: string[]) {
  const results = temporaryFolder();
  const path = join(results, "net.json");
  writeFileSync(path, JSON.stringify(net));
  return runBinary(["grid", path, ...options], { results });
}

test("grid prints what was read and what was solved", async () => {
  const { exitCode, stdout, stderr } = await grid(feeder(15, { bus_geodata: [] }));
  expect([exitCode, stderr]).toEqual([0, ""]);
  // v² − v + 0.1 Ω · 15 kW / (0.4 kV)² = 0: v = 0.990535, loss 0.1433 kW, current 21.857 A.
  // How many iterations it takes is the solver's own affair.
  expect(stdout.replace(/\d+ iterations/, "n iterations")).toMatchInlineSnapshot(`
    "two (pandapower): 2 buses, 1 line, 0 transformers, 1 source, radial
      buses       0.4 kV: 2
      feeders     1
      powers      load 15 kW + 0 kvar
      read        bus.index, bus.vn_kv, ext_grid.bus, ext_grid.index, ext_grid.vm_pu, line.c_nf_per_km, line.from_bus, line.index, line.length_km, line.max_i_ka, line.r_ohm_per_km, line.to_bus, line.x_ohm_per_km, load.bus, load.index, load.p_mw, load.q_mvar
      no effect   bus_geodata, name
      solved in   n iterations
      losses      0.143325 kW + 0 kvar, 0.956 % of the load
      voltage     lowest 0.99054 pu at bus 1, highest 1.00000 pu at bus 0
      loading     highest line 0 21.9 %
    "
  `);
});

test("grid prints one JSON object with these keys", async () => {
  const { exitCode, stdout, json } = await grid(feeder(15), "--json");
  expect([exitCode, stdout.trim().split("\n").length]).toEqual([0, 1]);
  expect(json()).toEqual([
    {
      ...{ format: "pandapower", busCount: 2, branchCount: 1, radial: true, converged: true },
      ...{ iterations: expect.any(Number), lossesKw: expect.closeTo(0.1433252, 6) },
      lossesKvar: expect.closeTo(0, 9),
      ...{ voltagePuMin: expect.closeTo(0.9905354, 7), voltagePuMinBus: "1" },
      buses: [
        { id: "0", voltagePu: 1, angleDegree: 0 },
        { id: "1", voltagePu: expect.closeTo(0.9905354, 7), angleDegree: expect.closeTo(0, 9) },
      ],
      branches: [
        {
          ...{ id: "line 0", loadingPercent: expect.closeTo(21.8575, 3) },
          ...{ powerKwFrom: expect.closeTo(15.1433252, 6), powerKwTo: expect.closeTo(-15, 6) },
        },
      ],
    },
  ]);
});

test("the DC power flow has no losses and voltages of 1", async () => {
  const reactive = { line: [{ ...feeder(0).line[0], x_ohm_per_km: 0.2, max_i_ka: null }] };
  const { exitCode, json } = await grid(feeder(15, reactive), "--dc", "--json");
  expect(exitCode).toBe(0);
  expect(json()).toMatchObject([
    {
      ...{ converged: true, lossesKw: 0, lossesKvar: 0, voltagePuMin: 1 },
      buses: [
        { id: "0", voltagePu: 1, angleDegree: 0 },
        { id: "1", voltagePu: 1, angleDegree: expect.any(Number) },
      ],
      branches: [
        {
          ...{ id: "line 0", loadingPercent: null },
          ...{ powerKwFrom: expect.closeTo(15, 9), powerKwTo: expect.closeTo(-15, 9) },
        },
      ],
    },
  ]);
});

test("a load beyond what the line carries ends with 4 and says where", async () => {
  const { exitCode, stderr, json } = await grid(feeder(500), "--json");
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(/^eflex: .*did not converge in \d+ iterations; worst at bus 1\n$/);
  expect(json()).toEqual([
    {
      ...{ format: "pandapower", busCount: 2, branchCount: 1, radial: true, converged: false },
      ...{ iterations: expect.any(Number), lossesKw: null, lossesKvar: null },
      ...{ voltagePuMin: null, voltagePuMinBus: "1" },
      buses: ["0", "1"].map((id) => ({ id, voltagePu: null, angleDegree: null })),
      branches: [{ id: "line 0", loadingPercent: null, powerKwFrom: null, powerKwTo: null }],
    },
  ]);
});

test("bad input ends with 3 and all findings", async () => {
  const net = feeder(15, { ward: [{ index: 0, bus: 1 }], bus: [{ index: 0, vn_kv: -1 }] });
  const { exitCode, stderr, json } = await grid(net, "--json");
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/^eflex: cannot read net.json: 4 findings\n( {2}net.json .*\n){4}$/);
  expect(json()).toMatchObject([
    { event: "error", exitCode: 3, issues: expect.objectContaining({ length: 4 }) },
  ]);
});

test.each([
  [["grid"], "missing required argument 'file'"],
  [["grid", "nowhere.json"], "nowhere.json: no such file or folder"],
  [["grid", "README.md", "--seed", "1"], "unknown option '--seed'"],
])("%s is wrong usage", async (args, message) => {
  const { exitCode, stderr } = await runBinary(args, { results: temporaryFolder() });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});

test("an area of a shipped scenario is a grid", async () => {
  const args = ["grid", "scenarios/pilot/suburb", "--json"];
  const { exitCode, json } = await runBinary(args, { results: temporaryFolder() });
  expect(exitCode).toBe(0);
  expect(json()).toMatchObject([{ format: "eflex-csv", radial: true, converged: true }]);
});

test("the 33-bus feeder of Baran and Wu has its published losses and lowest voltage", async () => {
  if (!existsSync(CASE33)) {
    console.info(NO_CASE33);
    expect(process.env["CI"]).toBeUndefined();
    return;
  }
  const results = temporaryFolder();
  const { json } = await runBinary(["grid", CASE33, "--json"], { results });
  expect(json()).toMatchObject([
    {
      ...{ format: "matpower", busCount: 33, branchCount: 32, radial: true, converged: true },
      ...{ lossesKw: expect.closeTo(202.677, 3), lossesKvar: expect.closeTo(135.141, 3) },
      ...{ voltagePuMin: expect.closeTo(0.91309, 5), voltagePuMinBus: "18" },
    },
  ]);
  const { stdout } = await runBinary(["grid", CASE33], { results });
  expect(stdout).toMatch(
    /^case33bw \(matpower\): 33 buses, 32 lines, 0 transformers, 1 source, radial$/m,
  );
  expect(stdout).toMatch(/^ {2}feeders +1$/m);
  expect(stdout).toMatch(/^ {2}losses +202\.677 kW \+ 135\.141 kvar/m);
  expect(stdout).toMatch(
    /^ {2}voltage +lowest 0\.91309 pu at bus 18, highest 1\.00000 pu at bus 1$/m,
  );
});
