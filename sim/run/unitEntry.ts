import { DSO_CM } from "#engine/coordination/needs.ts";
import { mayBeOffered } from "#engine/settlement/assetLifeCycle.ts";
import type { UnitAdmission } from "#sim/ledger/ledgerPort.ts";
import { type MarketProducts, marketProducts } from "#sim/operators/marketProducts.ts";
import { lightOf } from "#sim/operators/staticLight.ts";
import { DayLights } from "#sim/phases/qualify/dayLights.ts";
import { type QualifiedUnit, qualifyUnits } from "#sim/phases/qualify/qualifyUnits.ts";
import { UnitRegister } from "#sim/phases/qualify/unitRegister.ts";
import type { AuctionEntry } from "#sim/phases/reserve/reserve.ts";
import type { Community } from "#sim/run/community.ts";
import type { Meters } from "#sim/run/meters.ts";

/** How units of a run come to its market: products, applications, and how far each has come. */
export class UnitEntry {
  readonly products: MarketProducts;
  readonly register: UnitRegister;
  readonly qualified: readonly QualifiedUnit[];
  /** Null where the light is that of the registration. */
  readonly dayLights: DayLights | null;
  readonly #isLimited: boolean;

  /** Registers and qualifies all units; their tests follow in the spin-up. */
  constructor(community: Community, meters: Pick<Meters, "of">) {
    const { flexibility } = community.world.scenario;
    this.products = marketProducts(flexibility);
    this.register = new UnitRegister(community.units.length);
    this.qualified = qualifyUnits(community, this.products, this.register);
    const { refresh } = flexibility.qualification;
    this.dayLights =
      refresh === "daily" ? new DayLights(community, meters, this.register, this.qualified) : null;
    this.#isLimited = flexibility.qualification.light === "binds";
  }

  /**
   * Most a unit may offer in a direction in period `i`, Wh: by the light of its day, or of its registration
   * where there is none; unbounded where the light only advises.
   */
  limitWh(unit: number, direction: 0 | 1, i: number): number {
    if (!this.#isLimited) return Number.POSITIVE_INFINITY;
    return this.dayLights?.safeWh(unit, direction, i) ?? this.register.limitWh(unit, direction);
  }

  /** Whether a light binds that was looked at for the day of period `i`. */
  hasDayLight(i: number): boolean {
    return this.#isLimited && (this.dayLights?.isKnown(i) ?? false);
  }

  /** How the unit fared until its tests, as the ledger takes it. */
  admission(unit: number): UnitAdmission {
    const { light, qualification } = this.qualified[unit]!;
    const verdict = this.#isLimited ? lightOf(light) : "green";
    const isRefused = verdict !== "red" && this.register.state(unit) === "rejected";
    return {
      light: verdict,
      upWhMax: this.register.limitWh(unit, 0),
      downWhMax: this.register.limitWh(unit, 1),
      rejection: isRefused ? qualification.note : null,
      tests: null,
    };
  }

  /** Whether and how a unit may take part in auctions. */
  auctionEntry(unit: number): AuctionEntry {
    const { qualification, divisible } = this.qualified[unit]!;
    // A reservation is called through the DSO's list: what its product refuses sells none.
    const isCallable = qualification.forReservation && qualification.forNeed[DSO_CM];
    const mayOffer = isCallable && mayBeOffered(this.register.standing(unit));
    return { mayOffer, divisible };
  }
}
