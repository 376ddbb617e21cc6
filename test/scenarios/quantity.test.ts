import fc from "fast-check";
import { expect, test } from "vitest";
import { parseQuantities, parseQuantity, QuantityError } from "#scenarios/quantity.ts";

test.each([
  ["200 kWp", "kWp", 200],
  ["0.2 MWp", "kWp", 200],
  ["15 min", "min", 15],
  ["2 h", "min", 120],
  ["72 EUR/MWh", "EUR/MWh", 72],
  ["15 ct/kWh", "EUR/MWh", 150],
  ["0.20 EUR/kWh", "EUR/MWh", 200],
  ["88 µEUR/Wh", "EUR/kWh", 0.088],
  ["15 EUR/MW/h", "EUR/kW/h", 0.015],
  ["0.443 ohm/km", "ohm/km", 0.443],
  ["443 Ω/km", "ohm/m", 0.443],
  ["26 %", "%", 26],
  ["25 MVA", "kVA", 25_000],
  ["1.02 pu", "pu", 1.02],
  ["-0.5 degC", "degC", -0.5],
  ["-0.5 °C", "degC", -0.5],
  ["0.75 km", "m", 750],
  ["2.2 W/m²/K", "W/m^2/K", 2.2],
  ["2.3 MWh/year", "kWh/year", 2300],
  ["42.7°", "deg", 42.7],
  [".5kW", "kW", 0.5],
  ["1e3 W", "kW", 1],
  ["  7   kW ", "kW", 7],
])("%s read in %s is %d", (text, unit, value) => {
  expect(parseQuantity(text, unit)).toBe(value);
});

test.each([
  ["7", "kW", '"7"'],
  ["kW", "kW", '"kW"'],
  ["", "kW", '""'],
  ["seven kW", "kW", '"seven kW"'],
  ["7 bananas", "kW", 'unknown unit "bananas"'],
  ["4 4 kW", "kW", "unknown unit"],
  ["7 kW 2", "kW", "unknown unit"],
  ["7 2 * kW", "kW", "unknown unit"],
  ["7 kW/", "kW", "unknown unit"],
  ["5 kW", "kWp", "not a measure of the same thing"],
  ["5 kW", "kVA", "not a measure of the same thing"],
  ["5 kWh", "kW", "not a measure of the same thing"],
  ["26 %", "pu", "not a measure of the same thing"],
  ["15 EUR", "EUR/MWh", "not a measure of the same thing"],
])("%j is not a quantity in %s", (text, unit, found) => {
  let error: unknown;
  try {
    parseQuantity(text, unit);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(QuantityError);
  expect((error as QuantityError).found).toContain(found);
  expect((error as QuantityError).expected).toContain(unit);
});

test("numbers in a row share the unit behind the last", () => {
  expect(parseQuantities("-0.5, 1.6 , 5.9 degC", "degC")).toEqual([-0.5, 1.6, 5.9]);
  expect(parseQuantities("15, 8.8 ct/kWh", "EUR/MWh")).toEqual([150, 88]);
  expect(() => parseQuantities("1, 2, 3", "kW")).toThrow(QuantityError);
  expect(() => parseQuantities("1,, 3 kW", "kW")).toThrow(QuantityError);
});

const units = [
  ["EUR/MWh", "ct/kWh", 10],
  ["kWh", "Wh", 1 / 1000],
  ["kWp", "MWp", 1000],
  ["m", "km", 1000],
  ["kVA", "MVA", 1000],
  ["min", "h", 60],
] as const;

test("a quantity read in its own unit is the number written, in another it is scaled", () => {
  const number = fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1000);
  fc.assert(
    fc.property(number, fc.constantFrom(...units), (value, [unit, other, factor]) => {
      expect(parseQuantity(`${value} ${unit}`, unit)).toBe(value);
      const scaled = parseQuantity(`${value} ${other}`, unit);
      expect(Math.abs(scaled - value * factor)).toBeLessThanOrEqual(
        Math.abs(value * factor) * 1e-11,
      );
    }),
  );
});
