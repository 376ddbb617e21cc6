import type { Gate } from "#engine/coordination/gatePlan.ts";
import {
  type Direction,
  type Need,
  type NeedKind,
  offerIndex,
} from "#engine/coordination/needs.ts";
import { OfferSet } from "#engine/coordination/offerSet.ts";
import type { ClaimConflict } from "#engine/coordination/registry.ts";

/** A need, and how far it is met. Wh of relief; round where it is recorded. */
export interface NeedState {
  readonly need: Need;
  /** Met by what another operator claimed; negative where that claim raised the need. */
  creditedWh: number;
  /** Met by the operator's own picks, also those made for its other needs. */
  metWh: number;
  /** The need of an earlier gate of which this one buys again what was refused; see `buyAgain`. */
  readonly again?: NeedState;
}

/** One claim as its registry decided it. */
export interface ClaimEntry {
  readonly ledger: number;
  /** Position of the need in `FlexPeriod.needs`. */
  readonly need: number;
  readonly kind: NeedKind;
  readonly operator: number;
  readonly unit: number;
  readonly direction: Direction;
  readonly offeredWh: number;
  readonly requestedWh: number;
  readonly grantedWh: number;
  readonly conflict: ClaimConflict;
  /** Whether the reserved row of the offer was claimed; its price is the agreed one. */
  readonly isReserved?: boolean;
  /** µEUR/kWh. */
  readonly priceMicro: number;
  /** Relief of the need per Wh. */
  readonly effectiveness: number;
  readonly marketMinute: number;
  /** Part that its provider refused right after the gate; see `refuseClaim`. */
  readonly refusal?: { readonly energyWh: number; readonly isInTime: boolean };
}

/** Energy of another operator's claim that an operator counts as meeting its own need: a merge. */
export interface Credit {
  /** Position of the need in `FlexPeriod.needs`. */
  readonly need: number;
  /** Position of the other's claim in `FlexPeriod.claims`. */
  readonly claim: number;
  readonly kind: NeedKind;
  readonly operator: number;
  readonly unit: number;
  readonly direction: Direction;
  /** Energy of the unit, Wh. */
  readonly energyWh: number;
}

/** Whose needs one claim of a joint clearing serves. */
export interface Sharing {
  /** Position of the claim in `FlexPeriod.claims`. */
  readonly claim: number;
  /** What each of them would take of the unit if it were alone, Wh; the earlier gate first. */
  readonly wanted: readonly { operator: number; kind: NeedKind; energyWh: number }[];
}

/** What an operator would have picked if it were alone. */
export interface LatentPick {
  readonly kind: NeedKind;
  readonly operator: number;
  readonly unit: number;
  readonly direction: Direction;
  readonly quantityWh: number;
  readonly priceMicro: number;
}

/** Everything about one delivery period between freeze and delivery. */
export class FlexPeriod {
  readonly gates: readonly Gate[];
  readonly offers: OfferSet;
  period = -1;
  /** In the order in which they were cleared. */
  readonly needs: NeedState[] = [];
  /** In the order in which they were decided. */
  readonly claims: ClaimEntry[] = [];
  readonly credits: Credit[] = [];
  readonly sharing: Sharing[] = [];
  /** By position of a need: relief that providers refused since the last gate, Wh; see `buyAgain`. */
  readonly freedWh = new Map<number, number>();
  /** Set by the caller, from `latentPicks`. */
  latent: readonly LatentPick[] = [];
  /** By offer: 1 where a DSO's grid is red and the offer would load it further; see `blockRed`. */
  readonly isBlocked: Uint8Array;
  /** By offer: 1 where a DSO's light found nothing safe of it when another operator wanted it. */
  readonly isRed: Uint8Array;
  /** By offer: announced, and withdrawn by its provider before the freeze, Wh. */
  readonly withdrawnWh: Int32Array;
  /** Granted energy by need and offer, Wh. */
  readonly grantedWh: readonly [Int32Array, Int32Array, Int32Array];
  /** How much of that was granted on reserved rows, Wh. */
  readonly grantedReservedWh: readonly [Int32Array, Int32Array, Int32Array];

  constructor(unitCount: number, gates: readonly Gate[]) {
    this.gates = gates;
    this.offers = new OfferSet(unitCount);
    this.isBlocked = new Uint8Array(2 * unitCount);
    this.isRed = new Uint8Array(2 * unitCount);
    this.withdrawnWh = new Int32Array(2 * unitCount);
    const column = () => new Int32Array(2 * unitCount);
    this.grantedWh = [column(), column(), column()];
    this.grantedReservedWh = [column(), column(), column()];
  }

  /** Clears everything for the next period. */
  open(period: number): void {
    this.period = period;
    this.needs.length = 0;
    this.claims.length = 0;
    this.credits.length = 0;
    this.sharing.length = 0;
    this.freedWh.clear();
    this.latent = [];
    this.offers.reset();
    this.isBlocked.fill(0);
    this.isRed.fill(0);
    this.withdrawnWh.fill(0);
    for (const column of [...this.grantedWh, ...this.grantedReservedWh]) column.fill(0);
  }

  record(claim: ClaimEntry): void {
    this.claims.push(claim);
    const offer = offerIndex(claim.unit, claim.direction);
    this.grantedWh[claim.kind][offer]! += claim.grantedWh;
    if (claim.isReserved) this.grantedReservedWh[claim.kind][offer]! += claim.grantedWh;
  }
}
