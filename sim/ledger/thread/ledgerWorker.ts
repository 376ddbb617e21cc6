import { parentPort } from "node:worker_threads";
import { assert } from "#engine/assert.ts";
import type { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { hardhatLedger } from "#sim/ledger/evm/hardhatLedger.ts";
import { type Failure, failureOf } from "#sim/ledger/thread/failure.ts";
import type { LedgerAnswer, LedgerCall, LedgerCalls } from "#sim/ledger/thread/ledgerCall.ts";

/*
 * What runs in a `LedgerThread`: carries out calls on one chain after another, each call after the one before.
 * After a call that failed only `close` does anything.
 */
assert(parentPort !== null, "a ledger's thread is started by its port");
const port = parentPort;
let ledger: EvmLedger | null = null;
let failure: Failure | null = null;
let turn = Promise.resolve();
port.on("message", (call: LedgerCall) => {
  turn = turn.then(async () => port.postMessage(await answerTo(call)));
});

async function answerTo({ number, name, args }: LedgerCall): Promise<LedgerAnswer> {
  if (failure !== null && name !== "close") return { number, failure };
  try {
    const call = calls[name] as (...args: readonly unknown[]) => unknown;
    return { number, answer: await call(...args), totals: ledger?.totals() ?? null };
  } catch (error) {
    failure = failureOf(error);
    return { number, failure };
  }
}

const calls: LedgerCalls = {
  async start(mnemonic) {
    ledger = await hardhatLedger(mnemonic);
  },
  async open(...parties) {
    await started().open(...parties);
    return started().platform;
  },
  // Between threads a Buffer becomes the array that it is made of.
  publishOffers: (lists) => started().publishOffers(lists.map((one) => Buffer.from(one))),
  recordTests: (results) => started().recordTests(results),
  holdAuctions: (auctions) => started().holdAuctions(auctions),
  placeOrders: (terms, orders) => started().placeOrders(terms, orders),
  closeDay: (...day) => started().closeDay(...day),
  newEvents: () => started().record.newEvents(),
  balances: () => started().balances(),
  async close() {
    failure = null;
    const closing = ledger;
    ledger = null;
    await closing?.close();
  },
};

function started(): EvmLedger {
  assert(ledger !== null, "no chain was started");
  return ledger;
}
