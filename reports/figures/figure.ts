/** A picture with its words. `svgs` are self-contained markup, set side by side. */
export interface Figure {
  /** A sentence that says what is seen. */
  readonly title: string;
  /** How to read it: axes, units, marks. */
  readonly caption: string;
  /** Meaning of colours; empty where the picture labels them itself. */
  readonly legend: readonly LegendEntry[];
  readonly svgs: readonly string[];
}

export interface LegendEntry {
  readonly label: string;
  readonly color: string;
}

/** What a figure needs of a DOM; on the server it is linkedom's. */
export interface FigureDocument {
  createElementNS(namespace: string, name: string): unknown;
}
