import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { amountDown, amountUp } from "#engine/money.ts";
import { penaltyRule, remunerate } from "#engine/settlement/penalty.ts";
import { verifyOrders } from "#engine/settlement/verify.ts";
import { verificationStatement } from "#sim/ledger/day/statements.ts";
import {
  actAs,
  addressee,
  read,
  startPlatform,
  type TestPlatform,
  transact,
} from "#test/support/testChain.ts";

/** The rules in the order of `ISettlement.PenaltyRule`, with their usual figures in thousandths. */
const rules = [
  ["singleSided", 0, 0],
  ["graceSlope", 50, 3000],
  ["proportionalFloor", 500, 0],
  ["strikes", 600, 3],
] as const;
const FUNDS = 1e15;

let bench: TestPlatform;
let provider: string;
let dso: string;
let orders = 0;

beforeAll(async () => {
  bench = await startPlatform();
  provider = bench.signers.participant(1).address;
  dso = bench.signers.operator(1).address;
  for (const account of [provider, dso]) {
    await transact(bench.chain, bench.token, "deposit", account, FUNDS);
    const as = await actAs(bench.chain, account);
    await transact(as, bench.token, "approve", bench.settlement.address, 2n ** 255n);
  }
});

afterAll(() => bench.chain.close());

/** Settles one order on chain and returns what its provider earned, µEUR. */
async function earnOnChain(terms: readonly unknown[], verifiedWh: number): Promise<number> {
  const { chain, settlement, token, signers } = bench;
  const balance = async () => Number((await read(chain, token, "balanceOf", provider))[0]);
  const before = await balance();
  const order = orders++;
  await transact(await actAs(chain, dso), settlement, "placeOrder", terms);
  await transact(await actAs(chain, provider), settlement, "acceptOrder", order);
  const statement = verificationStatement(addressee(bench, settlement), order, verifiedWh);
  const signature = signers.meterOperator.sign(statement);
  await transact(chain, settlement, "settleOrder", order, verifiedWh, signature);
  return (await balance()) - before;
}

test("an order earns on chain what verification and penalty rule of the engine say", async () => {
  const property = fc.asyncProperty(
    fc.constantFrom(0, 1, 2, 3),
    fc.integer({ min: 1, max: 500_000 }),
    fc.integer({ min: 0, max: 500_000 }),
    fc.integer({ min: 0, max: 600_000 }),
    fc.constantFrom(0, 1, 1.5),
    async (which, orderedWh, priceMicro, meteredWh, share) => {
      const [name, first, second] = rules[which]!;
      const baselineWh = 600_000;
      const order = { ledger: 0, direction: 0, orderedWh } as const;
      const { verifiedWh, paidWh, missingWh } = verifyOrders([order], baselineWh, meteredWh)[0]!;
      const rule = penaltyRule(name, share);
      const { paidPriceMicro, penaltyPriceMicro } = remunerate(rule, {
        orderedWh,
        paidWh,
        priceMicro,
      });
      const expected = amountDown(paidPriceMicro, paidWh) - amountUp(penaltyPriceMicro, missingWh);
      const prices = [priceMicro, penaltyPriceMicro];
      const terms = [provider, 1, 2, 0, orderedWh, ...prices, which, first, second, 10, 20];
      const found = await earnOnChain(terms, verifiedWh);
      // The engine multiplies by a float, the contract by a fraction: prices differ by at most 1 µEUR/kWh.
      const tolerance = which === 0 || which === 3 ? 0 : Math.ceil(paidWh / 1000);
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerance);
    },
  );
  await fc.assert(property, { numRuns: 300 });
});
