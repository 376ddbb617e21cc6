import { readAccepted } from "#sim/ledger/auctions/auctionBook.ts";
import type { ServedRequest } from "#sim/ledger/auctions/auctionRecord.ts";
import type { Log } from "#sim/ledger/evm/chain.ts";
import { bytesArgument, bytesOf } from "#sim/ledger/evm/packedCall.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";

const WORD = 32;
const LAST_SIX = 26;

/**
 * Holds what requests were served with on chain against what the run found, and forgets the auctions of
 * which all were.
 *
 * @param expected requests by auction
 * @param events of the kind `RequestServed`
 */
export function checkServed(
  expected: Map<number, readonly ServedRequest[]>,
  events: readonly Log[],
): void {
  for (const { topics, data } of events) {
    const [auction, request] = [Number(topics[1]), Number(topics[2])];
    const encoded = bytesOf(data);
    const found = describe(
      readAccepted(bytesArgument(encoded, 0)),
      milli(encoded, 1),
      milli(encoded, 2),
    );
    const requests = expected.get(auction);
    if (requests?.[request] === undefined) {
      throw new LedgerMismatchError(`auction ${auction}, request ${request} was served unasked`);
    }
    const { accepted, reliefW, unmetW } = requests[request];
    const wanted = describe(accepted, Math.round(1000 * reliefW), Math.round(1000 * unmetW));
    if (found === wanted) {
      if (request === requests.length - 1) expected.delete(auction);
      continue;
    }
    throw new LedgerMismatchError(
      `auction ${auction}, request ${request}: expected ${wanted}, found ${found}`,
    );
  }
}

/** A word that fits a float: its last six bytes. */
function milli(encoded: Buffer, index: number): number {
  return encoded.readUIntBE(index * WORD + LAST_SIX, 6);
}

function describe(accepted: ServedRequest["accepted"], reliefMw: number, unmetMw: number): string {
  const offers = accepted.map(
    ({ unit, powerW, reservationMicroEurPerKwH }) =>
      `${powerW} W of unit ${unit} at ${reservationMicroEurPerKwH}`,
  );
  const list = offers.length === 0 ? "nothing" : offers.join(", ");
  return `${list}, ${reliefMw} mW of relief, ${unmetMw} mW unmet`;
}
