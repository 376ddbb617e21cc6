import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { GridCase } from "#engine/grid/gridCase.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import { DcPowerFlow } from "#engine/grid/meshed/dcPowerFlow.ts";
import { readGrid } from "#scenarios/grids/readGrid.ts";

const folder = resolve("../shared/data/pf-pglib-opf");
const present = existsSync(folder);

interface Optimum {
  readonly dc_gen_mw: readonly (readonly [bus: number, mw: number])[];
  readonly dc_branch_flow_mw: readonly (readonly [from: number, to: number, mw: number])[];
}

/** The model of the stored optima: susceptance x / (r² + x²), taps ignored. */
function asStored(grid: GridCase, generation: Optimum["dc_gen_mw"]): GridCase {
  const kv = new Map(grid.buses.map((bus) => [bus.id, bus.voltageKvRated]));
  const reactance = ({ rOhm, xOhm }: { rOhm: number; xOhm: number }) => ({
    rOhm: 0,
    xOhm: (rOhm * rOhm + xOhm * xOhm) / xOhm,
  });
  return {
    ...grid,
    lines: grid.lines.map((one) => ({ ...one, ...reactance(one) })),
    transformers: grid.transformers.map((one) => ({
      ...{ ...one, ...reactance(one), ratio: 1 },
      ...{ kvFrom: kv.get(one.busFrom)!, kvTo: kv.get(one.busTo)! },
    })),
    generators: generation.map(([bus, mw], i) => ({
      ...{ id: `g${i}`, bus: String(bus), powerKw: 1000 * mw, reactiveKvar: 0, voltagePu: null },
    })),
  };
}

test.skipIf(!present)(
  "flows of the stored DC optima of PGLib, by angles and by distribution factors, to 1e-5 MW",
  () => {
    const stored = JSON.parse(readFileSync(`${folder}/expected.json`, "utf8")) as Readonly<
      Record<string, Optimum>
    >;
    const rows = Object.entries(stored).map(([name, optimum]) => {
      const { gridCase } = readGrid(`${folder}/${name}.m`);
      const network = buildNetwork(asStored(gridCase, optimum.dc_gen_mw));
      const dc = new DcPowerFlow(network);
      const { powerKwFrom, sourcePowerKw } = dc.solve();
      const ptdf = dc.ptdf();
      let flowErrorMw = 0;
      let factorErrorMw = 0;
      for (const [i, [from, to, mw]] of optimum.dc_branch_flow_mw.entries()) {
        const branch = network.branchIndex.get(`branch ${i + 1}`)!;
        const ends = [network.ports.nodeFrom[branch]!, network.ports.nodeTo[branch]!];
        expect(ends.map((node) => network.nodeName[node])).toEqual([String(from), String(to)]);
        flowErrorMw = Math.max(flowErrorMw, Math.abs(powerKwFrom[branch]! / 1000 - mw));
        let byFactors = 0;
        for (let bus = 0; bus < network.busIds.length; bus++) {
          const node = network.nodeOfBus[bus]!;
          const kw = -1000 * (network.load.p[node]! + network.shuntG[node]!);
          byFactors += ptdf.get(branch, bus) * kw;
        }
        factorErrorMw = Math.max(factorErrorMw, Math.abs(byFactors / 1000 - mw));
      }
      // The slack's generation was given, so it has nothing left to do.
      return {
        name,
        branches: optimum.dc_branch_flow_mw.length,
        flowErrorMw,
        factorErrorMw,
        slackMw: sourcePowerKw[0]! / 1000,
      };
    });
    console.table(rows);
    expect(rows.length).toBe(11);
    for (const row of rows) {
      expect(row.flowErrorMw, row.name).toBeLessThan(2e-5);
      expect(row.factorErrorMw, row.name).toBeLessThan(2e-5);
      expect(Math.abs(row.slackMw), row.name).toBeLessThan(1e-3);
    }
  },
);
