import { createHash } from "node:crypto";
import type { Scenario } from "#scenarios/scenario.ts";
import { appliancesSchema } from "#scenarios/schema/applianceSchema.ts";
import { defaultDevices } from "#scenarios/schema/devicesSchema.ts";
import { flexibilitySchema } from "#scenarios/schema/flexibilitySchema.ts";

/**
 * SHA-256 over the canonical JSON (keys in order) of a scenario's content. Name, seed, first day
 * and number of days stay out: they are part of a run's key by themselves.
 */
export function scenarioHash(scenario: Omit<Scenario, "hash">): string {
  const { name: _name, seed: _seed, calendar, ...content } = scenario;
  const hashed = { ...content, calendar: { spinUpDays: calendar.spinUpDays } };
  return createHash("sha256").update(canonicalJson(hashed)).digest("hex");
}

/** Lists that a scenario may leave out: an empty one is the same content as none. */
const OPTIONAL_LISTS = new Set(["events", "openLines", "appliances", "windows"]);

const flexibility = flexibilitySchema.parse({});

/** Settings that a scenario may leave out, at the value they then have: the same content as without. */
const OPTIONAL_SETTINGS: Readonly<Record<string, string>> = {
  acknowledgement: JSON.stringify({ at: "delivery", inTimeMinutes: 30 }),
  announceLeadMinutes: "null",
  appliance: "60000",
  applianceTypes: canonicalDefault(appliancesSchema.parse({})),
  askBy: '"area"',
  batteryControl: '"plan"',
  baseline: canonicalDefault(flexibility.baseline),
  devices: canonicalDefault(defaultDevices),
  deviceResponseMinutes: canonicalDefault(flexibility.deviceResponseMinutes),
  deferralEurPerYear: "null",
  driftPerRetariffMicroEurPerKwh: "null",
  dynamicLight: '"none"',
  failureBelow: "0.6",
  indivisibleShare: "0",
  householdPeak: "null",
  householdStandby: "0",
  measured: "null",
  mirroredAt: "null",
  marginTies: '"time"',
  networkShare: "1",
  pricing: '"payAsBid"',
  products: "{}",
  qualification: canonicalDefault(flexibility.qualification),
  rounds: canonicalDefault(flexibility.reservation.rounds),
  pooling: JSON.stringify({ capability: "share", reliabilityLearning: 0 }),
  selection: '"meritOrder"',
  storageOrders: '"independent"',
  strategy: '""',
  strikes: "3",
  strategies: JSON.stringify({ household: { adaptive: 1 }, office: { adaptive: 1 } }),
  targetQuantity: '"expected"',
  timeOfUse: JSON.stringify({
    offPeakFactor: 0.75,
    peakFactor: 1.5,
    peakHours: [
      [7, 10],
      [17, 22],
    ],
  }),
  utilisation: "0.1",
};

/** The text of a setting at its default. */
function canonicalDefault(setting: unknown): string {
  return JSON.stringify(inOrder(setting));
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (key, unsorted: unknown) => {
    const part = inOrder(unsorted);
    if (Object.hasOwn(OPTIONAL_SETTINGS, key) && JSON.stringify(part) === OPTIONAL_SETTINGS[key])
      return undefined;
    if (Array.isArray(part)) return part.length === 0 && OPTIONAL_LISTS.has(key) ? undefined : part;
    return part;
  });
}

/** An object with its keys in order; anything else as it is. */
function inOrder(part: unknown): unknown {
  return typeof part === "object" && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
    : part;
}
