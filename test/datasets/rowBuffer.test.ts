import { expect, test } from "vitest";
import { RowBuffer } from "#datasets/rowBuffer.ts";
import { example } from "#test/datasets/exampleTable.ts";

test("rows survive growth", () => {
  const buffer = new RowBuffer(example);
  for (let k = 0; k < 5000; k++) {
    const i = buffer.row();
    buffer.columns.period[i] = k;
    buffer.columns.energyMwh[i] = k / 2;
  }
  expect(buffer.length).toBe(5000);
  expect(buffer.column("period").subarray(4998, 5000)).toEqual(Int32Array.of(4998, 4999));
  expect(buffer.columns.energyMwh[1]).toBe(0.5);
});

test("a cleared buffer starts from zeros", () => {
  const buffer = new RowBuffer(example);
  buffer.push({ period: 5, energyMwh: 1, direction: "down", element: "T1" });
  buffer.clear();
  expect(buffer.length).toBe(0);
  const i = buffer.row();
  expect([buffer.columns.period[i], buffer.columns.direction[i]]).toEqual([0, 0]);
});

test("words are taken as such or as their code", () => {
  const buffer = new RowBuffer(example);
  buffer.push({ period: 0, energyMwh: 0, direction: "down", element: "T2" });
  buffer.push({ period: 0, energyMwh: 0, direction: 1, element: 0 });
  expect(buffer.column("direction").subarray(0, 2)).toEqual(Int8Array.of(1, 1));
  expect(buffer.words("element")).toEqual(["T2"]);
  expect(buffer.code("element", "T2")).toBe(0);
});

test.each`
  story                          | change                      | message
  ${"a word of no category"}     | ${{ direction: "left" }}    | ${'direction does not know "left"'}
  ${"a fraction for an integer"} | ${{ period: 0.5 }}          | ${"takes 32-bit integers, got 0.5"}
  ${"an integer of 33 bits"}     | ${{ period: 2 ** 32 }}      | ${"takes 32-bit integers"}
  ${"a missing value"}           | ${{ energyMwh: undefined }} | ${"energyMwh has no value"}
  ${"a word for a number"}       | ${{ energyMwh: "much" }}    | ${"energyMwh holds no words"}
`("push refuses $story", ({ change, message }) => {
  const row = { period: 0, energyMwh: 0, direction: "up", element: "T1", ...change };
  expect(() => new RowBuffer(example).push(row)).toThrow(message);
});

test("a closed dictionary takes no new text", () => {
  const buffer = new RowBuffer(example, { element: ["T1"] });
  expect(() => buffer.code("element", "T2")).toThrow('element does not know "T2"');
});
