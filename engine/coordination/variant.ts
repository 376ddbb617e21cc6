import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";

/** What a run changes; the world stays the same. */
export interface Variant {
  readonly id: string;
  readonly localMarket: boolean;
  /** How operators buy flexibility; null where they buy none. */
  readonly scheme: Scheme | null;
}

/** The variants that can be run, controls first. */
export const variants: readonly Variant[] = [
  { id: "no-market", localMarket: false, scheme: null },
  { id: "lem-dnut", localMarket: true, scheme: null },
  ...(["tso-only", "uncoordinated", "1A", "1B", "1C", "2A", "2B", "3A"] as const).map((id) => ({
    id,
    localMarket: true,
    scheme: schemes[id],
  })),
];
