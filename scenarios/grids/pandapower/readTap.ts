import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

/** What a tap changer does to its winding at its present position. */
export interface Tap {
  readonly side: "hv" | "lv";
  /** On the rated voltage of the winding. */
  readonly factor: number;
  /** Added to how far the low side lags. */
  readonly shiftDegree: number;
  readonly regulates: boolean;
}

const DEGREE = Math.PI / 180;
const none: Tap = { side: "hv", factor: 1, shiftDegree: 0, regulates: false };

/**
 * Reads the tap changer whose columns begin with `prefix`. One of ratio adds steps of `step_percent`
 * at the angle `step_degree` to the voltage; an ideal phase shifter turns by `step_degree` a step,
 * a symmetrical one by the angle whose chord is `step_percent`.
 */
export function readTap(row: SourceRow, prefix: "tap" | "tap2"): Tap {
  const column = (name: string) => `${prefix}_${name}`;
  const percent = row.number(column("step_percent"), { otherwise: 0 });
  const degree = row.number(column("step_degree"), { otherwise: 0 });
  const kind = kindOf(row, prefix);
  if (!row.has(column("pos")) || !row.has(column("side"))) {
    if (row.has(column("pos")) && row.number(column("pos")) !== neutralOf(row, prefix))
      row.refuse(column("side"), "hv or lv, where the position is not neutral");
    return none;
  }
  const side = row.choice(column("side"), ["hv", "lv"]);
  const steps = row.number(column("pos")) - neutralOf(row, prefix);
  const regulates = percent !== 0 || degree !== 0;
  const direction = side === "hv" ? 1 : -1;
  if (kind === "none" || !regulates) return { ...none, side };
  if (kind === "ratio") {
    const du = (steps * percent) / 100;
    const along = 1 + du * Math.cos(degree * DEGREE);
    const across = du * Math.sin(degree * DEGREE);
    return {
      side,
      factor: Math.hypot(along, across),
      shiftDegree: Math.atan((direction * across) / along) / DEGREE,
      regulates,
    };
  }
  if (percent !== 0 && degree !== 0)
    row.refuse(column("step_degree"), `0 or nothing beside ${column("step_percent")}`);
  const turn = degree !== 0 ? steps * degree : (2 * Math.asin((steps * percent) / 200)) / DEGREE;
  return { side, factor: 1, shiftDegree: direction * turn, regulates };
}

/** Kind of changer: named since pandapower 3, before that told by the flag `phase_shifter`. */
function kindOf(row: SourceRow, prefix: string): "ratio" | "phase" | "none" {
  const isShifter = row.flag(`${prefix}_phase_shifter`, false);
  const column = `${prefix}_changer_type`;
  if (!row.has(column)) return isShifter ? "phase" : "ratio";
  // A table of taps is refused by its own columns.
  const kind = row.choice(column, ["Ratio", "Symmetrical", "Ideal", "None"]);
  if (kind === "None") return "none";
  return kind === "Ratio" ? "ratio" : "phase";
}

function neutralOf(row: SourceRow, prefix: string): number {
  return row.number(`${prefix}_neutral`, { otherwise: 0 });
}
