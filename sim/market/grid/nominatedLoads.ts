import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { RingReader } from "#sim/market/grid/ringReader.ts";

const KW_PER_WH = 1 / 250;

type Customer = Pick<Prosumer, "bus" | "nominationWh" | "nominatedLoadWh">;

/** What the customers of an area nominate, as loads of the buses where they live. */
export class NominatedLoads {
  readonly #nominationWh: RingReader;
  readonly #loadWh: RingReader;
  /** Of one period, by customer in the order of buses, Wh: net energy and gross consumption. */
  readonly #netWh: Float64Array;
  readonly #grossWh: Float64Array;
  /** Reactive over active consumption, in the same order. */
  readonly #tangent: Float64Array;
  /** First customer of each bus in that order, and the end. */
  readonly #first: Int32Array;

  /**
   * @param busCount - Buses of the network that customers name theirs of.
   * @param tangent - Reactive over active consumption, by customer.
   */
  constructor(busCount: number, customers: readonly Customer[], tangent: Float64Array) {
    const order = [...customers.keys()].sort((a, b) => customers[a]!.bus - customers[b]!.bus);
    const place = new Int32Array(order.length);
    for (const [at, k] of order.entries()) place[k] = at;
    const reader = (ringOf: (customer: Customer) => Float64Array) =>
      new RingReader(customers.map(ringOf), place);
    this.#nominationWh = reader(({ nominationWh }) => nominationWh);
    this.#loadWh = reader(({ nominatedLoadWh }) => nominatedLoadWh);
    this.#netWh = new Float64Array(order.length);
    this.#grossWh = new Float64Array(order.length);
    this.#tangent = Float64Array.from(order, (k) => tangent[k]!);
    this.#first = new Int32Array(busCount + 1);
    for (const { bus } of customers) this.#first[bus + 1]!++;
    for (let bus = 0; bus < busCount; bus++) this.#first[bus + 1]! += this.#first[bus]!;
  }

  /** Adds the loads of period `i`, kW and kvar; `place` leads from buses to columns, −1 to none. */
  addTo(pKw: Float64Array, qKvar: Float64Array, place: Int32Array, i: number): void {
    const netWh = this.#netWh;
    const grossWh = this.#grossWh;
    const tangent = this.#tangent;
    const first = this.#first;
    this.#nominationWh.read(i & RING_MASK, netWh);
    this.#loadWh.read(i & RING_MASK, grossWh);
    for (let bus = 0; bus < place.length; bus++) {
      const column = place[bus]!;
      if (column < 0) continue;
      let kw = pKw[column]!;
      let kvar = qKvar[column]!;
      const end = first[bus + 1]!;
      for (let k = first[bus]!; k < end; k++) {
        kw += netWh[k]! * KW_PER_WH;
        kvar += grossWh[k]! * KW_PER_WH * tangent[k]!;
      }
      pKw[column] = kw;
      qKvar[column] = kvar;
    }
  }
}
