import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { expect, test } from "vitest";
import type { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { rpcLedger } from "#sim/ledger/evm/rpcLedger.ts";
import { TransactionLostError } from "#sim/ledger/evm/transactionLostError.ts";
import { openLedger } from "#sim/ledger/openLedger.ts";
import { decide, participants, units } from "#test/support/ledgerDays.ts";
import { mnemonic } from "#test/support/testChain.ts";

/** A node with gas prices that mines when it likes: every transaction at once, or now and then. */
async function withNode(mining: object, use: (url: string) => Promise<void>): Promise<void> {
  const hre = await createHardhatRuntimeEnvironment({
    networks: {
      node: {
        type: "edr-simulated",
        accounts: { mnemonic, count: 1 },
        allowBlocksWithSameTimestamp: true,
        mining,
      },
    },
  });
  const server = await hre.network.createServer("node", "127.0.0.1", 0);
  const { address, port } = await server.listen();
  try {
    await use(`http://${address}:${port}`);
  } finally {
    await server.close();
  }
}

const claims = decide(
  Array.from({ length: 30 }, (_, i) => ({
    need: 2,
    unit: (i % 3) * 300,
    period: i % 5,
    direction: i % 7 === 0 ? 1 : 0,
    offeredWh: 20,
    requestedWh: 15,
    minutesPassed: 1,
  })),
);
const postings = [{ from: 2, to: 4, kind: 1, amountMicroEur: 77_000 }];

test.each([
  ["mines at once", { auto: true }],
  ["mines in intervals", { auto: false, interval: 30 }],
])("a node that %s settles a day", async (_, mining) => {
  await withNode(mining, async (url) => {
    const ledger = (await openLedger(`rpc:${url}`, mnemonic)) as EvmLedger;
    await ledger.open(participants, units, 1);
    const receipt = await ledger.closeDay(0, claims, postings, 1_735_689_600, true);
    expect(receipt.transactions).toBe(2);
    expect((await ledger.balances())[4]).toBe(77_000);
    const wrong = [{ ...claims[0]!, marketMinute: 0 }];
    await expect(ledger.closeDay(1, wrong, [], 1_735_776_000, true)).rejects.toThrow(
      "the ledger refused: MarketTimeWentBack(30, 0)",
    );
    await ledger.close();
  });
});

test("an account that cannot pay for gas is told so", async () => {
  const poor = "legal winner thank year wave sausage worth useful legal winner thank yellow";
  await withNode({ auto: true }, async (url) => {
    const ledger = await openLedger(`rpc:${url}`, poor);
    await expect(ledger.open(participants, units, 1)).rejects.toThrow(/funds/);
  });
});

test("a transaction that no block takes is given up, as what it is", async () => {
  await withNode({ auto: false, interval: 0 }, async (url) => {
    const ledger = await rpcLedger(url, mnemonic, { patienceSeconds: 1 });
    const opening = ledger.open(participants, units, 1);
    await expect(opening).rejects.toThrow(TransactionLostError);
    await expect(opening).rejects.toThrow("was not included within 1 s");
  });
});
