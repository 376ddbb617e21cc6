import { create, createUnitDependencies, type Unit, unitDependencies } from "mathjs";

const math = create({
  unitDependencies: unitDependencies!,
  createUnitDependencies: createUnitDependencies!,
});

// What mathjs does not know. Each but the cent is a dimension of its own, so that 5 kW is not
// taken for 5 kWp, nor 630 kVA for 630 kW.
math.createUnit({
  EUR: { prefixes: "long" },
  ct: { definition: "0.01 EUR" },
  Wp: { prefixes: "short" },
  voltampere: { prefixes: "long" },
  pu: {},
  percent: {},
});

/** Spellings that people use, and the names that mathjs knows them by. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/%/g, "percent"],
  [/°C/g, "degC"],
  [/°/g, "deg"],
  [/Ω/g, "ohm"],
  [/[µμ]EUR/g, "microEUR"],
  [/²/g, "^2"],
  [/\bMVA\b/g, "megavoltampere"],
  [/\bkVA\b/g, "kilovoltampere"],
  [/\bVA\b/g, "voltampere"],
];

const quantityPattern = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$/i;

/** A text that is not a quantity in the unit asked for. */
export class QuantityError extends Error {
  override readonly name = "QuantityError";
  readonly expected: string;
  readonly found: string;

  constructor(expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.expected = expected;
    this.found = found;
  }
}

/** Says what a quantity in `unit` looks like. */
export function quantityText(unit: string): string {
  return `a quantity in ${unit}, such as "1 ${unit}"`;
}

/**
 * Reads a quantity in plain words ("72 EUR/MWh", "26 %", "0.443 ohm/km") as a number of `unit`.
 * Throws {@link QuantityError} when there is no number, no unit, an unknown one, or one of
 * another dimension. Rounded to 12 digits, so that 15 ct is 0.15 EUR and not a neighbour.
 */
export function parseQuantity(text: string, unit: string): number {
  const [, digits, unitText] = quantityPattern.exec(text.trim()) ?? [];
  const found = JSON.stringify(text);
  if (digits === undefined || unitText === undefined || unitText === "")
    throw new QuantityError(quantityText(unit), found);
  const value = Number(digits);
  if (unitText === unit) return value;
  return Number(convert(value, unitText, unit, found).toPrecision(12));
}

/** Reads numbers that share the unit at their end: "1.2, 1.1, 0.9 EUR/MWh". */
export function parseQuantities(text: string, unit: string): number[] {
  const parts = text.split(/\s*,\s*/);
  const unitText = quantityPattern.exec(parts.at(-1)!.trim())?.[2] ?? "";
  return parts.map((part, index) =>
    parseQuantity(index === parts.length - 1 ? part : `${part} ${unitText}`, unit),
  );
}

/** Whether `text` names a unit. */
export function isUnit(text: string): boolean {
  return quantityOf(1, text) !== undefined;
}

function convert(value: number, unitText: string, unit: string, found: string): number {
  const quantity = quantityOf(value, unitText);
  if (quantity === undefined)
    throw new QuantityError(quantityText(unit), `${found} (unknown unit "${unitText}")`);
  try {
    return quantity.toNumber(spelled(unit));
  } catch {
    throw new QuantityError(quantityText(unit), `${found} (not a measure of the same thing)`);
  }
}

function quantityOf(value: number, unitText: string): Unit | undefined {
  // A second number would be taken for a part of the unit.
  if (unitText === "" || /(^|[\s*/])[\d.]/.test(unitText)) return undefined;
  try {
    return math.unit(value, spelled(unitText));
  } catch {
    return undefined;
  }
}

function spelled(unit: string): string {
  return spellings.reduce((text, [pattern, name]) => text.replace(pattern, name), unit);
}
