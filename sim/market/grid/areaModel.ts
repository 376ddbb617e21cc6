import type { GridState } from "#engine/grid/gridState.ts";
import type { NodeTariff, TariffSettings } from "#engine/grid/nodeTariff.ts";
import type { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { AreaConfiguration } from "#sim/market/grid/areaConfiguration.ts";
import { networkUnderEvents } from "#sim/market/grid/networkUnderEvents.ts";
import { NominatedLoads } from "#sim/market/grid/nominatedLoads.ts";
import { EventStates, timedEvents } from "#sim/world/eventStates.ts";
import type { World } from "#sim/world/world.ts";

const KW_PER_WH = 1 / 250;
/** Power factor of the stated background load. */
const BACKGROUND_TAN = Math.sqrt(1 - 0.95 * 0.95) / 0.95;

/**
 * One DSO area at work: its network, who lives on it, and the power flow of what is nominated or
 * of what really happened. Powers in kW and kvar per bus, consumption positive.
 *
 * Events change the network for a time. `network`, `state` and the rest are those of the period
 * solved last, as it was known when it was solved; so is their order of buses, into which `place`
 * leads from the bus of a customer.
 */
export class AreaModel {
  readonly index: number;
  readonly prosumers: readonly Prosumer[];
  readonly tariffSettings: TariffSettings;
  /** The network without events: its order of buses names those of customers. */
  readonly normal: RadialNetwork;
  /** Ids of the monitored branches, those out of service included. */
  readonly monitored: readonly string[];
  readonly #world: World;
  readonly #configurations: EventStates<AreaConfiguration>;
  readonly #backgroundKwPeak: Float64Array;
  readonly #tangent: Float64Array;
  readonly #nominated: NominatedLoads;
  #configuration: AreaConfiguration;

  constructor(world: World, index: number, network: RadialNetwork, prosumers: readonly Prosumer[]) {
    const area = world.scenario.areas[index]!;
    const { tariff } = world.scenario.localMarket;
    this.index = index;
    this.normal = network;
    this.monitored = area.network.monitoredBranches;
    this.prosumers = prosumers;
    this.tariffSettings = {
      congestionMicroEurPerKwh: tariff.congestionMicroEurPerKwh,
      loadingFree: tariff.loadingFree,
      voltageMicroEurPerKwh: tariff.voltageMicroEurPerKwh,
      voltageFreePu: tariff.voltageFreePu,
      voltageFullPu: tariff.voltageFullPu,
    };
    const configured = (its: RadialNetwork) =>
      new AreaConfiguration(its, network, this.monitored, this.tariffSettings);
    this.#configuration = configured(network);
    this.#configurations = new EventStates(
      timedEvents(world.scenario.events, area.id, world.calendar),
      this.#configuration,
      (events) => configured(networkUnderEvents(area.network, events)),
    );
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
    this.#nominated = new NominatedLoads(network.busCount, prosumers, this.#tangent);
  }

  get configuration(): AreaConfiguration {
    return this.#configuration;
  }

  get network(): RadialNetwork {
    return this.#configuration.network;
  }

  get powerFlow(): PowerFlow {
    return this.#configuration.powerFlow;
  }

  get state(): GridState {
    return this.#configuration.state;
  }

  get nodeTariff(): NodeTariff {
    return this.#configuration.nodeTariff;
  }

  /** Working injections of the last base case or realisation, by bus of `network`. */
  get pKw(): Float64Array {
    return this.#configuration.pKw;
  }

  get qKvar(): Float64Array {
    return this.#configuration.qKvar;
  }

  /** Bus of `network` at each bus of `normal`; −1 for a bus that nothing supplies. */
  get place(): Int32Array {
    return this.#configuration.place;
  }

  /** Solves the base case of period `i` from nominations, as known `lead` periods ahead. */
  solveNominated(i: number, lead: number): void {
    const vintage = this.#world.vintageOf(lead);
    this.#configuration = this.#configurations.at(i, i - lead);
    this.#background(this.#world.backgroundForecast[vintage]![this.index]![i]!);
    const { pKw, qKvar, place } = this.#configuration;
    this.#nominated.addTo(pKw, qKvar, place, i);
    this.solve();
  }

  /**
   * The same with nothing that the market has yet to decide: nominations of those who cannot be
   * steered, and of all others what they traded.
   */
  solveNonMarket(i: number, lead: number): void {
    const vintage = this.#world.vintageOf(lead);
    this.#configuration = this.#configurations.at(i, i - lead);
    this.#background(this.#world.backgroundForecast[vintage]![this.index]![i]!);
    const { pKw, qKvar, place } = this.#configuration;
    const slot = i & RING_MASK;
    for (let k = 0; k < this.prosumers.length; k++) {
      const { flexible, bus: home, nominationWh, nominatedLoadWh, tradedWh } = this.prosumers[k]!;
      const bus = place[home]!;
      const loadWh = flexible ? Math.max(0, tradedWh[slot]!) : nominatedLoadWh[slot]!;
      pKw[bus]! += (flexible ? tradedWh[slot]! : nominationWh[slot]!) * KW_PER_WH;
      qKvar[bus]! += loadWh * KW_PER_WH * this.#tangent[k]!;
    }
    this.solve();
  }

  /** Solves what the meters say; `meteredWh` by agent index. Fills `state`. */
  solveMetered(i: number, meteredWh: Int32Array): void {
    this.#configuration = this.#configurations.at(i, i);
    this.#background(this.#world.backgroundFactor[this.index]![i]!);
    const { pKw, qKvar, place } = this.#configuration;
    for (let k = 0; k < this.prosumers.length; k++) {
      const prosumer = this.prosumers[k]!;
      const bus = place[prosumer.bus]!;
      pKw[bus]! += meteredWh[prosumer.agent]! * KW_PER_WH;
      qKvar[bus]! += prosumer.consumptionWh * KW_PER_WH * this.#tangent[k]!;
    }
    this.solve();
    this.state.evaluate(this.powerFlow);
  }

  /** Solves the working injections as they are. */
  solve(): void {
    const { powerFlow, pKw, qKvar } = this.#configuration;
    powerFlow.solve(pKw, qKvar);
  }

  /** Adds to the working power at a customer's bus, kW of consumption. */
  addPower(bus: number, kw: number): void {
    const { pKw, place } = this.#configuration;
    pKw[place[bus]!]! += kw;
  }

  /** Stated background load of period `i`, Wh. */
  backgroundWh(i: number): number {
    const factor = this.#world.backgroundFactor[this.index]![i]!;
    let sum = 0;
    for (let n = 0; n < this.#backgroundKwPeak.length; n++) sum += this.#backgroundKwPeak[n]!;
    return sum * factor * 250;
  }

  #background(factor: number): void {
    const { pKw, qKvar, place } = this.#configuration;
    for (let n = 0; n < place.length; n++) {
      const bus = place[n]!;
      if (bus < 0) continue;
      const kw = this.#backgroundKwPeak[n]! * factor;
      pKw[bus] = kw;
      qKvar[bus] = kw * BACKGROUND_TAN;
    }
  }
}

/** The network of an area without events. */
export function areaNetwork(world: World, index: number): RadialNetwork {
  return networkUnderEvents(world.scenario.areas[index]!.network, []);
}
