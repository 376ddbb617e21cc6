import type { TariffSettings } from "#engine/grid/networkCost.ts";
import { NodeTariff } from "#engine/grid/nodeTariff.ts";
import { PathTariff, TARIFF_SLACK_MICRO } from "#engine/grid/pathTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork, type RadialNetwork } from "#engine/grid/radialNetwork.ts";
import type { WorkingGrid } from "#engine/market/updatingTariff.ts";
import { BARAN_WU_LOADS, baranWu33 } from "#test/support/baranWu33.ts";
import { gridLoads } from "#test/support/gridLoads.ts";

export const LOSS_PRICE_MICRO = 100_000;
/** Power of a Wh within a quarter of an hour, kW. */
export const KW_PER_WH = 1 / 250;

/** The 33-bus feeder with working flows: refined charges, and what full power flows say. */
export class WorkingFeeder implements WorkingGrid {
  readonly network: RadialNetwork;
  readonly slackMicro = TARIFF_SLACK_MICRO;
  readonly #path: PathTariff;
  readonly #powerFlow: PowerFlow;
  readonly #nodeTariff: NodeTariff;
  readonly #pKw: Float64Array;
  readonly #qKvar: Float64Array;

  constructor(settings: TariffSettings) {
    const tables = baranWu33({ branches: ["L2", "L6", "L14", "L26"], buses: ["18", "33"] });
    this.network = buildRadialNetwork(tables);
    const { pKw, qKvar } = gridLoads(this.network, BARAN_WU_LOADS);
    this.#pKw = pKw;
    this.#qKvar = qKvar;
    this.#powerFlow = new PowerFlow(this.network, { tolerancePu: 1e-12 });
    this.#nodeTariff = new NodeTariff(this.network, settings);
    this.#path = new PathTariff(this.network, settings);
    this.refresh();
  }

  get lambdaMicro(): Int32Array {
    return this.#path.lambdaMicro;
  }

  get driftMicro(): number {
    return this.#path.driftMicro;
  }

  charge(seller: number, buyer: number, energyWh: number): number {
    return this.#path.charge(seller, buyer, energyWh * KW_PER_WH);
  }

  apply(seller: number, buyer: number, energyWh: number): boolean {
    this.#path.apply(seller, buyer, energyWh * KW_PER_WH);
    this.#move(seller, buyer, energyWh);
    return true;
  }

  refresh(): void {
    this.cost();
    this.#path.reset(this.#powerFlow, this.#nodeTariff, LOSS_PRICE_MICRO);
  }

  /** Cost of the working flows by a full power flow, EUR/h. */
  cost(): number {
    this.#powerFlow.solve(this.#pKw, this.#qKvar);
    this.#nodeTariff.compute(this.#powerFlow, LOSS_PRICE_MICRO);
    return this.#nodeTariff.cost();
  }

  /** Charge of a trade by two full power flows, µEUR/kWh, not rounded. */
  exactCharge(seller: number, buyer: number, energyWh: number): number {
    const before = this.cost();
    this.#move(seller, buyer, energyWh);
    const after = this.cost();
    this.#move(seller, buyer, -energyWh);
    return ((after - before) * 1e6) / (energyWh * KW_PER_WH);
  }

  #move(seller: number, buyer: number, energyWh: number): void {
    this.#pKw[seller]! -= energyWh * KW_PER_WH;
    this.#pKw[buyer]! += energyWh * KW_PER_WH;
  }
}
