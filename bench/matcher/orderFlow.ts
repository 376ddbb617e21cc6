import type { LocalMarket } from "#engine/market/localMarket.ts";
import { DONE } from "#engine/market/refusals.ts";
import type { Side } from "#engine/market/side.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

/** What a matcher has to offer to be measured. */
export type Matcher = Pick<LocalMarket, "open" | "submit" | "cancel">;

/** Messages as columns: orders, and withdrawals of orders sent before. */
export interface OrderFlow {
  readonly count: number;
  /** Messages at the start that fill the book and are not measured. */
  readonly filling: number;
  readonly periodCount: number;
  readonly busCount: number;
  /** Message whose order is withdrawn; −1 where the message is an order itself. */
  readonly cancels: Int32Array;
  /** Id that a `LocalMarket` gives to that order, as its owner has heard it; −1 likewise. */
  readonly cancelId: Int32Array;
  readonly period: Uint8Array;
  readonly side: Uint8Array;
  readonly agent: Uint16Array;
  readonly bus: Uint8Array;
  readonly limitMicro: Int32Array;
  readonly energyWh: Uint16Array;
}

/** An empty flow of that length. */
export function emptyFlow(
  shape: Pick<OrderFlow, "count" | "filling" | "periodCount" | "busCount">,
): OrderFlow {
  const { count } = shape;
  return {
    ...shape,
    cancels: new Int32Array(count).fill(-1),
    cancelId: new Int32Array(count).fill(-1),
    period: new Uint8Array(count),
    side: new Uint8Array(count),
    agent: new Uint16Array(count),
    bus: new Uint8Array(count),
    limitMicro: new Int32Array(count),
    energyWh: new Uint16Array(count),
  };
}

/** Sends messages [from, to) and keeps the id of each order in `ids`; returns withdrawals that hit. */
export function play(
  market: Matcher,
  flow: OrderFlow,
  tariff: TariffView,
  ids: Int32Array,
  from: number,
  to: number,
): number {
  const { cancels, period, side, agent, bus, limitMicro, energyWh } = flow;
  let hits = 0;
  for (let n = from; n < to; n++) {
    if (cancels[n]! >= 0) {
      if (market.cancel(ids[cancels[n]!]!) === DONE) hits++;
      continue;
    }
    ids[n] = market.submit(
      period[n]!,
      side[n] as Side,
      agent[n]!,
      bus[n]!,
      limitMicro[n]!,
      energyWh[n]!,
      tariff,
    );
  }
  return hits;
}

/** The same to a `LocalMarket`, with the ids that the messages carry: nothing is looked up. */
export function playNamed(
  market: LocalMarket,
  flow: OrderFlow,
  tariff: TariffView,
  from: number,
  to: number,
): number {
  const { cancelId, period, side, agent, bus, limitMicro, energyWh } = flow;
  let hits = 0;
  for (let n = from; n < to; n++) {
    if (cancelId[n]! >= 0) {
      if (market.cancel(cancelId[n]!) === DONE) hits++;
      continue;
    }
    market.submit(
      period[n]!,
      side[n] as Side,
      agent[n]!,
      bus[n]!,
      limitMicro[n]!,
      energyWh[n]!,
      tariff,
    );
  }
  return hits;
}
