/** One comparison of the page. */
export interface Section {
  readonly title: string;
  /** Markdown between heading and figure. */
  readonly text: readonly string[];
  /** SVG files by name, set below the text; each with what it shows. */
  readonly figures: readonly {
    readonly name: string;
    readonly alt: string;
    readonly svg: string;
  }[];
  readonly distances: readonly Distance[];
}

/** How far ours is from what was measured. */
export interface Distance {
  /** One word, for programs. */
  readonly name: string;
  readonly label: string;
  /** Null where there is nothing to compare with. */
  readonly value: number | null;
  /** From here on, above or below zero, the two are called far apart: a choice, not a test. */
  readonly far: number;
  /** @default none: a share */
  readonly unit?: string;
}

/** A Markdown table; the first column is words, the others numbers or words. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(titles),
    line(titles.map((_, column) => (column === 0 ? "---" : "---:"))),
    ...rows.map(line),
    "",
  ];
}

export function number(value: number, digits = 2): string {
  return Number.isFinite(value) ? value.toFixed(digits) : "–";
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
