import fc from "fast-check";
import { expect, test } from "vitest";
import {
  commonResistance,
  congestionCost,
  congestionSlope,
  type TariffSettings,
  voltageCost,
  voltageSlope,
} from "#engine/grid/networkCost.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { randomNetwork } from "#test/support/randomNetwork.ts";

const settings: TariffSettings = {
  congestionMicroEurPerKwh: 200_000,
  loadingFree: 0.8,
  voltageMicroEurPerKwh: 100_000,
  voltageFreePu: 0.03,
  voltageFullPu: 0.1,
};

test.each`
  loading | slope      | cost
  ${0.5}  | ${0}       | ${0}
  ${0.8}  | ${0}       | ${0}
  ${0.9}  | ${100_000} | ${2_000_000}
  ${1}    | ${200_000} | ${8_000_000}
  ${1.1}  | ${300_000} | ${18_000_000}
`("a 400 kVA branch at $loading costs $cost µEUR/h and rises by $slope", (row) => {
  expect(congestionSlope(settings, row.loading)).toBeCloseTo(row.slope, 6);
  expect(congestionCost(settings, 400, row.loading)).toBeCloseTo(row.cost, 3);
});

test.each`
  voltagePu | slope | cost
  ${1}      | ${0}  | ${0}
  ${0.97}   | ${0}  | ${0}
  ${0.9}    | ${-7} | ${0.245}
  ${1.1}    | ${7}  | ${0.245}
`("a bus of weight 7 at $voltagePu pu costs $cost µEUR/h and rises by $slope", (row) => {
  expect(voltageSlope(settings, 7, row.voltagePu)).toBeCloseTo(row.slope, 9);
  expect(voltageCost(settings, 7, row.voltagePu)).toBeCloseTo(row.cost, 9);
});

/** Drop from the source to every bus while one pu of current flows from the source to `bus`. */
test("common resistance is what current to one bus drops on the way to another", () => {
  fc.assert(
    fc.property(randomNetwork, fc.nat(1000), ({ tables }, draw) => {
      const network = buildRadialNetwork(tables);
      const { busCount, parent, ratio, r, sBaseKva } = network;
      const bus = draw % busCount;
      const current = new Float64Array(busCount);
      current[bus] = 1;
      for (let i = busCount - 1; i > 0; i--) current[parent[i]!]! += current[i]! / ratio[i]!;
      const drop = new Float64Array(busCount);
      for (let i = 1; i < busCount; i++)
        drop[i] = drop[parent[i]!]! / ratio[i]! + r[i]! * current[i]!;
      const common = commonResistance(network, bus);
      expect(common[bus]! * sBaseKva).toBeCloseTo(drop[bus]!, 12);
      for (let i = 0; i < busCount; i++) expect(common[i]).toBeLessThanOrEqual(common[bus]!);
    }),
  );
});
