/** Places that a contender may hold, 1 is best; one place where all comparisons are decided. */
export interface RankRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Ranks contenders two by two: behind each that is surely better, before each that is surely worse,
 * tied with the others.
 *
 * @param compare - Below 0 where `one` is surely better than `other`, above 0 where it is surely
 *   worse, 0 where nothing is known; asked once a pair.
 */
export function rankRanges(
  contenders: readonly string[],
  compare: (one: string, other: string) => number,
): Map<string, RankRange> {
  const better = new Map(contenders.map((contender) => [contender, 0]));
  const worse = new Map(better);
  const count = (counts: Map<string, number>, contender: string) =>
    counts.set(contender, counts.get(contender)! + 1);
  for (const [index, one] of contenders.entries()) {
    for (const other of contenders.slice(index + 1)) {
      const order = compare(one, other);
      if (order === 0) continue;
      count(worse, order < 0 ? one : other);
      count(better, order < 0 ? other : one);
    }
  }
  return new Map(
    contenders.map((contender) => [
      contender,
      {
        first: 1 + better.get(contender)!,
        last: contenders.length - worse.get(contender)!,
      },
    ]),
  );
}

/** Writes places: "2", "2–4". */
export function rankText({ first, last }: RankRange): string {
  return first === last ? String(first) : `${first}–${last}`;
}
