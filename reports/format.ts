/** From here on a number is written in millions. */
const MILLIONS_FROM = 1e7;
const MINUS = "−";
const NOT_THERE = "–";

/**
 * Writes a number with thousands separators and a true minus sign; a dash where there is none.
 * Zero itself is written "0"; what only rounds to it keeps its digits and loses its sign.
 * From ten millions on, millions with one digit.
 */
export function formatNumber(value: number | null, digits: number): string {
  if (value === null || !Number.isFinite(value)) return NOT_THERE;
  if (value === 0) return "0";
  if (Math.abs(value) >= MILLIONS_FROM) return `${formatNumber(value / 1e6, 1)} M`;
  const fixed = Math.abs(value).toFixed(digits);
  const [whole, fraction] = fixed.split(".");
  const grouped = whole!.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  const sign = value < 0 && Number(fixed) !== 0 ? MINUS : "";
  return `${sign}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** As `formatNumber`, with a plus sign on what is above zero. */
export function formatChange(value: number | null, digits: number): string {
  const text = formatNumber(value, digits);
  const positive = value !== null && Number.isFinite(value) && /[1-9]/.test(text) && value > 0;
  return positive ? `+${text}` : text;
}

/** Digits after the point that show three figures of the largest of `values`; 0 to 3. */
export function digitsFor(values: readonly (number | null)[]): number {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  const largest = Math.max(0, ...finite.map(Math.abs));
  if (largest === 0 || (finite.every(Number.isInteger) && largest >= 1)) return 0;
  if (largest >= 100) return 0;
  if (largest >= 10) return 1;
  return largest >= 1 ? 2 : 3;
}

/** Change of `value` against `base` in percent, e.g. "−3.1 %"; a dash where the base is 0. */
export function formatPercentChange(value: number, base: number): string {
  if (base === 0) return NOT_THERE;
  return `${formatChange((100 * (value - base)) / base, 1)} %`;
}
