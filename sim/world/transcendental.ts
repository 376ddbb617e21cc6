/**
 * The one door to transcendental functions. Their last bit may differ between engines and
 * processors, so they are used only while the world, whose hash is checked before any market runs,
 * and its agents are built; a portable implementation could replace them here.
 */
export const { exp, log, pow, sin, cos, acos, tan } = Math;

/** Radians of one degree. */
export const RADIAN = Math.PI / 180;
