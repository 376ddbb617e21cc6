import { OrderBook as HftLimitOrderBook } from "hft-limit-order-book";
import { OrderBook as NodejsOrderBook } from "nodejs-order-book";
import { Checksum } from "#bench/checksum.ts";
import type { OrderFlow } from "#bench/matcher/orderFlow.ts";
import type { Job } from "#bench/workload.ts";
import { assert } from "#engine/assert.ts";
import { TICK_MICRO_EUR_PER_KWH } from "#engine/market/priceGrid.ts";

const WH_PER_KWH = 1000;

/** What both books have in common. */
interface NpmBook {
  createOrder(order: object): { done: unknown[]; quantityLeft: number; err: unknown };
  cancel(id: string): unknown;
}

/** Order books of the npm registry, each for one period. */
export const npmBooks: Readonly<Record<string, () => NpmBook>> = {
  "nodejs-order-book": () => new NodejsOrderBook() as unknown as NpmBook,
  "hft-limit-order-book": () => new HftLimitOrderBook() as unknown as NpmBook,
};

/** The plain flow on such books: prices in ticks from 1, energies in kWh, ids made before. */
export function openNpmBooks(flow: OrderFlow, create: () => NpmBook, unitsPerBatch: number): Job {
  const books = Array.from({ length: flow.periodCount }, create);
  const ids = Array.from({ length: flow.count }, (_, n) => String(n));
  const checksum = new Checksum();
  let completed = 0;
  let tradedKwh = 0;
  let withdrawn = 0;
  return {
    run(batch) {
      for (let n = batch * unitsPerBatch; n < (batch + 1) * unitsPerBatch; n++) {
        const target = flow.cancels[n]!;
        if (target >= 0) {
          if (books[flow.period[target]!]!.cancel(ids[target]!) !== undefined) withdrawn++;
          continue;
        }
        const size = flow.energyWh[n]! / WH_PER_KWH;
        const { done, quantityLeft, err } = books[flow.period[n]!]!.createOrder({
          type: "limit",
          side: flow.side[n] === 0 ? "buy" : "sell",
          size,
          price: 1 + flow.limitMicro[n]! / TICK_MICRO_EUR_PER_KWH,
          id: ids[n]!,
        });
        assert(err === null, "the book takes every order");
        completed += done.length;
        tradedKwh += size - quantityLeft;
      }
    },
    checksum: () => checksum.add(completed).add(tradedKwh).add(withdrawn).text(),
    facts: () => ({ withdrawn, tradedKwh, completed }),
  };
}
