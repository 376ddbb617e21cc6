import { z } from "zod";

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
const hex = z.string().regex(/^0x(?:[0-9a-fA-F]{2})*$/);
const quantity = z.string().regex(/^0x[0-9a-f]+$/);

/** First line of a chain log: which contracts on which chain, and where market periods begin. */
export const headSchema = z.object({
  chainLog: z.literal(1),
  chainId: quantity,
  contracts: z.object({
    token: address,
    registry: address,
    auction: address.optional(),
    settlement: address,
    activationLedgers: z.array(address).min(1),
  }),
  /** Start of market period 0, UTC. */
  firstPeriodUnixSeconds: z.int(),
  timeZone: z.string(),
});

/** An event as a node returns it (`eth_getLogs`); nodes may say more. */
export const eventSchema = z.object({
  address,
  topics: z.array(hex).min(1),
  data: hex,
  blockNumber: quantity,
  logIndex: quantity,
  transactionHash: hex,
  removed: z.boolean().optional(),
});

/** Closes the lines since the seal before it. */
export const sealSchema = z.object({
  seal: z.object({
    /** Day of the run whose events it closes; null for deployment and registration. */
    day: z.int().nullable().optional(),
    /** True on the last line, and only there. */
    end: z.literal(true).optional(),
    /** Events in the log so far. */
    events: z.int().min(0),
    /** SHA-256 of all lines from the seal before on, without this one. */
    sha256: z.string(),
  }),
});

export type ChainLogHead = z.infer<typeof headSchema>;
export type ChainEvent = z.infer<typeof eventSchema>;
export type Seal = z.infer<typeof sealSchema>["seal"];
