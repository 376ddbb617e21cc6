import * as Plot from "@observablehq/plot";
import type { CurvePoint } from "#reports/figures/durationAxis.ts";
import type { Study } from "#reports/study.ts";

/** A point of a line of one variant in the panel of one area. */
export interface LinePoint extends CurvePoint {
  readonly variant: string;
  readonly area: string;
  /** Lines of one variant in one panel, e.g. `max` and `min`. */
  readonly line: string;
}

/** Lines in the variants' colours; the reference on top, dashed on a light halo. */
export function variantLines({ comparison }: Study, points: readonly LinePoint[], width: number) {
  const { reference } = comparison;
  const options = {
    x: "timePercent",
    y: "value",
    z: ({ variant, line }: LinePoint) => `${variant} ${line}`,
    fx: "area",
    stroke: "variant",
    strokeWidth: width,
  };
  const of = (isReference: boolean) =>
    points.filter(({ variant }) => (variant === reference) === isReference);
  return [
    Plot.line(of(false), options),
    Plot.line(of(true), {
      ...options,
      stroke: "white",
      strokeWidth: width + 1.4,
      strokeOpacity: 0.65,
    }),
    Plot.line(of(true), { ...options, strokeDasharray: "5 3" }),
  ];
}
