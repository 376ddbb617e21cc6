import { Interface } from "ethers";
import {
  ActivationLedger,
  AssetRegistry,
  FlexToken,
  ReservationAuction,
  Settlement,
} from "#contracts/abi/contracts.ts";

const contracts = {
  ActivationLedger,
  AssetRegistry,
  FlexToken,
  ReservationAuction,
  Settlement,
} as const;

export type ContractName = keyof typeof contracts;

/** Functions of a contract, by name; a misspelt one does not compile. */
type FunctionOf<Name extends ContractName> = Extract<
  (typeof contracts)[Name]["abi"][number],
  { type: "function" }
>["name"];

const interfaces = Object.fromEntries(
  Object.entries(contracts).map(([name, { abi }]) => [name, new Interface(abi)]),
) as Record<ContractName, Interface>;

/** Encodes a call, with the general coder; long batches have coders of their own. */
export function encodeCall<Name extends ContractName>(
  contract: Name,
  functionName: FunctionOf<Name>,
  args: readonly unknown[],
): string {
  return interfaces[contract].encodeFunctionData(functionName, args);
}

/** The first four bytes of a call, 0x and 8 hex digits. */
export function selectorOf<Name extends ContractName>(
  contract: Name,
  functionName: FunctionOf<Name>,
): string {
  return interfaces[contract].getFunction(functionName)!.selector;
}

/** The topic that marks an event in a log. */
export function topicOf(contract: ContractName, eventName: string): string {
  return interfaces[contract].getEvent(eventName)!.topicHash;
}

/** The bytecode that creates a contract, followed by the arguments of its constructor. */
export function encodeCreation(contract: ContractName, args: readonly unknown[]): string {
  return contracts[contract].bytecode + interfaces[contract].encodeDeploy(args).slice(2);
}

/** A custom error in words, for example `DayOutOfOrder(3, 5)`; the raw data where it is unknown. */
export function describeRevert(data: string): string {
  if (data === "0x") return "no reason given";
  for (const contract of Object.values(interfaces)) {
    const error = contract.parseError(data);
    if (error !== null) return `${error.name}(${error.args.join(", ")})`;
  }
  return data;
}
