import { expect, test } from "vitest";
import { penaltyRule, remunerate } from "#engine/settlement/penalty.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { orderBatches } from "#sim/ledger/escrow/orderBatch.ts";
import { OfferLists, readOffers } from "#sim/ledger/offerLists.ts";

const { flexibility } = loadScenario("pilot", [
  "flexibility.priceCap.BAL=8388.607 EUR/MWh",
  "flexibility.penalty.singleSidedShare=1000 %",
]);
const capMicro = flexibility.priceCapMicroEurPerKwh.BAL;

test("the highest price that a scenario may name fits a list; one µEUR more does not", () => {
  const lists = new OfferLists();
  lists.begin({ list: 2, gate: 0, operator: 0, period: 0 });
  lists.add(0, 0, 1000, capMicro);
  expect(() => lists.add(1, 0, 1000, capMicro + 1)).toThrow("price");
  expect(readOffers(lists.take()[0]!)).toMatchObject([{ unit: 0, priceMicro: 8_388_607 }]);
});

test("the highest penalty at the highest price fits an order in escrow", () => {
  const { rule, singleSidedShare, failureBelow } = flexibility.penalty;
  const ruleOf = penaltyRule(rule, singleSidedShare, failureBelow);
  const orderedWh = 100_000;
  const terms = remunerate(ruleOf, { orderedWh, paidWh: 0, priceMicro: capMicro });
  expect(terms.penaltyPriceMicro).toBe(83_886_070);
  const order = {
    payer: 0,
    provider: 1,
    unit: 0,
    period: 0,
    direction: 0 as const,
    continues: false,
    orderedWh,
    priceMicro: capMicro,
    penaltyMicro: terms.penaltyPriceMicro,
    verifiedWh: 0,
    waived: false,
  };
  const [batch] = orderBatches(0, { rule: ruleOf, strikeLimit: 3, season: 0 }, [order]);
  expect(batch!.deliveries[0]).toMatchObject({ penalty: 8_388_607_000 });
});
