import {
  AGENT,
  LIMIT,
  NEXT,
  OPEN_WH,
  ORDER_SIZE,
  type OrderPool,
} from "#engine/market/orderPool.ts";
import type { PeriodBook } from "#engine/market/periodBook.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

/** The order a counter-order is sought for, the room to search in, and what was found. */
export class CounterSearch {
  side: 0 | 1 = 0;
  agent = 0;
  bus = 0;
  limitMicro = 0;
  openWh = 0;
  /** Charge of the pair found, µEUR/kWh. */
  dnutMicro = 0;
  /** Buses whose best order may still trade: its slot and the most surplus it can bring. */
  readonly candidateBus: Int32Array;
  readonly candidateSlot: Int32Array;
  readonly surplusMicroMax: Float64Array;

  constructor(busCount: number) {
    this.candidateBus = new Int32Array(busCount);
    this.candidateSlot = new Int32Array(busCount);
    this.surplusMicroMax = new Float64Array(busCount);
  }
}

/**
 * Finds the counter-order with the largest surplus, and returns its slot, or −1 when none trades.
 *
 *     surplus(s, b) = bid_b − offer_s − charge(s, b, q) − f0        q: the smaller open energy
 *                   ≤ (bid_b + λ_b) − (offer_s + λ_s) + slack − f0
 *
 * The bound needs one number per bus: its best order's limit plus λ, read afresh, so that a new λ
 * costs nothing. Buses are taken from the largest bound down, and the search ends where the bound
 * falls below the best surplus found. A bus is represented by its first order in price-time
 * priority that is not the agent's own. Ties go to the lower bus.
 */
export function findCounter(
  search: CounterSearch,
  book: PeriodBook,
  pool: OrderPool,
  tariff: TariffView,
  networkMicro: number,
): number {
  const { candidateBus, candidateSlot, surplusMicroMax, side, bus, limitMicro, openWh } = search;
  let count = gatherCandidates(search, book, pool, tariff, networkMicro);
  let bestSurplus = 0;
  let bestBus = book.busCount;
  let bestSlot = -1;

  while (count > 0) {
    const top = topCandidate(surplusMicroMax, candidateBus, count);
    const counterBus = candidateBus[top]!;
    const bound = surplusMicroMax[top]!;
    if (bound < bestSurplus || (bound === bestSurplus && counterBus > bestBus)) break;

    const slot = candidateSlot[top]!;
    const counterLimit = pool.field[slot * ORDER_SIZE + LIMIT]!;
    const energyWh = Math.min(openWh, pool.field[slot * ORDER_SIZE + OPEN_WH]!);
    const dnut =
      side === 0
        ? tariff.charge(counterBus, bus, energyWh)
        : tariff.charge(bus, counterBus, energyWh);
    const gap = side === 0 ? limitMicro - counterLimit : counterLimit - limitMicro;
    const surplus = gap - dnut - networkMicro;
    if (surplus > bestSurplus || (surplus === bestSurplus && counterBus < bestBus)) {
      bestSurplus = surplus;
      bestBus = counterBus;
      bestSlot = slot;
      search.dnutMicro = dnut;
    }

    count--;
    candidateBus[top] = candidateBus[count]!;
    candidateSlot[top] = candidateSlot[count]!;
    surplusMicroMax[top] = surplusMicroMax[count]!;
  }
  return bestSlot;
}

/** Collects the buses whose bound is not negative; returns how many. */
function gatherCandidates(
  search: CounterSearch,
  book: PeriodBook,
  pool: OrderPool,
  tariff: TariffView,
  networkMicro: number,
): number {
  const { candidateBus, candidateSlot, surplusMicroMax, side, agent } = search;
  const lambda = tariff.lambdaMicro;
  const { head, headLimit, occupied, busCount, wordCount } = book;
  const field = pool.field;
  const firstQueue = side === 0 ? busCount : 0;
  const firstWord = side === 0 ? wordCount : 0;
  const sign = side === 0 ? -1 : 1; // bids are better when higher, offers when lower
  const own = -sign * (search.limitMicro + lambda[search.bus]!) + tariff.slackMicro - networkMicro;

  let count = 0;
  for (let word = 0; word < wordCount; word++) {
    let bits = occupied[firstWord + word]!;
    while (bits !== 0) {
      const bus = word * 32 + 31 - Math.clz32(bits & -bits);
      bits &= bits - 1;
      let bound = own + sign * (headLimit[firstQueue + bus]! + lambda[bus]!);
      if (bound < 0) continue;

      let slot = head[firstQueue + bus]!;
      if (field[slot * ORDER_SIZE + AGENT] === agent) {
        while (slot >= 0 && field[slot * ORDER_SIZE + AGENT] === agent) {
          slot = field[slot * ORDER_SIZE + NEXT]!;
        }
        if (slot < 0) continue;
        bound = own + sign * (field[slot * ORDER_SIZE + LIMIT]! + lambda[bus]!);
        if (bound < 0) continue;
      }
      candidateBus[count] = bus;
      candidateSlot[count] = slot;
      surplusMicroMax[count] = bound;
      count++;
    }
  }
  return count;
}

/** Position of the largest bound among the first `count`; the lower bus where they are equal. */
function topCandidate(bound: Float64Array, bus: Int32Array, count: number): number {
  let top = 0;
  for (let i = 1; i < count; i++) {
    const isLarger = bound[i]! > bound[top]!;
    if (isLarger || (bound[i] === bound[top] && bus[i]! < bus[top]!)) top = i;
  }
  return top;
}
