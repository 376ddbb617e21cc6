import { expect, test } from "vitest";
import { ExpressionError, evaluate } from "#scenarios/grids/matpower/evaluate.ts";

const table = [
  [1, 2, 3],
  [4, 5, 6],
];
const values = new Map<string, number | number[][]>([
  ["base", 10],
  ["PD", 3],
  ["mpc.bus", table],
]);

test.each([
  ["12/sqrt(3)", 12 / Math.sqrt(3)],
  ["-2^2", -4],
  ["2^-1 * 4", 2],
  ["(1 + 2) * 3 - 4 / 2", 7],
  ["1e3", 1000],
  [".5 + base", 10.5],
  ["-pi", -Math.PI],
  ["mpc.bus(2, PD)", 6],
  [
    "mpc.bus(:, [1 PD]) / 2",
    [
      [0.5, 1.5],
      [2, 3],
    ],
  ],
  ["base * mpc.bus(1, :)", [[10, 20, 30]]],
  [
    "mpc.bus .* mpc.bus",
    [
      [1, 4, 9],
      [16, 25, 36],
    ],
  ],
])("%s", (text, value) => {
  expect(evaluate(text, { values })).toEqual(value);
});

test.each([
  "1 +",
  "unknown",
  "mpc.bus(3, 1)",
  "mpc.bus * mpc.bus",
  "1 2",
  "f(x)",
  "'text'",
  "1 ? 2",
])("%s is not understood", (text) => {
  expect(() => evaluate(text, { values })).toThrow(ExpressionError);
});
