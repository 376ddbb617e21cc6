/** Whether a local hour lies in [from, to), which may go over midnight; all day where they are one. */
export function isWithin(hour: number, [from, to]: readonly [number, number]): boolean {
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

/** How many hours [from, to) has. */
export function hoursWithin([from, to]: readonly [number, number]): number {
  return from < to ? to - from : 24 - from + to;
}
