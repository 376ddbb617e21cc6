import { Interface, id } from "ethers";
import { ActivationLedger, AssetRegistry, Settlement } from "#contracts/abi/contracts.ts";
import type { ChainEvent, ChainLogHead } from "#sim/audit/chainLogLine.ts";

/** An account was given a role of a ledger, or lost it. */
export interface RoleEvent {
  readonly kind: "role";
  readonly ledger: number;
  readonly role: string;
  readonly account: string;
  readonly isHeld: boolean;
}

/** An account may act for an operator of a ledger. */
export interface AppointmentEvent {
  readonly kind: "appointment";
  readonly ledger: number;
  readonly operator: number;
  readonly account: string;
}

/** Units stand where they may be claimed, or do not any more. */
export interface UnitsEvent {
  readonly kind: "units";
  readonly units: readonly number[];
  readonly isEligible: boolean;
}

/** Merit order lists were published; see `publishedLists`. */
export interface ListsEvent {
  readonly kind: "lists";
  readonly day: number;
  readonly lists: Buffer;
}

/** A ledger decided a batch of claims; see `decidedClaims`. */
export interface ClaimsEvent {
  readonly kind: "claims";
  readonly ledger: number;
  readonly claims: Buffer;
  readonly grants: Buffer;
}

/** An operator locked a quantity, or released it. */
export interface LockEvent {
  readonly kind: "lock";
  readonly ledger: number;
  readonly unit: number;
  readonly period: number;
  readonly direction: 0 | 1;
}

/** Orders went into escrow; see `escrowedOrders`. */
export interface OrdersEvent {
  readonly kind: "orders";
  readonly orders: Buffer;
}

/** A day was settled. */
export interface DayEvent {
  readonly kind: "day";
  readonly day: number;
}

/** What the audit reads out of an event. */
export type PlatformEvent =
  | RoleEvent
  | AppointmentEvent
  | UnitsEvent
  | ListsEvent
  | ClaimsEvent
  | LockEvent
  | OrdersEvent
  | DayEvent;

const ledgerCodec = new Interface(ActivationLedger.abi);
const registryCodec = new Interface(AssetRegistry.abi);
const settlementCodec = new Interface(Settlement.abi);

/** Roles by what contracts call them. */
const ROLES = new Map(["DSO", "TSO"].map((name) => [id(name), name]));
/** The state of a unit in which it may be claimed: `IAssetRegistry.State`. */
const TESTED = 4;

/** Reads an event of the platform; null for those that say nothing about activations. */
export function platformEvent(event: ChainEvent, head: ChainLogHead): PlatformEvent | null {
  const is = (other: string) => other.toLowerCase() === event.address.toLowerCase();
  const { registry, auction, settlement, activationLedgers } = head.contracts;
  if (auction !== undefined && is(auction)) return null;
  if (is(registry)) return ofRegistry(event);
  if (is(settlement)) return ofSettlement(event);
  return ofLedger(event, activationLedgers.findIndex(is));
}

function ofRegistry(event: ChainEvent): UnitsEvent | null {
  const parsed = registryCodec.parseLog(event);
  if (parsed === null) return null;
  const { name, args } = parsed;
  const stateOf = (units: readonly bigint[], state: bigint): UnitsEvent => {
    return { kind: "units", units: units.map(Number), isEligible: Number(state) === TESTED };
  };
  if (name === "UnitsAdvanced") return stateOf(args["units"], args["to"]);
  if (name === "BlockLifted") return stateOf([args["unit"]], args["to"]);
  if (name === "UnitRejected" || name === "TestFailed") return stateOf([args["unit"]], 0n);
  return null;
}

function ofSettlement(event: ChainEvent): DayEvent | OrdersEvent | null {
  const parsed = settlementCodec.parseLog(event);
  if (parsed === null) return null;
  const { name, args } = parsed;
  if (name === "DaySettled") return { kind: "day", day: Number(args["day"]) };
  return name === "OrdersEscrowed" ? { kind: "orders", orders: bytes(args["orders"]) } : null;
}

function ofLedger(event: ChainEvent, ledger: number): PlatformEvent | null {
  const parsed = ledgerCodec.parseLog(event);
  if (parsed === null) return null;
  const { name, args } = parsed;
  switch (name) {
    case "OffersPublished":
      return { kind: "lists", day: Number(args["day"]), lists: bytes(args["lists"]) };
    case "ClaimsDecided":
      return {
        kind: "claims",
        ledger,
        claims: bytes(args["claims"]),
        grants: bytes(args["grants"]),
      };
    case "OperatorAppointed": {
      const { operator, account } = args;
      return { kind: "appointment", ledger, operator: Number(operator), account };
    }
    case "QuantityLocked":
    case "LockReleased": {
      const direction = Number(args["direction"]) === 0 ? 0 : 1;
      const [unit, period] = [Number(args["unit"]), Number(args["period"])];
      return { kind: "lock", ledger, unit, period, direction };
    }
    case "RoleGranted":
    case "RoleRevoked": {
      const role = ROLES.get(args["role"]);
      if (role === undefined) return null;
      return {
        kind: "role",
        ledger,
        role,
        account: args["account"],
        isHeld: name === "RoleGranted",
      };
    }
    default:
      return null;
  }
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex.slice(2), "hex");
}
