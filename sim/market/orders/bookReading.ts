import type { LocalMarket } from "#engine/market/localMarket.ts";
import type { StandingOrders } from "#sim/market/orders/standingOrders.ts";

/**
 * Tells the book of an area whose orders are about to be looked after, so that it reads them all at
 * once (`readAhead`): from one look at a period to the next they have left the cache. Agents go by
 * place in the area.
 */
export class BookReading {
  readonly #book: Pick<LocalMarket, "readAhead">;
  readonly #orders: StandingOrders;
  /** Of all agents. */
  readonly #busOf: Int32Array;
  /** Of those at hand. */
  readonly #ids: Int32Array;
  readonly #buses: Int32Array;

  constructor(
    book: Pick<LocalMarket, "readAhead">,
    orders: StandingOrders,
    agents: readonly { readonly bus: number }[],
  ) {
    this.#book = book;
    this.#orders = orders;
    this.#busOf = Int32Array.from(agents, ({ bus }) => bus);
    this.#ids = new Int32Array(agents.length);
    this.#buses = new Int32Array(agents.length);
  }

  /** Before the first `count` of `turns` among those `asked`. */
  ahead(period: number, asked: Int32Array, turns: Int32Array, count: number): void {
    const row = this.#orders.row(period);
    const ids = this.#ids;
    for (let k = 0; k < count; k++) {
      const agent = asked[turns[k]!]!;
      ids[k] = this.#orders.id[row + agent]!;
      this.#buses[k] = this.#busOf[agent]!;
    }
    this.#book.readAhead(period, { orders: ids, buses: this.#buses, count });
  }

  /** Before the gate of a period, where all orders end. */
  all(period: number): void {
    const row = this.#orders.row(period);
    const count = this.#busOf.length;
    const orders = this.#orders.id.subarray(row, row + count);
    this.#book.readAhead(period, { orders, buses: this.#busOf, count });
  }
}
