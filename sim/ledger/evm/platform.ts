import { id } from "ethers";
import type { Chain, Transaction } from "#sim/ledger/evm/chain.ts";
import { chunks } from "#sim/ledger/evm/chunks.ts";
import { type ContractName, encodeCall, encodeCreation } from "#sim/ledger/evm/contractCodec.ts";
import type { Signers } from "#sim/ledger/evm/signers.ts";
import { submit } from "#sim/ledger/evm/submit.ts";
import type { Participant, UnitRegistration } from "#sim/ledger/ledgerPort.ts";

const CREATION_GAS = 8_000_000;
const ROLE_GAS = 200_000;
const BASE_GAS = 100_000;
const WALLET_GAS = 90_000;
const WALLETS_PER_CALL = 150;

/** Addresses of the contracts of one run. */
export interface Platform {
  readonly chainId: bigint;
  readonly token: string;
  readonly registry: string;
  readonly auction: string;
  readonly settlement: string;
  readonly activationLedgers: readonly string[];
}

/**
 * Deploys fresh contracts, administered by the chain's operator, who is the market operator. The TSO
 * and the DSOs are appointed in every activation ledger, in auction and settlement; the meter operator
 * in the settlement.
 */
export async function deployPlatform(
  chain: Chain,
  signers: Signers,
  { ledgers, areas }: { ledgers: number; areas: number },
): Promise<Platform> {
  const create = (contract: ContractName, ...args: string[]): Transaction => ({
    data: encodeCreation(contract, [chain.operator, ...args]),
    gas: CREATION_GAS,
  });
  const addresses = async (transactions: readonly Transaction[]) =>
    (await submit(chain, transactions)).map(({ contractAddress }) => contractAddress!);

  const chainId = BigInt((await chain.request("eth_chainId", [])) as string);
  const ground = await addresses([create("FlexToken"), create("AssetRegistry")]);
  const [token, registry] = ground as [string, string];
  const upper = await addresses([
    create("Settlement", token),
    create("ReservationAuction", registry),
    ...Array.from({ length: ledgers }, () => create("ActivationLedger", registry)),
  ]);
  const [settlement, auction, ...activationLedgers] = upper as [string, string, ...string[]];
  const platform = { chainId, token, registry, auction, settlement, activationLedgers };
  await submit(chain, appointments(platform, signers, areas));
  return platform;
}

/** Opens a wallet for every address, in order. */
export async function openWallets(
  chain: Chain,
  { token }: Platform,
  addresses: readonly string[],
): Promise<void> {
  const calls = chunks(addresses, WALLETS_PER_CALL).map((some) => ({
    to: token,
    data: encodeCall("FlexToken", "openWallets", [some]),
    gas: BASE_GAS + WALLET_GAS * some.length,
  }));
  await submit(chain, calls);
}

/** Wallets of system operators may pay into escrow, and owners of units seal offers in auctions. */
export async function admitParties(
  chain: Chain,
  { auction, settlement }: Platform,
  signers: Signers,
  parties: { participants: readonly Participant[]; units: readonly UnitRegistration[] },
): Promise<void> {
  const operators = parties.participants.filter(({ role }) => role !== undefined);
  const owners = [...new Set(parties.units.map(({ owner }) => owner))];
  const grant = (
    contract: "ReservationAuction" | "Settlement",
    role: string,
    participant: number,
  ): Transaction => ({
    to: contract === "Settlement" ? settlement : auction,
    data: encodeCall(contract, "grantRole", [id(role), signers.participant(participant).address]),
    gas: ROLE_GAS,
  });
  const grants = [
    ...operators.map(({ index, role }) => grant("Settlement", role!, index)),
    ...owners.map((owner) => grant("ReservationAuction", "FSP", owner)),
  ];
  if (grants.length > 0) await submit(chain, grants);
}

function appointments(platform: Platform, signers: Signers, areas: number): Transaction[] {
  const { token, auction, settlement, activationLedgers } = platform;
  const grant = (
    contract: "FlexToken" | "ReservationAuction" | "Settlement",
    to: string,
    role: string,
    account: string,
  ): Transaction => ({
    to,
    data: encodeCall(contract, "grantRole", [id(role), account]),
    gas: ROLE_GAS,
  });
  const operators = Array.from({ length: areas + 1 }, (_, operator) => ({
    operator,
    role: operator === 0 ? "TSO" : "DSO",
    account: signers.operator(operator).address,
  }));
  return [
    grant("FlexToken", token, "SETTLEMENT", settlement),
    grant("Settlement", settlement, "METER", signers.meterOperator.address),
    ...operators.flatMap(({ operator, role, account }) => [
      grant("ReservationAuction", auction, role, account),
      grant("Settlement", settlement, role, account),
      ...activationLedgers.map((to) => ({
        to,
        data: encodeCall("ActivationLedger", "appointOperator", [operator, account]),
        gas: ROLE_GAS,
      })),
    ]),
  ];
}
