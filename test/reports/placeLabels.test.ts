import fc from "fast-check";
import { expect, test } from "vitest";
import { type LabelWish, placeLabels } from "#reports/figures/placeLabels.ts";

const AREA = { width: 900, height: 450 } as const;
const HALF_HEIGHT = 7;

interface Middle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function middles(wishes: readonly LabelWish[]): Middle[] {
  return placeLabels(wishes, AREA).map(({ dx, dy }, index) => {
    const { x, y, width } = wishes[index]!;
    return { x: x + dx, y: y + dy, width };
  });
}

test("a label alone stands to the right of its point", () => {
  const [{ dx, dy }] = placeLabels([{ x: 100, y: 100, width: 30 }], AREA) as [
    { dx: number; dy: number },
  ];
  expect(dx).toBeGreaterThan(15);
  expect(Math.abs(dy)).toBe(0);
});

test("a label at the right border stays inside", () => {
  const [label] = middles([{ x: 895, y: 100, width: 60 }]);
  expect(label!.x + 30).toBeLessThanOrEqual(AREA.width);
});

test("thirteen labels, also of points on one spot, do not cover each other", () => {
  const coordinate = (size: number) => fc.integer({ min: 0, max: size });
  const wish = fc.record({
    x: coordinate(AREA.width),
    y: coordinate(AREA.height),
    width: fc.integer({ min: 14, max: 60 }),
  });
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1, maxLength: 13 }), fc.nat(12), (wishes, twin) => {
      const labels = middles([...wishes, wishes[twin % wishes.length]!]);
      for (const [index, one] of labels.entries()) {
        for (const other of labels.slice(index + 1)) {
          const isApart =
            Math.abs(one.y - other.y) >= 2 * HALF_HEIGHT - 1e-9 ||
            Math.abs(one.x - other.x) >= (one.width + other.width) / 2 - 1e-9;
          expect(isApart).toBe(true);
        }
      }
    }),
  );
});
