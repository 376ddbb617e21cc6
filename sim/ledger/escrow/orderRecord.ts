import type { PenaltyRule } from "#engine/settlement/penalty.ts";

/** How the orders of a day are paid. */
export interface OrderTerms {
  readonly rule: PenaltyRule;
  /** Failures in a season that put a unit in default, under `strikes`. */
  readonly strikeLimit: number;
  /** Names the season and its year; never falls. */
  readonly season: number;
}

/**
 * What one operator ordered of a unit and bears. Where operators share an order, its parts are neighbours;
 * under `strikes` the orders of one call, of both rows of an offer, are parts as well.
 */
export interface OrderRecord {
  /** Index of the participant that pays. */
  readonly payer: number;
  /** Index of the participant that provides. */
  readonly provider: number;
  readonly unit: number;
  readonly period: number;
  readonly direction: 0 | 1;
  /** Whether this is a further part of the order before. */
  readonly continues: boolean;
  /** The payer's part; positive. */
  readonly orderedWh: number;
  /** Price of the energy delivered, never negative, µEUR/kWh. */
  readonly priceMicro: number;
  /** For each kWh missing under `singleSided`, µEUR/kWh; zero under other rules. */
  readonly penaltyMicro: number;
  /** The payer's part of what was verified, at most `orderedWh`. */
  readonly verifiedWh: number;
  /** Whether no penalty is charged: the TSO's larger need took the unit. */
  readonly waived: boolean;
}
