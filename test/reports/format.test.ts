import { expect, test } from "vitest";
import { digitsFor, formatChange, formatNumber, formatPercentChange } from "#reports/format.ts";

test.each`
  value          | digits | text
  ${0}           | ${2}   | ${"0"}
  ${1234567.891} | ${1}   | ${"1,234,567.9"}
  ${-1234}       | ${0}   | ${"−1,234"}
  ${-0.04}       | ${1}   | ${"0.0"}
  ${999.95}      | ${1}   | ${"1,000.0"}
  ${894_250_000} | ${0}   | ${"894.3 M"}
  ${-2.5e10}     | ${0}   | ${"−25,000.0 M"}
  ${Number.NaN}  | ${1}   | ${"–"}
  ${null}        | ${1}   | ${"–"}
`("$value with $digits digits is written $text", ({ value, digits, text }) => {
  expect(formatNumber(value, digits)).toBe(text);
});

test.each`
  value         | text
  ${3.14}       | ${"+3.1"}
  ${-3.14}      | ${"−3.1"}
  ${0.01}       | ${"0.0"}
  ${0}          | ${"0"}
  ${Number.NaN} | ${"–"}
`("a change of $value is written $text", ({ value, text }) => {
  expect(formatChange(value, 1)).toBe(text);
});

test.each`
  values                | digits
  ${[]}                 | ${0}
  ${[1, 2, 30]}         | ${0}
  ${[0.5, 120]}         | ${0}
  ${[0.5, 12]}          | ${1}
  ${[0.5, -1.5]}        | ${2}
  ${[0.05]}             | ${3}
  ${[Number.NaN, 12.5]} | ${1}
`("$values take $digits digits", ({ values, digits }) => {
  expect(digitsFor(values)).toBe(digits);
});

test("a change against nothing has no percentage", () => {
  expect(formatPercentChange(97, 100)).toBe("−3.0 %");
  expect(formatPercentChange(5, 0)).toBe("–");
});
