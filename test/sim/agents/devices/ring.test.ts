import { expect, test } from "vitest";
import { RING } from "#sim/agents/devices/device.ts";
import { newRing } from "#sim/agents/devices/ring.ts";

test("rings are zeros of their own: what is written into one stands in no other", () => {
  const rings = Array.from({ length: 300 }, () => newRing());
  for (const [k, ring] of rings.entries()) {
    expect(ring).toHaveLength(RING);
    expect(ring.every((value) => value === 0)).toBe(true);
    ring.fill(k + 1);
  }
  for (const [k, ring] of rings.entries()) expect(ring.every((x) => x === k + 1)).toBe(true);
});
