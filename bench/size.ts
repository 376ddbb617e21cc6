/** `smoke` runs in the tests so that no benchmark rots; the others are for numbers. */
export const sizes = ["smoke", "small", "large"] as const;

export type Size = (typeof sizes)[number];

/** One number per size. */
export type PerSize = Readonly<Record<Size, number>>;

/** Times that the same work is done anew, each from its start. */
export const rounds: PerSize = { smoke: 1, small: 3, large: 5 };
