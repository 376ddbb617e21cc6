import { checkConnected } from "#scenarios/grids/checkConnected.ts";
import type {
  CaseBus,
  CaseGenerator,
  CaseLine,
  CaseLink,
  CaseLoad,
  CaseShunt,
  CaseSource,
  CaseStorage,
  CaseTransformer,
  GridCase,
} from "#scenarios/grids/gridCase.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";
import type { Finding } from "#scenarios/scenarioError.ts";

interface Elements {
  readonly buses: CaseBus[];
  readonly sources: CaseSource[];
  readonly lines: CaseLine[];
  readonly transformers: CaseTransformer[];
  readonly links: CaseLink[];
  readonly loads: CaseLoad[];
  readonly generators: CaseGenerator[];
  readonly storages: CaseStorage[];
  readonly shunts: CaseShunt[];
}

type Kind = keyof Elements;

/**
 * Collects the elements of a grid as a reader finds them, each with the row it came from, and checks
 * what no single row can tell: ids used twice, branches between unlike voltages, islands.
 */
export class CaseBuilder {
  readonly openEnds: string[] = [];
  readonly #findings: Finding[];
  readonly #elements: Elements = {
    buses: [],
    sources: [],
    lines: [],
    transformers: [],
    links: [],
    loads: [],
    generators: [],
    storages: [],
    shunts: [],
  };
  readonly #kv = new Map<string, number>();
  readonly #ids = new Set<string>();
  readonly #rows = new Set<SourceRow>();

  constructor(findings: Finding[]) {
    this.#findings = findings;
  }

  /** Rated voltage of a bus that was added, kV. */
  kvOf(bus: string): number {
    return this.#kv.get(bus) ?? Number.NaN;
  }

  add<K extends Kind>(kind: K, row: SourceRow, element: Elements[K][number]): void {
    // Lines, transformers and links share their ids: results name a branch by its id alone.
    const space = kind === "lines" || kind === "transformers" || kind === "links" ? "" : kind;
    const key = `${space} ${element.id}`;
    if (this.#ids.has(key) && !row.isRepeated)
      row.refuseHarmless("(id)", "an id of its own", `"${element.id}", which another has already`);
    this.#ids.add(key);
    this.#rows.add(row);
    (this.#elements[kind] as Elements[K][number][]).push(element);
  }

  addBus(row: SourceRow, bus: CaseBus): void {
    this.add("buses", row, bus);
    this.#kv.set(bus.id, bus.voltageKvRated);
  }

  addLine(row: SourceRow, line: CaseLine): void {
    if (line.busFrom === line.busTo)
      row.refuseHarmless("(buses)", "two different buses", `"${line.busTo}" at both ends`);
    const [from, to] = [this.kvOf(line.busFrom), this.kvOf(line.busTo)];
    if (from !== to && from > 0 && to > 0)
      row.refuseHarmless("(buses)", "one rated voltage at both ends", `${from} kV and ${to} kV`);
    if (line.rOhm === 0 && line.xOhm === 0)
      row.refuseHarmless("(impedance)", "an impedance other than zero", "r = x = 0");
    this.add("lines", row, line);
  }

  /** `regulates`: it has taps or a phase shift, so that equal voltages on both sides make sense. */
  addTransformer(row: SourceRow, transformer: CaseTransformer, regulates: boolean): void {
    if (transformer.busFrom === transformer.busTo)
      row.refuseHarmless("(buses)", "two different buses", `"${transformer.busTo}" on both sides`);
    const [from, to] = [this.kvOf(transformer.busFrom), this.kvOf(transformer.busTo)];
    if (from === to && !regulates)
      row.refuseHarmless(
        "(buses)",
        "two voltages, or taps or a phase shift that regulate",
        `${from} kV on both sides`,
      );
    if (transformer.rOhm === 0 && transformer.xOhm === 0)
      row.refuseHarmless("(impedance)", "an impedance other than zero", "r = x = 0");
    this.add("transformers", row, transformer);
  }

  /** Adds the bus at which a branch ends that is open on one side, and returns its id. */
  addOpenEnd(row: SourceRow, branch: string, bus: string): string {
    const id = `${branch} open at ${bus}`;
    this.openEnds.push(id);
    this.addBus(row, { id, voltageKvRated: this.kvOf(bus) });
    return id;
  }

  /** Checks the grid as a whole; call it when all elements are there. */
  finish(name: string, file: string): GridCase {
    if (this.#elements.buses.length === 0 && this.#findings.length === 0)
      this.#findings.push({ file, field: "(grid)", expected: "at least one bus", found: "none" });
    // A bus only seems cut off where a branch, a switch or a source could not be placed.
    let harmless = 0;
    for (const row of this.#rows) harmless += row.harmlessCount;
    if (this.#findings.length === harmless) checkConnected(this.#elements, file, this.#findings);
    return { name, ...this.#elements };
  }
}
