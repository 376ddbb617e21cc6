import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { Interface, id } from "ethers";
import { ActivationLedger, AssetRegistry, Settlement } from "#contracts/abi/contracts.ts";
import { orderBatches } from "#sim/ledger/escrow/orderBatch.ts";
import type { OrderRecord } from "#sim/ledger/escrow/orderRecord.ts";
import { packClaims } from "#sim/ledger/evm/claimBatch.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";
import { OfferLists } from "#sim/ledger/offerLists.ts";
import { addressOf } from "#test/support/testChain.ts";

const codecs = {
  ActivationLedger: new Interface(ActivationLedger.abi),
  AssetRegistry: new Interface(AssetRegistry.abi),
  Settlement: new Interface(Settlement.abi),
};

export type LogLine = Record<string, unknown>;

const REGISTRY = addressOf(1);
const SETTLEMENT = addressOf(2);
const TOKEN = addressOf(3);
const ledgerAddress = (ledger: number) => addressOf(10 + ledger);
const accountOf = (operator: number) => addressOf(100 + operator);

/** A head of a log of so many activation ledgers. */
export function headOf(ledgers: number): LogLine {
  const activationLedgers = Array.from({ length: ledgers }, (_, ledger) => ledgerAddress(ledger));
  const contracts = { token: TOKEN, registry: REGISTRY, settlement: SETTLEMENT, activationLedgers };
  const time = { firstPeriodUnixSeconds: 1_736_460_000, timeZone: "Europe/Sofia" };
  return { chainLog: 1, chainId: "0x7a69", contracts, ...time };
}

function event(
  contract: keyof typeof codecs,
  address: string,
  name: string,
  values: readonly unknown[],
): LogLine {
  return { address, ...codecs[contract].encodeEventLog(name, values) };
}

/** The events that appoint operators in a ledger, with their roles. */
export function appointments(ledger: number, operators: readonly number[]): LogLine[] {
  const at = ledgerAddress(ledger);
  return operators.flatMap((operator) => [
    roleOf("RoleGranted", ledger, operator),
    event("ActivationLedger", at, "OperatorAppointed", [operator, accountOf(operator)]),
  ]);
}

/** An operator's account is given its role in a ledger, or loses it. */
export function roleOf(
  name: "RoleGranted" | "RoleRevoked",
  ledger: number,
  operator: number,
): LogLine {
  const role = id(operator === 0 ? "TSO" : "DSO");
  const values = [role, accountOf(operator), accountOf(99)];
  return event("ActivationLedger", ledgerAddress(ledger), name, values);
}

/** Units reach a state: 4 is tested, 5 blocked. */
export function advanced(state: number, units: readonly number[]): LogLine {
  return event("AssetRegistry", REGISTRY, "UnitsAdvanced", [state, units]);
}

/** Lists of a day: each by whom, for what and when, with its offers. */
export function published(
  day: number,
  lists: readonly {
    readonly operator: number;
    readonly need: 0 | 1 | 2;
    readonly period: number;
    readonly offers: readonly (readonly [
      unit: number,
      direction: 0 | 1,
      quantityWh: number,
      priceMicro: number,
    ])[];
  }[],
): LogLine {
  const packed = new OfferLists();
  for (const { operator, need, period, offers } of lists) {
    packed.begin({ list: need, gate: 0, operator, period });
    for (const offer of offers) packed.add(...offer);
  }
  const bytes = Buffer.concat(packed.take());
  return event("ActivationLedger", ledgerAddress(0), "OffersPublished", [day, bytes]);
}

/** A batch of claims as a ledger decided it. */
export function decided(ledger: number, claims: readonly ClaimRecord[]): LogLine {
  const packed = packClaims(claims);
  return batch(ledgerAddress(ledger), packed, packGrants(claims));
}

/** A batch of any bytes, by any contract. */
export function batch(address: string, claims: Buffer, grants: Buffer): LogLine {
  const values = [accountOf(99), claims, grants];
  return event("ActivationLedger", address, "ClaimsDecided", values);
}

export function packGrants(claims: readonly ClaimRecord[]): Buffer {
  const bytes = Buffer.alloc(4 * claims.length);
  for (const [i, { conflict, grantedWh }] of claims.entries())
    bytes.writeUInt32BE(conflict * 2 ** 30 + grantedWh, 4 * i);
  return bytes;
}

/** Orders go into escrow: whatever they cost, and whoever pays. */
export function escrowed(
  orders: readonly Pick<OrderRecord, "unit" | "period" | "direction" | "orderedWh">[],
): LogLine {
  const rest = { payer: 1, provider: 2, continues: false, priceMicro: 50_000, penaltyMicro: 0 };
  const terms = { rule: { rule: "singleSided", share: 0.5 }, strikeLimit: 3, season: 0 } as const;
  const full = orders.map((one) => ({ ...rest, ...one, verifiedWh: 0, waived: false }));
  const [batch] = orderBatches(0, terms, full);
  return event("Settlement", SETTLEMENT, "OrdersEscrowed", [0, 0, batch!.packed, 0]);
}

/** Orders of any bytes. */
export function escrowedBytes(orders: Buffer): LogLine {
  return event("Settlement", SETTLEMENT, "OrdersEscrowed", [0, 0, orders, 0]);
}

/** A day is settled. */
export function settled(day: number): LogLine {
  return event("Settlement", SETTLEMENT, "DaySettled", [day, id("root"), 0]);
}

/**
 * Writes a log with right seals: the first section is registration, each further one a day. Events get
 * a block of their own section, in their order.
 */
export function writeLog(path: string, head: LogLine, sections: readonly (readonly LogLine[])[]) {
  const lines: string[] = [];
  let unsealed = 0;
  let events = 0;
  const append = (line: object) => lines.push(JSON.stringify(line));
  const seal = (after: object) => {
    const hash = createHash("sha256");
    for (const line of lines.slice(unsealed)) hash.update(`${line}\n`);
    unsealed = lines.length;
    append({ seal: { ...after, events, sha256: hash.digest("hex") } });
  };
  append(head);
  for (const [section, some] of sections.entries()) {
    for (const [index, one] of some.entries()) {
      const [blockNumber, logIndex] = [
        `0x${(section + 1).toString(16)}`,
        `0x${index.toString(16)}`,
      ];
      append({ transactionHash: id("transaction"), ...one, blockNumber, logIndex });
      events++;
    }
    seal({ day: section === 0 ? null : section - 1 });
  }
  seal({ end: true });
  writeFileSync(path, `${lines.join("\n")}\n`);
}

/** A log in parts: what `writeLog` takes. */
export function readLog(path: string): { head: LogLine; sections: LogLine[][] } {
  const [head, ...lines] = readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as LogLine);
  const sections: LogLine[][] = [[]];
  for (const line of lines) {
    if (line["seal"] === undefined) sections.at(-1)!.push(line);
    else sections.push([]);
  }
  // The last section, and the one between the last day and the end, hold nothing.
  return { head: head!, sections: sections.slice(0, -2) };
}
