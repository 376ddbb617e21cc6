import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import type { Sections } from "#scenarios/readSections.ts";
import type { Area } from "#scenarios/scenario.ts";

/** Days of the spin-up that are no days for tests: nothing is planned on the first, the last is kept free. */
const DAYS_WITHOUT_TESTS = 2;

/** Checks what reservation windows refer to, and whether the spin-up has days for questions and tests. */
export function checkFlexibility(
  { flexibility, calendar, localMarket }: Sections,
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
  const { test, testAttempts, missing, answer } = flexibility.qualification;
  const daysMin = testAttempts + DAYS_WITHOUT_TESTS;
  if (calendar !== undefined && test === "binds" && calendar.spinUpDays < daysMin)
    add(
      "flexibility.qualification.testAttempts",
      `as many days of spin-up (calendar.spinUpDays) and ${DAYS_WITHOUT_TESTS} more, for tests to be held`,
      `${testAttempts} attempts, ${calendar.spinUpDays} days`,
    );
  const { announceLeadMinutes } = flexibility;
  const freeze = localMarket?.gateLeadMinutes ?? 0;
  if (announceLeadMinutes !== null && announceLeadMinutes <= freeze)
    add(
      "flexibility.announceLead",
      `more than localMarket.gateLead, ${freeze} min, when offers freeze`,
      `${announceLeadMinutes} min`,
    );
  const isAsked = Object.values(missing).some((share) => share > 0);
  if (calendar !== undefined && isAsked && calendar.spinUpDays < answer.deadlineDays + daysMin)
    add(
      "flexibility.qualification.answer.deadlineDays",
      `days of spin-up (calendar.spinUpDays) that leave ${daysMin} for tests`,
      `${answer.deadlineDays} days, ${calendar.spinUpDays} of spin-up`,
    );
}
