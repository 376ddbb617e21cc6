import { RING } from "#sim/agents/devices/device.ts";

/** By lead, the periods from a decision to delivery: which forecast serves it, and how far. */
export interface Leads {
  /** Vintage of the forecast. */
  readonly vintage: Uint8Array;
  /** First lead behind those of the same vintage. */
  readonly until: Uint16Array;
}

const known = new WeakMap<(lead: number) => number, Leads>();

/** Tabulates which vintage serves a lead, below RING. */
export function leadsOf(vintageOf: (lead: number) => number): Leads {
  let leads = known.get(vintageOf);
  if (leads === undefined) {
    const vintage = Uint8Array.from({ length: RING }, (_, lead) => vintageOf(lead));
    const until = new Uint16Array(RING).fill(RING);
    for (let lead = RING - 2; lead >= 0; lead--) {
      until[lead] = vintage[lead] === vintage[lead + 1] ? until[lead + 1]! : lead + 1;
    }
    leads = { vintage, until };
    known.set(vintageOf, leads);
  }
  return leads;
}
