import { id, solidityPackedKeccak256 } from "ethers";
import type { AuctionOffer } from "#engine/market/calls/auctionOffer.ts";
import type { AcceptedOffer } from "#engine/market/calls/callAuction.ts";
import {
  type BookOffer,
  packBook,
  packEffectiveness,
  packOffers,
  rankingOf,
  readAccepted,
  readBook,
} from "#sim/ledger/auctions/auctionBook.ts";
import { bytesOf } from "#sim/ledger/evm/packedCall.ts";
import { actAs, type TestPlatform, transact } from "#test/support/testChain.ts";

/** One request, as the engine takes it. */
export interface RequestOnChain {
  readonly quantityW: number;
  readonly scoreCapMicro: number;
  readonly utilisationPermille: number;
  readonly overshootPermille: number;
  readonly pricing: "payAsBid" | "uniform";
  readonly marginTies: "time" | "proRata";
  /** By offer id, thousandths. */
  readonly effectivenessPermille: (id: number) => number;
}

export interface ServedOnChain {
  readonly accepted: readonly Omit<AcceptedOffer, "reliefW" | "activationMicroEurPerKwh">[];
  readonly reliefMw: number;
  readonly unmetMw: number;
  readonly marginalScore: number;
  readonly marginalEffectiveness: number;
  readonly gas: number;
}

const SALT = id("salt");

/**
 * Holds an auction on chain. Every provider seals its offers; the order of seals is the time priority,
 * so providers with the lower minute seal first.
 *
 * @param providers indices of participants, by minute of submission
 */
export async function auctionOnChain(
  bench: TestPlatform,
  auction: number,
  offers: readonly AuctionOffer[],
  requests: readonly RequestOnChain[],
): Promise<{ served: ServedOnChain[]; gas: { open: number } }> {
  const { chain, auction: contract, signers } = bench;
  await transact(chain, contract, "open", auction, id("product"), 600, 1);
  const openings = [];
  const minutes = [...new Set(offers.map(({ submittedMinute }) => submittedMinute))];
  for (const minute of minutes.sort((a, b) => a - b)) {
    const provider = signers.participant(minute).address;
    const own = offers.filter(({ submittedMinute }) => submittedMinute === minute);
    const records = packOffers(own.sort((a, b) => a.id - b.id));
    const seal = solidityPackedKeccak256(
      ["uint32", "address", "bytes32", "bytes"],
      [auction, provider, SALT, records],
    );
    await transact(await actAs(chain, provider), contract, "sealOffers", auction, seal);
    openings.push({ provider, salt: SALT, offers: records });
  }
  const tso = await actAs(chain, signers.operator(0).address);
  const terms = requests.map((request) => ({
    constraint: id("line"),
    quantityW: request.quantityW,
    scoreCap: request.scoreCapMicro,
    utilisationPermille: request.utilisationPermille,
    overshootPermille: request.overshootPermille,
    uniform: request.pricing === "uniform",
    proRata: request.marginTies === "proRata",
  }));
  for (const one of terms) await transact(tso, contract, "commitRequest", auction, one);
  await transact(chain, contract, "freeze", auction, 600);
  const opened = await transact(chain, contract, "openBook", auction, openings);
  let book: BookOffer[] = readBook(bytesOf(contract.codec.parseLog(opened.logs[0]!)!.args[1]));
  const served: ServedOnChain[] = [];
  for (const [number, request] of requests.entries()) {
    const effectiveness = book.map(({ unit }) => request.effectivenessPermille(unit));
    const ranking = rankingOf(book, effectiveness, request.utilisationPermille);
    const packed = [packBook(book), packEffectiveness(effectiveness), ranking];
    const args = [auction, number, terms[number], ...packed];
    const receipt = await transact(chain, contract, "uncross", ...args);
    const outcome = readOutcome(contract.codec.parseLog(receipt.logs[0]!)!.args);
    served.push({ ...outcome, gas: Number(receipt.gasUsed) });
    const taken = new Map(outcome.accepted.map((one) => [one.id, one.powerW]));
    book = book.map((one) => ({ ...one, powerW: one.powerW - (taken.get(one.unit) ?? 0) }));
  }
  await transact(chain, contract, "publish", auction);
  return { served, gas: { open: Number(opened.gasUsed) } };
}

function readOutcome(args: readonly unknown[]): Omit<ServedOnChain, "gas"> {
  const [, , accepted, relief, unmet, score, effectiveness] = args;
  return {
    accepted: readAccepted(bytesOf(accepted as string)).map((one) => ({
      id: one.unit,
      powerW: one.powerW,
      reservationMicroEurPerKwH: one.reservationMicroEurPerKwH,
    })),
    reliefMw: Number(relief),
    unmetMw: Number(unmet),
    marginalScore: Number(score),
    marginalEffectiveness: Number(effectiveness),
  };
}
