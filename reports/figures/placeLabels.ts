/** A label wanted beside a point; pixels of the picture. */
export interface LabelWish {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Where the middle of a label comes to lie, against its point. */
export interface LabelOffset {
  readonly dx: number;
  readonly dy: number;
}

export interface LabelArea {
  readonly width: number;
  readonly height: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const LABEL_HEIGHT = 14;
const DOT_RADIUS = 6;
const ANGLES = 16;
const RINGS = [12, 24, 38, 54, 72] as const;

/**
 * Places labels beside their points, one after the other, each at the nearest place around its point
 * that is free of dots and earlier labels and within the area; to the right where there is a choice.
 * Where no place is free, the one with the least overlap.
 */
export function placeLabels(wishes: readonly LabelWish[], area: LabelArea): LabelOffset[] {
  const taken: Box[] = wishes.map(({ x, y }) => ({
    left: x - DOT_RADIUS,
    right: x + DOT_RADIUS,
    top: y - DOT_RADIUS,
    bottom: y + DOT_RADIUS,
  }));
  return wishes.map((wish) => {
    let best = { dx: 0, dy: 0 };
    let least = Number.POSITIVE_INFINITY;
    for (const offset of places(wish.width)) {
      const box = boxAt(wish, offset);
      const overlap =
        taken.reduce((sum, other) => sum + overlapOf(box, other), 0) + outside(box, area);
      if (overlap >= least) continue;
      best = offset;
      least = overlap;
      if (overlap === 0) break;
    }
    taken.push(boxAt(wish, best));
    return best;
  });
}

/** Places around a point, near ones first; in each ring from the right, alternating up and down. */
function* places(width: number): Generator<LabelOffset> {
  for (const ring of RINGS) {
    for (let k = 0; k <= ANGLES; k++) {
      const turn = (k % 2 === 0 ? 1 : -1) * Math.ceil(k / 2);
      const angle = (2 * Math.PI * turn) / ANGLES;
      const [across, down] = [Math.cos(angle), -Math.sin(angle)];
      yield { dx: across * (ring + width / 2), dy: down * (ring + LABEL_HEIGHT / 2) };
    }
  }
}

function boxAt({ x, y, width }: LabelWish, { dx, dy }: LabelOffset): Box {
  return {
    left: x + dx - width / 2,
    right: x + dx + width / 2,
    top: y + dy - LABEL_HEIGHT / 2,
    bottom: y + dy + LABEL_HEIGHT / 2,
  };
}

function overlapOf(one: Box, other: Box): number {
  const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return across > 0 && down > 0 ? across * down : 0;
}

/** Area of a box that lies outside, pixels². */
function outside(box: Box, { width, height }: LabelArea): number {
  const whole = (box.right - box.left) * (box.bottom - box.top);
  return whole - overlapOf(box, { left: 0, right: width, top: 0, bottom: height });
}
