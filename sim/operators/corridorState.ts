import { DcNetwork } from "#engine/grid/dcNetwork.ts";
import type { ScenarioEvent, Transmission } from "#scenarios/scenario.ts";

/** The transmission lines while events are in force: PTDF of what is in service, limits by line. */
export class CorridorState {
  /** By line of the scenario, MW. */
  readonly limitMw: readonly number[];
  readonly #network: DcNetwork;
  /** Row in the network of each line of the scenario; −1 for a line out of service. */
  readonly #row: readonly number[];
  readonly #flowMw: Float64Array;

  /** @throws {NetworkError} when what is left does not hold together. */
  constructor({ lines, nodes, referenceNode }: Transmission, events: readonly ScenarioEvent[]) {
    const open = new Set(events.flatMap((event) => event.open));
    const inService = lines.filter(({ id }) => !open.has(id));
    const share = (id: string) =>
      events.find(({ derate }) => derate.includes(id))?.ratingShare ?? 1;
    this.limitMw = lines.map(({ id, limitMw }) => limitMw * share(id));
    this.#network = new DcNetwork(
      nodes.map(({ id }) => id),
      inService,
      referenceNode,
    );
    this.#row = lines.map((line) => inService.indexOf(line));
    this.#flowMw = new Float64Array(inService.length);
  }

  /** Change of a line's flow per unit injected at a node; 0 for a line out of service. */
  ptdf(line: number, node: number): number {
    const row = this.#row[line]!;
    return row < 0 ? 0 : this.#network.ptdf.get(row, node);
  }

  /** Writes the flow of each line of the scenario, MW from → to. */
  flows(injectionMw: Float64Array, out: Float64Array): void {
    this.#network.flows(injectionMw, this.#flowMw);
    for (let line = 0; line < out.length; line++) {
      const row = this.#row[line]!;
      out[line] = row < 0 ? 0 : this.#flowMw[row]!;
    }
  }
}
