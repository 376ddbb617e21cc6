import { fieldsOf, type Statement } from "#sim/ledger/evm/signers.ts";

/** The chain and the contract that a statement is made for. */
export interface Addressee {
  readonly chainId: bigint;
  readonly contract: string;
}

/** What the contracts let people sign; field by field as in their interfaces. */
const REGISTRATION = fieldsOf(
  "uint32 unit,address owner,uint32 area,uint32 bus,int32 latitudeE6,int32 longitudeE6," +
    "uint32 upWhMax,uint32 downWhMax,bytes32[] meters,uint256 nonce",
);
const PREQUALIFICATIONS = fieldsOf("bytes32 results,uint256 nonce");
const CLAIM_BATCH = fieldsOf("uint32 sequence,bytes claims");
const DAY_SETTLEMENT = fieldsOf("uint32 day,bytes32 merkleRoot,bytes packed");
const VERIFICATION = fieldsOf("uint256 order,uint32 verifiedWh");
const ORDER_BATCH = fieldsOf("uint256 batch,bytes orders");
const VERIFICATION_BATCH = fieldsOf("uint256 batch,bytes verified");
const SEALS = fieldsOf("bytes32 seals,uint256 nonce");
const REQUESTS = fieldsOf("bytes32 requests,uint256 nonce");
const CORRECTION = fieldsOf(
  "uint32 day,uint32 entry,uint32 from,uint32 to,uint32 kind,uint128 before,uint128 amountMicroEur",
);

/** A unit as its owner registers it; see `IAssetRegistry.Registration`. */
export interface RegistrationTerms {
  readonly unit: number;
  readonly owner: string;
  readonly area: number;
  readonly bus: number;
  readonly latitudeE6: number;
  readonly longitudeE6: number;
  readonly upWhMax: number;
  readonly downWhMax: number;
  /** Hashes of meter identifiers. */
  readonly meters: readonly string[];
  readonly nonce: number;
}

/** An entry of a day as a correction names it; see `ISettlement.Entry`. */
export interface CorrectedEntry {
  readonly day: number;
  readonly entry: number;
  readonly from: number;
  readonly to: number;
  readonly kind: number;
  /** What the day was closed with, µEUR. */
  readonly before: number | bigint;
  /** What it should have been, µEUR. */
  readonly amountMicroEur: number | bigint;
}

export function registrationStatement(to: Addressee, terms: RegistrationTerms): Statement {
  const value = { ...terms };
  return { ...to, name: "AssetRegistry", types: { Registration: REGISTRATION }, value };
}

/** @param results keccak256 of the results, ABI-encoded */
export function prequalificationStatement(
  to: Addressee,
  results: string,
  nonce: number,
): Statement {
  const types = { Prequalifications: PREQUALIFICATIONS };
  return { ...to, name: "AssetRegistry", types, value: { results, nonce } };
}

export function claimStatement(to: Addressee, sequence: number, claims: Buffer): Statement {
  const types = { ClaimBatch: CLAIM_BATCH };
  return { ...to, name: "ActivationLedger", types, value: { sequence, claims } };
}

export function dayStatement(
  to: Addressee,
  day: number,
  merkleRoot: string,
  packed: Buffer,
): Statement {
  const types = { DaySettlement: DAY_SETTLEMENT };
  return { ...to, name: "Settlement", types, value: { day, merkleRoot, packed } };
}

export function verificationStatement(to: Addressee, order: number, verifiedWh: number): Statement {
  const types = { Verification: VERIFICATION };
  return { ...to, name: "Settlement", types, value: { order, verifiedWh } };
}

export function orderBatchStatement(to: Addressee, batch: number, orders: Buffer): Statement {
  const types = { OrderBatch: ORDER_BATCH };
  return { ...to, name: "Settlement", types, value: { batch, orders } };
}

export function verificationBatchStatement(
  to: Addressee,
  batch: number,
  verified: Buffer,
): Statement {
  const types = { VerificationBatch: VERIFICATION_BATCH };
  return { ...to, name: "Settlement", types, value: { batch, verified } };
}

/** @param seals keccak256 of the seals, ABI-encoded */
export function sealsStatement(to: Addressee, seals: string, nonce: number): Statement {
  return { ...to, name: "ReservationAuction", types: { Seals: SEALS }, value: { seals, nonce } };
}

/** @param requests keccak256 of the requests, ABI-encoded */
export function requestsStatement(to: Addressee, requests: string, nonce: number): Statement {
  const types = { Requests: REQUESTS };
  return { ...to, name: "ReservationAuction", types, value: { requests, nonce } };
}

export function correctionStatement(to: Addressee, entry: CorrectedEntry): Statement {
  return { ...to, name: "Settlement", types: { Correction: CORRECTION }, value: { ...entry } };
}
