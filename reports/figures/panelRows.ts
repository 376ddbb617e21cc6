/** Panels under each other with a heading's room between them, whatever their number. */
export interface PanelRows {
  /** Height of all panels and gaps, pixels. */
  readonly height: number;
  /** Inner padding of the band scale that places them. */
  readonly paddingInner: number;
}

/** Computes the band padding that leaves `gap` pixels between `count` panels of `panelHeight`. */
export function panelRows(count: number, panelHeight: number, gap: number): PanelRows {
  return {
    height: count * panelHeight + (count - 1) * gap,
    // A band scale also shrinks a single band by its inner padding.
    paddingInner: count === 1 ? 0 : gap / (panelHeight + gap),
  };
}
