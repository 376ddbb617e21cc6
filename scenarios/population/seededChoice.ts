import seedrandom from "seedrandom";

/** Names a stream of its own for each question, so that a new share moves no other answer. */
export type Stream = (question: string) => () => number;

/** Streams of uniform numbers in [0, 1), keyed by a seed and a question. */
export function streamsOf(seed: string): Stream {
  return (question) => {
    const generator = seedrandom(`${seed}/${question}`);
    return () => generator();
  };
}

/** The items in an order drawn from `random` (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/**
 * Gives every item one of the options, in shares as exact as whole items allow, placed at random.
 */
export function allotted<T, Option>(
  items: readonly T[],
  options: readonly (readonly [Option, number])[],
  random: () => number,
): Map<T, Option> {
  const total = options.reduce((sum, [, share]) => sum + share, 0);
  const allotment = new Map<T, Option>();
  for (const [index, item] of shuffled(items, random).entries()) {
    const mark = ((index + 0.5) / items.length) * total;
    let reached = 0;
    const chosen = options.findIndex(([, share]) => {
      reached += share;
      return mark <= reached;
    });
    const [option] = options.at(chosen)!;
    allotment.set(item, option);
  }
  return allotment;
}

/** A standard normal number (Box and Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
