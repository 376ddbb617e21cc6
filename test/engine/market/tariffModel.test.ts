import { expect, test } from "vitest";
import { TARIFF_KINDS, tariffModel } from "#engine/market/tariffModel.ts";

const terms = {
  networkMicroEurPerKwh: 40_000,
  networkShare: 0.5,
  timeOfUse: { peakHours: [[17, 22]] as const, peakFactor: 2, offPeakFactor: 0.5 },
};
const NOON = 12 * 60;
const SIX = 18 * 60;

test.each([
  ["none", 0, 0, false, false],
  ["flat", 20_000, 20_000, false, false],
  ["timeOfUse", 10_000, 40_000, false, false],
  ["dnut", 20_000, 20_000, true, false],
  ["dnutResidual", 20_000, 20_000, true, true],
] as const)("%s: f0 of %d at noon and %d at six", (kind, noon, six, trades, residual) => {
  const model = tariffModel(kind, terms);
  expect([model.networkMicroAt(NOON), model.networkMicroAt(SIX)]).toEqual([noon, six]);
  expect([model.chargesTrades, model.chargesResidual]).toEqual([trades, residual]);
});

test("peak hours begin with their first minute, end before their last hour, and may cross midnight", () => {
  const peakHours = [
    [7, 9],
    [22, 2],
  ] as const;
  const model = tariffModel("timeOfUse", {
    ...terms,
    timeOfUse: { ...terms.timeOfUse, peakHours },
  });
  const peaks = Array.from({ length: 96 }, (_, quarter) => quarter).filter(
    (quarter) => model.networkMicroAt(15 * quarter) === 40_000,
  );
  const hours = (from: number, to: number) =>
    Array.from({ length: 4 * (to - from) }, (_, k) => 4 * from + k);
  expect(peaks).toEqual([...hours(0, 2), ...hours(7, 9), ...hours(22, 24)]);
});

test("whatever the terms, f0 is a whole number", () => {
  const odd = { ...terms, networkMicroEurPerKwh: 38_001, networkShare: 1 / 3 };
  for (const kind of TARIFF_KINDS) {
    for (let minute = 0; minute < 1440; minute += 15) {
      expect(tariffModel(kind, odd).networkMicroAt(minute) % 1).toBe(0);
    }
  }
});
