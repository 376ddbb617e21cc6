import fc from "fast-check";
import { expect, test } from "vitest";
import { callLambda } from "#engine/market/calls/callLambda.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import { tradeRowsOf } from "#test/support/marketUnderTest.ts";

/** Two buses and a line: what flows from bus 1 to bus 0, F Wh, costs a · F² / 2, µEUR/kWh × Wh. */
class Line {
  flowWh: number;
  readonly steepness: number;

  constructor(flowWh: number, steepness: number) {
    this.flowWh = flowWh;
    this.steepness = steepness;
  }

  lambdaWith(injectionWh: ArrayLike<number>): Int32Array {
    return Int32Array.of(0, Math.round(this.steepness * (this.flowWh + injectionWh[1]!)));
  }

  cost(flowWh: number): number {
    return (this.steepness * flowWh * flowWh) / 2;
  }
}

function clear(line: Line, offers: readonly (readonly [number, number])[], bidMicro: number) {
  const market = new LocalMarket({
    busCount: 2,
    capacity: 256,
    networkMicroEurPerKwh: 0,
    isAudited: true,
  });
  const view: TariffView = {
    lambdaMicro: line.lambdaWith([0, 0]),
    epoch: 0,
    slackMicro: 0,
    charge: () => 0,
    onTrade() {},
  };
  market.open(0);
  market.call(0);
  for (const [k, [limit, wh]] of offers.entries()) market.submit(0, OFFER, k, 1, limit, wh, view);
  market.submit(0, BID, 999, 0, bidMicro, 1_000_000, view);
  market.endCall(0, view, {
    pricing: "uniform",
    lambdaAfter: (injectionWh) => line.lambdaWith(injectionWh),
  });
  const rows = tradeRowsOf(market);
  const tradedWh = rows.reduce((sum, { energyWh }) => sum + energyWh, 0);
  const revenue = rows.reduce((sum, { energyWh, dnutMicro }) => sum + energyWh * dnutMicro, 0);
  return {
    tradedWh,
    revenue,
    gap: revenue - (line.cost(line.flowWh + tradedWh) - line.cost(line.flowWh)),
  };
}

test.each([
  // Nothing flows yet: 4,000 Wh raise λ from 0 to 40,000, and are charged 20,000 on the average.
  ["a load", 0, 10, 80_000_000],
  // 4,000 Wh the other way relieve half of a flow of −8,000: λ from −80,000 to −40,000, a reward.
  ["a relief", -8_000, 10, -240_000_000],
])("%s is charged what it costs, whatever it was before", (_, flowWh, steepness, revenue) => {
  const found = clear(new Line(flowWh, steepness), [[50_000, 4_000]], 150_000);
  expect(found).toEqual({ tradedWh: 4_000, revenue, gap: 0 });
});

test("many small offers on a line: charged is what they cost, to the size of one of them", () => {
  const offer = fc.tuple(
    fc.integer({ min: 200, max: 1_400 }).map((ticks) => 100 * ticks),
    fc.integer({ min: 1, max: 300 }),
  );
  fc.assert(
    fc.property(
      fc.array(offer, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: -10_000, max: 10_000 }),
      fc.integer({ min: 1, max: 8 }),
      (offers, flowWh, steepness) => {
        const line = new Line(flowWh, steepness);
        const { gap, tradedWh } = clear(line, offers, 150_000);
        // λ is right to what comes and goes at the margin, and to half a µEUR/kWh.
        const marginWh = 300;
        expect(Math.abs(gap)).toBeLessThanOrEqual((steepness * marginWh + 1) * tradedWh);
      },
    ),
  );
});

test("where nothing trades, or nobody says what comes after, λ before stands", () => {
  const before = Int32Array.of(3, -4);
  expect(callLambda(before, null, () => Float64Array.of(9, -9))).toEqual(before);
  const after = () => Int32Array.of(99, 99);
  expect(callLambda(before, after, () => Float64Array.of(0, 0))).toEqual(before);
  expect(before).toEqual(Int32Array.of(3, -4));
});
