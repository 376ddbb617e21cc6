import { expect, test } from "vitest";
import { Attention, NEVER_PLANNED } from "#sim/agents/attention.ts";

test("tables keep what they hold as customers are added", () => {
  const attention = new Attention();
  const rows = Array.from({ length: 300 }, (_, k) => {
    const row = attention.addRow();
    attention.noise[row] = k / 1000;
    attention.plannedAt[row] = 3 * k;
    attention.look(row, 5 * k, 7 * k);
    if (k % 2 === 0) attention.settle(row);
    return row;
  });
  expect(rows).toEqual(Array.from({ length: 300 }, (_, k) => k));
  for (const row of rows) {
    expect(attention.noise[row]).toBe(row / 1000);
    expect(attention.plannedAt[row]).toBe(3 * row);
    expect([attention.refreshedAt[row], attention.refreshedTo[row]]).toEqual([5 * row, 7 * row]);
    expect(attention.why[row]).toBe(row % 2 === 0 ? 0 : NEVER_PLANNED);
  }
});

test("who was added last has looked at nothing", () => {
  const attention = new Attention();
  for (let k = 0; k < 200; k++) attention.addRow();
  for (let row = 0; row < 200; row++) expect(attention.refreshedAt[row]).toBe(-1);
});
