import { Interface, type InterfaceAbi, type Result } from "ethers";
import {
  ActivationLedger,
  AssetRegistry,
  FlexToken,
  ReservationAuction,
  Settlement,
} from "#contracts/abi/contracts.ts";
import { type Addressee, claimStatement } from "#sim/ledger/day/statements.ts";
import type { Chain, Receipt, Transaction } from "#sim/ledger/evm/chain.ts";
import { hardhatChain } from "#sim/ledger/evm/hardhatLedger.ts";
import { deployPlatform, type Platform } from "#sim/ledger/evm/platform.ts";
import { registerUnits } from "#sim/ledger/evm/registration.ts";
import { joinSignatures, type Signers, signersOf } from "#sim/ledger/evm/signers.ts";
import { submit } from "#sim/ledger/evm/submit.ts";
import type { UnitRegistration } from "#sim/ledger/ledgerPort.ts";

/** The well-known mnemonic of development chains. */
export const mnemonic = "test test test test test test test test test test test junk";

const GAS = 16_000_000;

/** A deployed contract, called by name. */
export interface Contract {
  readonly address: string;
  readonly codec: Interface;
}

export interface TestPlatform {
  readonly chain: Chain;
  readonly platform: Platform;
  readonly signers: Signers;
  readonly auction: Contract;
  readonly token: Contract;
  readonly registry: Contract;
  readonly settlement: Contract;
  readonly activationLedger: Contract;
}

/** Starts a chain with fresh contracts. */
export async function startPlatform(): Promise<TestPlatform> {
  const chain = await hardhatChain(mnemonic);
  const signers = signersOf(mnemonic);
  const platform = await deployPlatform(chain, signers, { ledgers: 1, areas: 2 });
  const contract = ({ abi }: { abi: InterfaceAbi }, address: string): Contract => ({
    address,
    codec: new Interface(abi),
  });
  return {
    chain,
    platform,
    signers,
    auction: contract(ReservationAuction, platform.auction),
    token: contract(FlexToken, platform.token),
    registry: contract(AssetRegistry, platform.registry),
    settlement: contract(Settlement, platform.settlement),
    activationLedger: contract(ActivationLedger, platform.activationLedgers[0]!),
  };
}

/** What signatures for a contract are made for. */
export function addressee({ platform }: TestPlatform, { address }: Contract): Addressee {
  return { chainId: platform.chainId, contract: address };
}

/** Units of participant 1, in area 0, tested; change what a test is about. */
export async function admitUnits(
  bench: TestPlatform,
  ids: readonly number[],
  change: Partial<UnitRegistration> = {},
): Promise<void> {
  const units = ids.map((unit) => ({
    unit,
    owner: 1,
    area: 0,
    upWhMax: 100,
    downWhMax: 100,
    place: { bus: 3, latitudeDegree: 42.1354, longitudeDegree: -24.7453 },
    meters: [`meter ${unit}`],
    ...change,
  }));
  await registerUnits(bench.chain, bench.signers, addressee(bench, bench.registry), units);
}

/** Has a batch of claims decided, signed by the TSO and the first DSO. */
export async function claimSigned(bench: TestPlatform, batch: Buffer): Promise<Receipt> {
  const { chain, activationLedger } = bench;
  const [sequence] = await read(chain, activationLedger, "sequence");
  const statement = claimStatement(addressee(bench, activationLedger), Number(sequence), batch);
  const signatures = [0, 1].map((one) => bench.signers.operator(one).sign(statement));
  return transact(chain, activationLedger, "claimBatch", batch, joinSignatures(signatures));
}

/** Sends one transaction and waits for its block; a refusal throws LedgerMismatchError with the reason. */
export async function transact(
  chain: Chain,
  { address, codec }: Contract,
  functionName: string,
  ...args: readonly unknown[]
): Promise<Receipt> {
  const data = codec.encodeFunctionData(functionName, args);
  return (await submit(chain, [{ to: address, data, gas: GAS }]))[0]!;
}

/** Reads from a contract. */
export async function read(
  chain: Chain,
  { address, codec }: Contract,
  functionName: string,
  ...args: readonly unknown[]
): Promise<Result> {
  const data = codec.encodeFunctionData(functionName, args);
  const answer = await chain.request("eth_call", [{ to: address, data }, "latest"]);
  return codec.decodeFunctionResult(functionName, answer as string);
}

/** The same chain, acted on by somebody else; nobody needs money where gas is free. */
export async function actAs(chain: Chain, address: string): Promise<Chain> {
  await chain.request("hardhat_impersonateAccount", [address]);
  return {
    ...chain,
    operator: address,
    async send({ to, data, gas }: Transaction) {
      const call = { from: address, to, data, gas: `0x${gas.toString(16)}`, gasPrice: "0x0" };
      return (await chain.request("eth_sendTransaction", [call])) as string;
    },
  };
}

/** An address that belongs to nobody else, the same for the same number. */
export function addressOf(number: number): string {
  return `0x${(0xacc0000 + number).toString(16).padStart(40, "0")}`;
}
