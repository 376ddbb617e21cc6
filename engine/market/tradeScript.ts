import { assert } from "#engine/assert.ts";
import type { MarketCore } from "#engine/market/marketCore.ts";
import { OPEN_WH, ORDER_SIZE } from "#engine/market/orderRecord.ts";

/** A trade as a log keeps it: orders by their ids. */
export interface ScriptedTrade {
  readonly taker: number;
  readonly maker: number;
  readonly energyWh: number;
  readonly dnutMicro: number;
}

/** The trades of one message, to be made again in their order without asking any grid. */
export class TradeScript {
  trades: readonly ScriptedTrade[] = [];
  next = 0;

  begin(trades: readonly ScriptedTrade[]): void {
    this.trades = trades;
    this.next = 0;
  }

  /** The order that the next trade begins with; −1 when all are made. */
  get taker(): number {
    return this.trades[this.next]?.taker ?? -1;
  }
}

/** The counter-order that the script has for the order of the search; −1 when that has no more. */
export function findScripted(core: MarketCore, script: TradeScript): number {
  const { search, pool } = core;
  if (script.taker !== pool.idOf(search.slot)) return -1;
  const { maker, energyWh, dnutMicro } = script.trades[script.next++]!;
  const slot = pool.slotOf(maker);
  assert(slot >= 0, "a scripted trade finds its order");
  const openWh = pool.field[slot * ORDER_SIZE + OPEN_WH]!;
  assert(energyWh === Math.min(search.openWh, openWh), "a scripted trade has its energy");
  search.dnutMicro = dnutMicro;
  return slot;
}
