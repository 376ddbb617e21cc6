import { PathTariff } from "#engine/grid/pathTariff.ts";
import type { AreaConfiguration } from "#sim/market/grid/areaConfiguration.ts";
import type { AreaModel } from "#sim/market/grid/areaModel.ts";

/**
 * The network tariff of an area on whatever network is in force, asked for by the buses of the
 * normal network: orders rest while topologies come and go.
 */
export class AreaTariff {
  /** λ of each bus of the normal network, µEUR/kWh; 0 for a bus that nothing supplies. */
  readonly lambdaMicro: Int32Array;
  readonly #area: AreaModel;
  readonly #tariffs = new Map<AreaConfiguration, PathTariff>();
  #tariff: PathTariff;
  #place: Int32Array;
  #isInOrder: boolean;

  constructor(area: AreaModel) {
    this.#area = area;
    this.lambdaMicro = new Int32Array(area.normal.busCount);
    this.#tariff = this.#tariffOf(area.configuration);
    this.#place = area.place;
    this.#isInOrder = area.configuration.isInOrder;
  }

  /** Starts anew from the state that the area has solved and priced. */
  reset(lossPriceMicroEurPerKwh: number): void {
    const { configuration, powerFlow, nodeTariff, place } = this.#area;
    this.#tariff = this.#tariffOf(configuration);
    this.#place = place;
    this.#isInOrder = configuration.isInOrder;
    this.#tariff.reset(powerFlow, nodeTariff, lossPriceMicroEurPerKwh);
    this.#readLambda();
  }

  /** Tariff of a trade between two buses, µEUR/kWh; the trade is not applied. */
  charge(sellerBus: number, buyerBus: number, powerKw: number): number {
    return this.#tariff.charge(this.#place[sellerBus]!, this.#place[buyerBus]!, powerKw);
  }

  /** Adds a trade to the working flows. */
  apply(sellerBus: number, buyerBus: number, powerKw: number): void {
    this.#tariff.apply(this.#place[sellerBus]!, this.#place[buyerBus]!, powerKw);
    this.#readLambda();
  }

  /** First-order change of tariffs since `reset`, µEUR/kWh. */
  get driftMicro(): number {
    return this.#tariff.driftMicro;
  }

  /** Where buses stand in the order of the normal network, λ is already where it belongs. */
  #readLambda(): void {
    if (this.#isInOrder) return;
    const { lambdaMicro } = this.#tariff;
    for (let bus = 0; bus < this.lambdaMicro.length; bus++) {
      const at = this.#place[bus]!;
      this.lambdaMicro[bus] = at < 0 ? 0 : lambdaMicro[at]!;
    }
  }

  #tariffOf(configuration: AreaConfiguration): PathTariff {
    let tariff = this.#tariffs.get(configuration);
    if (tariff === undefined) {
      const { network, isInOrder } = configuration;
      const { tariffSettings } = this.#area;
      tariff = isInOrder
        ? new PathTariff(network, tariffSettings, this.lambdaMicro)
        : new PathTariff(network, tariffSettings);
      this.#tariffs.set(configuration, tariff);
    }
    return tariff;
  }
}
