import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { DSO_CM, type NeedKind, TSO_OPERATOR } from "#engine/coordination/needs.ts";
import { OFFER_ROWS, rowPriceMicro } from "#engine/coordination/offerRows.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { listView, rowWh } from "#engine/coordination/standing.ts";
import type { OfferLists } from "#sim/ledger/offerLists.ts";

/** One look at a list: of one kind of need, or of all that share it at a joint gate. */
export interface Look {
  readonly flex: FlexPeriod;
  readonly scheme: Scheme;
  readonly kinds: readonly NeedKind[];
  /** Position of the gate among those of the scheme. */
  readonly gate: number;
}

/** A row of an offer as it stood when an operator looked. */
interface SeenOffer {
  readonly unit: number;
  readonly direction: 0 | 1;
  readonly quantityWh: number;
  readonly priceMicro: number;
}

/**
 * Publishes the merit order lists that operators saw at their gates: whoever had a need or claimed
 * something, before it claimed. A DSO sees the offers of its own area; where it shares the list in one
 * clearing with others, or buys counter-orders elsewhere, it sees all.
 */
export class OfferBroadcast {
  readonly #lists: OfferLists;
  readonly #settings: ClearingSettings;
  readonly #areaOf: Int32Array;
  readonly #firstRun: number;

  constructor(lists: OfferLists, settings: ClearingSettings, areaOf: Int32Array, firstRun: number) {
    this.#lists = lists;
    this.#settings = settings;
    this.#areaOf = areaOf;
    this.#firstRun = firstRun;
  }

  /** Notes the list as it stands, lets `clear` claim from it, and publishes it for those it concerned. */
  during(look: Look, clear: () => void): void {
    const { flex, gate, kinds } = look;
    const firstNeed = flex.needs.length;
    const firstClaim = flex.claims.length;
    const seen = this.#see(look);
    clear();
    const period = flex.period - this.#firstRun;
    for (const [kind, operator] of concerned(flex, firstNeed, firstClaim)) {
      this.#lists.begin({ list: kind, gate, operator: operator - TSO_OPERATOR, period });
      const seesAll = kind !== DSO_CM || kinds.length > 1 || this.#settings.isPaired === true;
      for (const { unit, direction, quantityWh, priceMicro } of seen) {
        if (!seesAll && this.#areaOf[unit] !== operator) continue;
        this.#lists.add(unit, direction, quantityWh, priceMicro);
      }
    }
  }

  /** What stands on the list within the price caps, cheapest first. */
  #see({ flex, scheme, kinds }: Look): readonly SeenOffer[] {
    const { offers } = flex;
    const views = kinds.map((kind) => listView(flex, scheme, kind));
    const capMicro = Math.max(...kinds.map((kind) => this.#settings.priceCapMicro[kind]));
    const seen: SeenOffer[] = [];
    for (let offer = 0; offer < offers.quantityWh.length; offer++) {
      if (offers.quantityWh[offer] === 0) continue;
      for (const isReserved of OFFER_ROWS) {
        const priceMicro = rowPriceMicro(offers, offer, isReserved);
        const quantityWh = Math.max(...views.map((view) => rowWh(flex, view, offer, isReserved)));
        if (quantityWh <= 0 || priceMicro > capMicro) continue;
        seen.push({ unit: offer >> 1, direction: offer & 1 ? 1 : 0, quantityWh, priceMicro });
      }
    }
    return seen.sort((a, b) => a.priceMicro - b.priceMicro || a.unit - b.unit);
  }
}

/** Each kind and operator that wanted something of the look, or claimed without; in their order. */
function concerned(
  { needs, claims }: FlexPeriod,
  firstNeed: number,
  firstClaim: number,
): (readonly [NeedKind, number])[] {
  const wanting = needs
    .slice(firstNeed)
    .filter(({ need, creditedWh }) => need.quantityWh > 0 || need.quantityWh > creditedWh)
    .map(({ need }) => [need.kind, need.operator] as const);
  const claiming = claims.slice(firstClaim).map(({ kind, operator }) => [kind, operator] as const);
  const byName = new Map([...wanting, ...claiming].map((one) => [one.join("/"), one]));
  return [...byName.values()];
}
