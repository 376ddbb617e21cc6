import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { keccak256 } from "ethers";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { Fault } from "#test/support/durableNode.ts";

const mnemonic = "test test test test test test test test test test test junk";
const [file, port] = process.argv.slice(2) as [string, string];
const DIED_AS_PLANNED = 42;

const hre = await createHardhatRuntimeEnvironment({
  networks: {
    node: {
      type: "edr-simulated",
      accounts: { mnemonic, count: 1 },
      allowBlocksWithSameTimestamp: true,
      initialDate: "2000-01-01T00:00:00Z",
      mining: { auto: true },
    },
  },
});
const { provider } = await hre.network.create("node");
const past = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
for (const signed of past) {
  // A refused transaction stands in its block all the same.
  await provider.request({ method: "eth_sendRawTransaction", params: [signed] }).catch(() => {});
}

let fault: Fault = {};
let sent = 0;

process.on("message", (planned: Fault) => {
  fault = planned;
  sent = 0;
  process.send!(0);
});

async function answer(method: string, params: unknown[]): Promise<unknown> {
  if (method === "eth_getTransactionReceipt" && (fault.lateReceipts ?? 0) > 0) {
    fault = { ...fault, lateReceipts: fault.lateReceipts! - 1 };
    return null;
  }
  if (method !== "eth_sendRawTransaction") return provider.request({ method, params });
  const signed = params[0] as string;
  sent++;
  if (fault.drop === sent) return keccak256(signed);
  if (fault.die?.at === sent && fault.die.when === "before") process.exit(DIED_AS_PLANNED);
  appendFileSync(file, `${signed}\n`, { flush: true });
  const executed = provider.request({ method, params });
  if (fault.die?.at === sent) {
    await executed.catch(() => {});
    process.exit(DIED_AS_PLANNED);
  }
  return executed;
}

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString());
  const reply = await answer(method, params).then(
    (result) => ({ result }),
    (error) => ({ error: { code: -32_000, message: String(error.message), data: error.data } }),
  );
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ jsonrpc: "2.0", id, ...reply }));
});
server.listen(Number(port), "127.0.0.1", () => {
  process.send!((server.address() as AddressInfo).port);
});
