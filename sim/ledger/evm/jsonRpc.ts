import { setTimeout as pause } from "node:timers/promises";
import type { Transport } from "#sim/ledger/evm/chain.ts";
import { RpcError } from "#sim/ledger/evm/rpcError.ts";

const RETRY_MS = 200;

/** How long to wait for a node before giving up. */
export interface Patience {
  /** A lost connection or a transaction that stays out of any block ends the wait after so long, s. @default 300 */
  readonly patienceSeconds?: number;
}

/** No connection to a node came about for as long as one was willing to wait. */
export class NodeUnreachableError extends Error {
  override readonly name = "NodeUnreachableError";
}

/**
 * Speaks JSON-RPC over HTTP. A request whose connection fails is repeated until the node is back, so
 * only requests may be sent that do the same twice as once: readings, and signed transactions.
 *
 * @throws NodeUnreachableError when patience is at its end
 */
export function jsonRpc(url: string, { patienceSeconds = 300 }: Patience): Transport["request"] {
  let id = 0;
  return async (method, params) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params });
    for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
      const answer = await attempt(url, body);
      if (!("failure" in answer)) {
        if (answer.error !== undefined) throw new RpcError(method, answer.error);
        return answer.result;
      }
      if (waitedMs >= patienceSeconds * 1000) {
        const message = `${url} did not answer ${method} for ${patienceSeconds} s`;
        throw new NodeUnreachableError(message, { cause: answer.failure });
      }
      await pause(RETRY_MS);
    }
  };
}

type Answer =
  | { readonly result?: unknown; readonly error?: { message: string; data?: unknown } }
  | { readonly failure: unknown };

/** One attempt; a connection that failed, or was cut before the answer was whole, is not an error yet. */
async function attempt(url: string, body: string): Promise<Answer> {
  try {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body });
    return (await response.json()) as Answer;
  } catch (failure) {
    return { failure };
  }
}
