import { expect, test } from "vitest";
import { RING } from "#sim/agents/devices/device.ts";
import { writeExpected } from "#sim/agents/forecasts/expectation.ts";

test("what is expected of a period is that of its kind, and nothing without expectations", () => {
  const expectation = { wh: Float64Array.of(10, 20), kindOf: Uint8Array.of(0, 1, 1, 0, 1) };
  const ring = new Float64Array(RING).fill(-1);
  writeExpected(expectation, 1, 4, ring);
  expect([...ring.subarray(0, 5)]).toEqual([-1, 20, 20, 10, -1]);
  writeExpected(undefined, 2, 4, ring);
  expect([...ring.subarray(0, 5)]).toEqual([-1, 20, 0, 0, -1]);
});
