import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import type { Sections } from "#scenarios/readSections.ts";
import type { Area } from "#scenarios/scenario.ts";

/** Days of the spin-up that are no days for tests: nothing is planned on the first, the last is kept free. */
const DAYS_WITHOUT_TESTS = 2;

/** Checks what reservation windows and tests refer to. */
export function checkFlexibility(
  { flexibility, calendar }: Sections,
  areas: readonly Area[],
  add: (field: string, expected: string, found: string) => void,
): void {
  if (flexibility === undefined) return;
  const known = new Set(areas.map(({ id }) => id));
  for (const [index, { area, element }] of flexibility.reservation.windows.entries()) {
    const field = `flexibility.reservation.windows.${index}`;
    const found = areas.find(({ id }) => id === area);
    if (known.size > 0 && found === undefined)
      add(
        `${field}.area`,
        `an area of the scenario${didYouMean(area, known)}`,
        JSON.stringify(area),
      );
    if (found === undefined || element === undefined) continue;
    const { monitoredBranches } = found.network;
    if (!monitoredBranches.includes(element))
      add(
        `${field}.element`,
        `a monitored branch of ${area}${didYouMean(element, monitoredBranches)}`,
        JSON.stringify(element),
      );
  }
  const { test, testAttempts } = flexibility.qualification;
  const daysMin = testAttempts + DAYS_WITHOUT_TESTS;
  if (calendar !== undefined && test === "binds" && calendar.spinUpDays < daysMin)
    add(
      "flexibility.qualification.testAttempts",
      `as many days of spin-up (calendar.spinUpDays) and ${DAYS_WITHOUT_TESTS} more, for tests to be held`,
      `${testAttempts} attempts, ${calendar.spinUpDays} days`,
    );
}
