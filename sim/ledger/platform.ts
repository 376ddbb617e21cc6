import { id } from "ethers";
import type { Chain, Transaction } from "#sim/ledger/chain.ts";
import { type ContractName, encodeCall, encodeCreation } from "#sim/ledger/contractCodec.ts";
import type { UnitRegistration } from "#sim/ledger/ledgerPort.ts";
import { submit } from "#sim/ledger/submit.ts";

const CREATION_GAS = 6_000_000;
const ROLE_GAS = 200_000;
const BASE_GAS = 100_000;
const WALLET_GAS = 90_000;
const UNIT_GAS = 60_000;
const WALLETS_PER_CALL = 150;
const UNITS_PER_CALL = 250;

/** Addresses of the contracts of one run. */
export interface Platform {
  readonly token: string;
  readonly registry: string;
  readonly settlement: string;
  readonly activationLedgers: readonly string[];
}

/** Deploys fresh contracts, all administered and operated by the chain's operator. */
export async function deployPlatform(chain: Chain, ledgerCount: number): Promise<Platform> {
  const create = (contract: ContractName, ...args: string[]): Transaction => ({
    data: encodeCreation(contract, [chain.operator, ...args]),
    gas: CREATION_GAS,
  });
  const addresses = async (transactions: readonly Transaction[]) =>
    (await submit(chain, transactions)).map(({ contractAddress }) => contractAddress!);

  const ground = await addresses([create("FlexToken"), create("AssetRegistry")]);
  const [token, registry] = ground as [string, string];
  const ledgers = Array.from({ length: ledgerCount }, () => create("ActivationLedger", registry));
  const upper = await addresses([create("Settlement", token), ...ledgers]);
  const [settlement, ...activationLedgers] = upper as [string, ...string[]];
  const grant = encodeCall("FlexToken", "grantRole", [id("SETTLEMENT"), settlement]);
  await submit(chain, [{ to: token, data: grant, gas: ROLE_GAS }]);
  return { token, registry, settlement, activationLedgers };
}

/** Opens a wallet for every address, in order, and registers the units of the participants. */
export async function register(
  chain: Chain,
  platform: Platform,
  addresses: readonly string[],
  units: readonly UnitRegistration[],
): Promise<void> {
  const wallets = chunks(addresses, WALLETS_PER_CALL).map((some) => ({
    to: platform.token,
    data: encodeCall("FlexToken", "openWallets", [some]),
    gas: BASE_GAS + WALLET_GAS * some.length,
  }));
  const registrations = chunks(units, UNITS_PER_CALL).map((some) => ({
    to: platform.registry,
    data: encodeCall("AssetRegistry", "registerUnits", [
      some.map(({ unit }) => unit),
      some.map(({ owner, area, upWhMax, downWhMax }) => ({
        owner: addresses[owner],
        area,
        upWhMax,
        downWhMax,
      })),
    ]),
    gas: BASE_GAS + UNIT_GAS * some.length,
  }));
  await submit(chain, [...wallets, ...registrations]);
}

/** Cuts a list into pieces of at most `size`. */
export function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
