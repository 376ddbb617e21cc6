import { CorridorState } from "#sim/operators/corridorState.ts";
import { EventStates, timedEvents } from "#sim/world/eventStates.ts";
import type { World } from "#sim/world/world.ts";

/** Load, wind and PV of the country in one period, relative to mean load and installed power. */
interface NationalState {
  readonly load: number;
  readonly wind: number;
  readonly pv: number;
}

/**
 * The transmission corridor: DC flows of the national equivalent. The modelled areas stand for R
 * equal ones, so a kilowatt activated here is R kilowatts there; base flows stay national.
 *
 * Events change lines for a time: flows, limits and factors are those of the period that was
 * forecast or realised last, as it was known then. A line out of service keeps its place, without flow.
 */
export class Corridor {
  readonly lineIds: readonly string[];
  /** Replica factor R. */
  readonly replica: number;
  /** Least sensitivity of a line to an area that counts. */
  readonly sensitivityMin: number;
  readonly flowMw: Float64Array;
  readonly #world: World;
  readonly #states: EventStates<CorridorState>;
  readonly #injectionMw: Float64Array;
  /** By area: row of the node in the PTDF. */
  readonly #nodeOfArea: readonly number[];
  readonly #coalNode: number;
  readonly #reference: number;
  #state: CorridorState;

  constructor(world: World) {
    const { transmission, areas } = world.scenario;
    const nodes = transmission.nodes.map(({ id }) => id);
    this.#world = world;
    this.#state = new CorridorState(transmission, []);
    this.#states = new EventStates(
      timedEvents(world.scenario.events, "", world.calendar),
      this.#state,
      (events) => new CorridorState(transmission, events),
    );
    this.lineIds = transmission.lines.map(({ id }) => id);
    this.flowMw = new Float64Array(this.lineIds.length);
    this.#injectionMw = new Float64Array(nodes.length);
    this.#nodeOfArea = areas.map(({ transmissionNode }) => nodes.indexOf(transmissionNode));
    this.#coalNode = nodes.indexOf(transmission.coal.node);
    this.#reference = nodes.indexOf(transmission.referenceNode);
    this.replica = replicaFactor(world);
    this.sensitivityMin = world.scenario.flexibility.sensitivityMin;
  }

  /** Limit of each line, MW. */
  get limitMw(): readonly number[] {
    return this.#state.limitMw;
  }

  /** Change of a line's flow per kW more consumption in an area of the pilot, MW/kW. */
  effectMwPerKw(line: number, area: number): number {
    return (-this.ptdf(line, area) * this.replica) / 1000;
  }

  /** PTDF of the area's node on a line. */
  ptdf(line: number, area: number): number {
    return this.#state.ptdf(line, this.#nodeOfArea[area]!);
  }

  /** Fills `flowMw` with the flows expected for period `i`, so many periods ahead. */
  forecast(i: number, lead: number): void {
    const { system } = this.#world;
    this.#state = this.#states.at(i, i - lead);
    const { loadFactor, windFactor, pvFactor } = system.forecast[this.#world.vintageOf(lead)]!;
    this.#solve({ load: loadFactor[i]!, wind: windFactor[i]!, pv: pvFactor[i]! });
  }

  /** Fills `flowMw` with the flows of period `i`, given the change in consumption by area, kW. */
  realise(i: number, changeKw: Float64Array): void {
    this.#state = this.#states.at(i, i);
    const { loadFactor, windFactor, pvFactor } = this.#world.system;
    this.#solve({ load: loadFactor[i]!, wind: windFactor[i]!, pv: pvFactor[i]! });
    for (let l = 0; l < this.flowMw.length; l++) {
      for (let a = 0; a < changeKw.length; a++) {
        this.flowMw[l]! += this.effectMwPerKw(l, a) * changeKw[a]!;
      }
    }
  }

  /** Highest loading of the lines, percent. */
  loadingPercent(): number {
    const { limitMw } = this;
    let highest = 0;
    for (let l = 0; l < this.flowMw.length; l++) {
      highest = Math.max(highest, (100 * Math.abs(this.flowMw[l]!)) / limitMw[l]!);
    }
    return highest;
  }

  #solve({ load, wind, pv }: NationalState): void {
    const { nodes, coal } = this.#world.scenario.transmission;
    const injection = this.#injectionMw;
    let sum = 0;
    for (let n = 0; n < nodes.length; n++) {
      const { constantMw, windMw, pvMw, loadMw } = nodes[n]!;
      injection[n] = constantMw + windMw * wind + pvMw * pv - loadMw * load;
      if (n === this.#coalNode) {
        const wanted = coal.baseMw + coal.perLoadMw * (load - 1) + coal.perPvMw * pv;
        injection[n]! += Math.min(coal.maxMw, Math.max(coal.minMw, wanted));
      }
      if (n !== this.#reference) sum += injection[n]!;
    }
    injection[this.#reference] = -sum;
    this.#state.flows(injection, this.flowMw);
  }
}

/** R = 1 / (share of national energy × needScale), rounded. */
function replicaFactor(world: World): number {
  const { areas, transmission } = world.scenario;
  let kwh = 0;
  for (const { prosumers } of areas)
    for (const { baseKwhPerYear } of prosumers) kwh += baseKwhPerYear;
  const share = kwh / 8760 / 1000 / transmission.meanLoadMw;
  return Math.round(1 / (share * transmission.needScale));
}
