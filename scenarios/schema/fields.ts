import { z } from "zod";
import {
  parseQuantities,
  parseQuantity,
  QuantityError,
  quantityText,
} from "#scenarios/quantity.ts";

/**
 * Building blocks of the schemas. Every message says what is expected, so that it can follow the
 * words "expected" in a finding.
 */

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** A quantity in plain words, read as a number of `unit`. */
export function quantity(unit: string, range: Range = {}) {
  return z
    .string(quantityText(unit))
    .meta({ description: `quantity in ${unit}`, examples: [`1 ${unit}`] })
    .transform((text, context) => {
      const value = read(() => parseQuantity(text, unit), context);
      return checkRange(value, unit, range, context);
    });
}

/** A quantity that is nowhere below zero. */
export function amount(unit: string) {
  return quantity(unit, { min: 0 });
}

/** Prices on merit order lists have 24 bits and a sign, EUR/MWh: what a penalty makes of them fits every ledger. */
const LIST_PRICE_MAX = (2 ** 23 - 1) / 1000;

/** A highest price per energy, read as an integer number of µEUR/kWh; at most what a list can hold. */
export function priceCap() {
  return quantity("EUR/MWh", { max: LIST_PRICE_MAX }).transform((eurPerMwh) =>
    Math.round(eurPerMwh * 1000),
  );
}

/** A price per energy, read as an integer number of µEUR/kWh. */
export function microEurPerKwh() {
  return quantity("EUR/MWh").transform((eurPerMwh) => Math.round(eurPerMwh * 1000));
}

/** A share in percent, read as a number from 0 to 1. */
export function share() {
  return quantity("%", { min: 0, max: 100 }).transform(asShare);
}

/** A share in percent with at most one decimal, read as a number from 0 to 1. */
export function permilleShare() {
  return quantity("%", { min: 0, max: 100 }).transform((percent, context) => {
    const isWhole = Math.abs(percent * 10 - Math.round(percent * 10)) < 1e-9;
    if (!isWhole) return refuse(context, "a multiple of 0.1 %", `${percent} %`);
    return asShare(percent);
  });
}

/** `count` numbers with one unit behind them: "-0.5, 1.6, 5.9 degC". */
export function quantities(unit: string, count: number, range: Range = {}) {
  const expected = `${count} numbers and their unit, such as "1, 2, 3 ${unit}"`;
  return z
    .string(expected)
    .meta({ description: `${count} numbers in ${unit}, with the unit at the end` })
    .transform((text, context) => {
      const values = read(() => parseQuantities(text, unit), context);
      if (values === z.NEVER) return z.NEVER;
      if (values.length !== count) return refuse(context, expected, `${values.length} numbers`);
      for (const value of values) checkRange(value, unit, range, context);
      return values;
    });
}

/** `count` shares in percent that together make the whole. */
export function shares(count: number) {
  return quantities("%", count, { min: 0, max: 100 }).transform((percents, context) => {
    const sum = percents.reduce((total, percent) => total + percent, 0);
    return Math.abs(sum - 100) > 0.5
      ? refuse(context, "shares that sum to 100 %", `${round(sum)} %`)
      : percents.map((percent) => percent / sum);
  });
}

/** `count` plain factors "1.2, 1.0, 0.8" of a mean; with `meanOne` their own mean has to be 1. */
export function factors(count: number, meanOne = false) {
  const expected = `${count} numbers, such as "1.2, 1.0, 0.8"`;
  return z
    .string(expected)
    .meta({ description: `${count} factors with commas between them` })
    .transform((text, context) => {
      const values = text
        .split(",")
        .map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
      if (values.some(Number.isNaN)) return refuse(context, expected);
      if (values.length !== count) return refuse(context, expected, `${values.length} numbers`);
      const mean = values.reduce((total, value) => total + value, 0) / count;
      return meanOne && Math.abs(mean - 1) > 0.02
        ? refuse(context, "factors with a mean of 1", `a mean of ${round(mean)}`)
        : values;
    });
}

/** A time of day "17:00", read as minutes after midnight. */
export function timeOfDay() {
  return z
    .string('a time of day, such as "17:00"')
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, such as "17:00"')
    .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
}

/** A span of whole hours "22:00-06:00", read as its first hour and the hour after its last. */
export function hourSpan() {
  const expected = 'whole hours, such as "22:00-06:00"';
  return z
    .string(expected)
    .regex(/^([01]\d|2[0-3]):00-([01]\d|2[0-3]):00$/, expected)
    .transform((text): [number, number] => [Number(text.slice(0, 2)), Number(text.slice(6, 8))]);
}

/** A local day "2025-01-01". */
export function day() {
  const expected = 'a day of the calendar, such as "2025-01-01"';
  return z.string(expected).refine((text) => isDay(text), expected);
}

/** A local time on a quarter hour "2025-01-10 06:00", read as "2025-01-10T06:00". */
export function localTime() {
  const expected = 'a local time on a quarter hour, such as "2025-01-10 06:00"';
  return z
    .string(expected)
    .regex(/^\d{4}-\d{2}-\d{2}[ T]([01]\d|2[0-3]):(00|15|30|45)$/, expected)
    .refine((text) => isDay(text.slice(0, 10)), expected)
    .transform((text) => text.replace(" ", "T"));
}

/** A name without blanks that other places refer to. */
export function identifier() {
  const expected = "an identifier of letters, digits, -, _, . and /";
  return z.string(expected).regex(/^[\p{L}\d][\p{L}\d_./-]*$/u, expected);
}

/** An integer from `min` to `max`. */
export function integer(min: number, max: number) {
  const expected = `an integer from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
}

/** A plain number without unit, from `min` to `max`. */
export function plain(min: number, max: number) {
  const expected = `a number from ${min} to ${max}`;
  return z.number(expected).min(min, expected).max(max, expected);
}

/** Adds a finding whose `found` is not simply the value itself. */
export function refuse(context: z.RefinementCtx, expected: string, found?: string): never {
  context.addIssue({ code: "custom", message: expected, params: { found } });
  return z.NEVER;
}

function asShare(percent: number): number {
  return Number((percent / 100).toPrecision(12));
}

function read<T>(parse: () => T, context: z.RefinementCtx): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof QuantityError) return refuse(context, error.expected, error.found);
    throw error;
  }
}

function checkRange(value: number, unit: string, range: Range, context: z.RefinementCtx): number {
  const { min = -Infinity, max = Infinity } = range;
  if (value >= min && value <= max) return value;
  if (value < min) return refuse(context, `at least ${min} ${unit}`, `${value} ${unit}`);
  if (value > max) return refuse(context, `at most ${max} ${unit}`, `${value} ${unit}`);
  return value;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
