import * as Plot from "@observablehq/plot";
import { HOURS } from "#reports/digest/congestionDigest.ts";
import type { VariantDigest } from "#reports/digest/variantDigest.ts";
import type { Figure, FigureDocument } from "#reports/figures/figure.ts";
import { panelRows } from "#reports/figures/panelRows.ts";
import { draw } from "#reports/figures/theme.ts";
import { formatNumber } from "#reports/format.ts";
import type { Study } from "#reports/study.ts";

const MONTH_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Classes of hours; a month has at most 31 hours of one hour of the day. */
const classes = [
  { above: -1, label: "0 h", color: "#f1efe9" },
  { above: 0, label: "up to 1 h", color: "#fbdcae" },
  { above: 1, label: "1 to 3 h", color: "#f5b26b" },
  { above: 3, label: "3 to 10 h", color: "#e37a3c" },
  { above: 10, label: "10 to 20 h", color: "#b8402a" },
  { above: 20, label: "above 20 h", color: "#6e1423" },
] as const;

const COLUMNS = 3;
const COLUMN_WIDTH = 320;
const MARGIN_LEFT = 40;
const MONTH_HEIGHT = 15;
const ROW_GAP = 38;
const MARGIN_TOP = 26;
const MARGIN_BOTTOM = 40;

/** Overload hours by month and hour of day, one panel a variant. */
export function congestionCalendar(study: Study, document: FigureDocument): Figure {
  const cells = study.variants.flatMap((digest, panel) => calendarCells(digest, panel));
  const months = MONTH_NAMES.filter((name) => cells.some(({ month }) => month === name));
  const columns = [0, 1, 2].slice(0, study.variants.length);
  const rowCount = Math.ceil(study.variants.length / COLUMNS);
  const rows = panelRows(rowCount, MONTH_HEIGHT * months.length, ROW_GAP);
  const titles = study.variants.map((digest, panel) => ({
    ...placeOf(panel),
    text: titleOf(digest),
  }));
  const svg = draw(
    {
      width: MARGIN_LEFT + columns.length * COLUMN_WIDTH + 20,
      height: MARGIN_TOP + rows.height + MARGIN_BOTTOM,
      marginLeft: MARGIN_LEFT,
      marginTop: MARGIN_TOP,
      marginBottom: MARGIN_BOTTOM,
      x: {
        label: "Hour of day",
        labelAnchor: "center",
        labelArrow: "none",
        type: "band",
        domain: Array.from({ length: HOURS }, (_, hour) => hour),
        ticks: [0, 6, 12, 18, 23],
        tickSize: 0,
        padding: 0.06,
        round: false,
      },
      y: { label: null, type: "band", domain: months, tickSize: 0, padding: 0.06, round: false },
      fx: { axis: null, domain: columns, padding: 0.06 },
      fy: { axis: null, paddingInner: rows.paddingInner, paddingOuter: 0, round: false },
      color: {
        domain: classes.map(({ label }) => label),
        range: classes.map(({ color }) => color),
      },
      marks: [
        Plot.cell(cells, { x: "hour", y: "month", fill: "label", fx: "fx", fy: "fy" }),
        Plot.text(titles, {
          fx: "fx",
          fy: "fy",
          text: "text",
          frameAnchor: "top-left",
          dy: -16,
          fontWeight: 600,
        }),
      ],
    },
    document,
  );
  return {
    title: titleSentence(study),
    caption:
      "Each cell: hours in which any monitored element was above 100 % of its rating, by month " +
      "(down) and local hour of day (right), mean over seeds. In brackets: hours in all.",
    legend: classes.map(({ label, color }) => ({ label, color })),
    svgs: [svg],
  };
}

function placeOf(panel: number) {
  return { fx: panel % COLUMNS, fy: Math.floor(panel / COLUMNS) };
}

function calendarCells({ overloadHours }: VariantDigest, panel: number) {
  return [...overloadHours].flatMap((hours, cell) =>
    Number.isNaN(hours)
      ? []
      : {
          ...placeOf(panel),
          month: MONTH_NAMES[Math.floor(cell / HOURS)]!,
          hour: cell % HOURS,
          label: classes.findLast(({ above }) => hours > above)!.label,
        },
  );
}

function totalHours({ overloadHours }: VariantDigest): number {
  return overloadHours.reduce((sum, hours) => sum + (hours || 0), 0);
}

function titleOf(digest: VariantDigest): string {
  return `${digest.variant} (${formatNumber(totalHours(digest), 0)} h)`;
}

function titleSentence({ variants }: Study): string {
  const [most] = variants.toSorted((a, b) => totalHours(b) - totalHours(a));
  const hours = totalHours(most!);
  if (hours === 0) return "No monitored element is ever overloaded.";
  return `Some element is overloaded for up to ${formatNumber(hours, 0)} h, under ${most!.variant}.`;
}
