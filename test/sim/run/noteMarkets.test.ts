import { expect, test } from "vitest";
import { Indicators } from "#sim/run/indicators.ts";
import { noteMarkets } from "#sim/run/noteMarkets.ts";

test("what local markets count for themselves are indicators of the run", () => {
  const indicators = new Indicators();
  const facts = { sent: 9, arrived: 4, withdrawn: 2, orphaned: 3, expired: 1, tradedWh: 2500 };
  noteMarkets(
    {
      dnutMicroEur: () => 7_000_000,
      workingCostMicroEur: () => -500_000,
      storageFacts: () => facts,
      repairsSent: () => ({ orders: 6, energyWh: 1200 }),
    },
    indicators,
  );
  const names = [
    ...(["dnutRevenueEur", "dnutWorkingCostEur", "linkedSales", "linkedSalesArrived"] as const),
    ...(["linkedSalesEnded", "linkedSalesMwh", "repairOrders", "repairOrdersMwh"] as const),
  ];
  expect(names.map((name) => indicators.get(name))).toEqual([7, -0.5, 9, 4, 3, 0.0025, 6, 0.0012]);
});
