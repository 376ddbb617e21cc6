/** Days of the months, February as in the long run; day 366 continues December. */
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const YEAR_DAYS = 365;
const ROUNDS = 60;

/**
 * Turns twelve monthly means into a smooth value by day of year (index 1 … 366): a polygon through
 * the middles of the months, whose corners are moved until every month keeps its mean.
 */
export function dailyClimatology(monthly: readonly number[]): Float64Array {
  const corners = Float64Array.from(monthly);
  let daily = polygon(corners);
  for (let round = 0; round < ROUNDS; round++) {
    let first = 1;
    for (let month = 0; month < 12; month++) {
      const days = MONTH_DAYS[month]!;
      let sum = 0;
      for (let day = first; day < first + days; day++) sum += daily[day]!;
      corners[month] = corners[month]! + (monthly[month]! - sum / days);
      first += days;
    }
    daily = polygon(corners);
  }
  return daily;
}

function polygon(corners: Float64Array): Float64Array {
  const middles = monthMiddles();
  const daily = new Float64Array(YEAR_DAYS + 2);
  for (let day = 1; day <= YEAR_DAYS; day++) {
    let month = 11;
    while (month >= 0 && middles[month]! > day) month--;
    const from = (month + 12) % 12;
    const to = (from + 1) % 12;
    const span = (middles[to]! - middles[from]! + YEAR_DAYS) % YEAR_DAYS;
    const weight = ((day - middles[from]! + YEAR_DAYS) % YEAR_DAYS) / span;
    daily[day] = corners[from]! * (1 - weight) + corners[to]! * weight;
  }
  daily[YEAR_DAYS + 1] = daily[YEAR_DAYS]!;
  daily[0] = daily[YEAR_DAYS]!;
  return daily;
}

function monthMiddles(): number[] {
  let first = 1;
  return MONTH_DAYS.map((days) => {
    const middle = first + (days - 1) / 2;
    first += days;
    return middle;
  });
}
