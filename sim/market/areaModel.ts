import { GridState } from "#engine/grid/gridState.ts";
import { NodeTariff, type TariffSettings } from "#engine/grid/nodeTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork, type RadialNetwork } from "#engine/grid/radialNetwork.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import type { World } from "#sim/world/world.ts";

const KW_PER_WH = 1 / 250;
/** Power factor of the stated background load. */
const BACKGROUND_TAN = Math.sqrt(1 - 0.95 * 0.95) / 0.95;

/**
 * One DSO area at work: its network, who lives on it, and the power flow of what is nominated or
 * of what really happened. Powers in kW and kvar per bus, consumption positive.
 */
export class AreaModel {
  readonly index: number;
  readonly network: RadialNetwork;
  readonly prosumers: readonly Prosumer[];
  readonly powerFlow: PowerFlow;
  readonly state: GridState;
  readonly nodeTariff: NodeTariff;
  readonly tariffSettings: TariffSettings;
  /** Working injections of the last base case or realisation. */
  readonly pKw: Float64Array;
  readonly qKvar: Float64Array;
  readonly #world: World;
  readonly #backgroundKwPeak: Float64Array;
  readonly #tangent: Float64Array;

  constructor(world: World, index: number, network: RadialNetwork, prosumers: readonly Prosumer[]) {
    const area = world.scenario.areas[index]!;
    const { tariff } = world.scenario.localMarket;
    this.index = index;
    this.network = network;
    this.prosumers = prosumers;
    this.powerFlow = new PowerFlow(network, {});
    this.state = new GridState(network);
    this.tariffSettings = {
      congestionMicroEurPerKwh: tariff.congestionMicroEurPerKwh,
      loadingFree: tariff.loadingFree,
      voltageMicroEurPerKwh: tariff.voltageMicroEurPerKwh,
      voltageFreePu: tariff.voltageFreePu,
      voltageFullPu: tariff.voltageFullPu,
    };
    this.nodeTariff = new NodeTariff(network, this.tariffSettings);
    this.pKw = new Float64Array(network.busCount);
    this.qKvar = new Float64Array(network.busCount);
    this.#world = world;
    this.#backgroundKwPeak = new Float64Array(network.busCount);
    for (const bus of area.network.buses) {
      this.#backgroundKwPeak[network.busIndex.get(bus.id)!] = bus.backgroundKwPeak;
    }
    const { powerFactor } = world.scenario.behaviour;
    this.#tangent = Float64Array.from(prosumers, ({ series }) => {
      const factor = powerFactor[series.prosumer.kind];
      return Math.sqrt(1 - factor * factor) / factor;
    });
  }

  /** Solves the base case of period `i` from nominations, as known `lead` periods ahead. */
  solveNominated(i: number, lead: number): void {
    const vintage = this.#world.vintageOf(lead);
    this.#background(this.#world.backgroundForecast[vintage]![this.index]![i]!);
    const slot = i & RING_MASK;
    for (let k = 0; k < this.prosumers.length; k++) {
      const prosumer = this.prosumers[k]!;
      this.pKw[prosumer.bus]! += prosumer.nominationWh[slot]! * KW_PER_WH;
      this.qKvar[prosumer.bus]! += prosumer.nominatedLoadWh[slot]! * KW_PER_WH * this.#tangent[k]!;
    }
    this.solve();
  }

  /** Solves what the meters say; `meteredWh` by agent index. Fills `state`. */
  solveMetered(i: number, meteredWh: Int32Array): void {
    this.#background(this.#world.backgroundFactor[this.index]![i]!);
    for (let k = 0; k < this.prosumers.length; k++) {
      const prosumer = this.prosumers[k]!;
      this.pKw[prosumer.bus]! += meteredWh[prosumer.agent]! * KW_PER_WH;
      this.qKvar[prosumer.bus]! += prosumer.consumptionWh * KW_PER_WH * this.#tangent[k]!;
    }
    this.solve();
    this.state.evaluate(this.powerFlow);
  }

  /** Solves the working injections as they are. */
  solve(): void {
    this.powerFlow.solve(this.pKw, this.qKvar);
  }

  /** Stated background load of period `i`, Wh. */
  backgroundWh(i: number): number {
    const factor = this.#world.backgroundFactor[this.index]![i]!;
    let sum = 0;
    for (let n = 0; n < this.#backgroundKwPeak.length; n++) sum += this.#backgroundKwPeak[n]!;
    return sum * factor * 250;
  }

  #background(factor: number): void {
    for (let n = 0; n < this.pKw.length; n++) {
      const kw = this.#backgroundKwPeak[n]! * factor;
      this.pKw[n] = kw;
      this.qKvar[n] = kw * BACKGROUND_TAN;
    }
  }
}

export function areaNetwork(world: World, index: number): RadialNetwork {
  return buildRadialNetwork(world.scenario.areas[index]!.network);
}
