import seedrandom from "seedrandom";
import type { Shortage } from "#scenarios/population/drawHomes.ts";
import { metersOf } from "#scenarios/population/drawProsumers.ts";
import { noonAzimuth } from "#scenarios/population/roofs.ts";
import type { Prosumer } from "#scenarios/scenario.ts";
import type { Growth } from "#scenarios/schema/growthSchema.ts";

export type GrowingDevice = "pv" | "vehicle" | "heatPump" | "battery";
type Paths = Growth["areas"][string];

/** What a first owner gets where nobody in the area has the device yet. */
const FIRST = {
  pv: { pvKwp: 5, pvTiltDegree: 30 },
  vehicle: { chargerKw: 7.4, vehicleKwh: 55 },
  battery: { batteryKw: 5, batteryKwh: 8 },
} as const;

/** Heat pumps are sold for 6, 8 and 11 kW of heat; by the need at −16 °C. */
const DESIGN_KELVIN = 36.5;

/**
 * Gives homes of an area what the shares of a year say. Who comes first is drawn by home and device,
 * whatever the year: owners of the table first, then the others, so that a home keeps what it had in
 * any earlier year. New owners get what a drawn owner of the table has.
 *
 * @param aggregators - Of the scenario: for new participants of an area where nobody is flexible yet.
 * @param latitudeDegree - Of the place: below 0 a first roof faces north.
 */
export function growHomes(
  prosumers: readonly Prosumer[],
  paths: Paths,
  { year, flexible }: Pick<Growth, "year" | "flexible">,
  aggregators: readonly string[],
  latitudeDegree = 0,
): Prosumer[] {
  const homes = homesOf(prosumers);
  const flexibleHomes = homes.filter((home) => home.flexible);
  // Where nobody is steered yet, new ones are shared out among all aggregators.
  const known =
    flexibleHomes.length > 0 ? flexibleHomes.map(({ aggregator }) => aggregator) : aggregators;
  const has = (device: GrowingDevice) => {
    const path = paths[device];
    if (path === undefined) return new Set(homes.filter((home) => owns(home, device)));
    const share = shareIn(path, year);
    return device === "battery" ? byChance(homes, device, share) : byRank(homes, device, share);
  };
  const owners = {
    pv: has("pv"),
    vehicle: has("vehicle"),
    heatPump: has("heatPump"),
    battery: has("battery"),
  };
  return prosumers.map((home) => {
    if (home.kind !== "household") return home;
    const grown = {
      ...home,
      ...roofOf(home, owners.pv.has(home), homes, latitudeDegree),
      ...carOf(home, owners.vehicle.has(home), homes),
      ...heatOf(home, owners.heatPump.has(home)),
      ...storeOf(home, isAlone(home) || (owners.pv.has(home) && owners.battery.has(home)), homes),
    };
    return { ...grown, ...partOf(home, grown, known, flexible), mids: midsOf(home, grown) };
  });
}

/** Share in a year, straight between the years of the list. */
export function shareIn(path: readonly number[], year: number): number {
  const before = Math.floor(year);
  const from = path[before]!;
  return from + (year - before) * ((path[before + 1] ?? from) - from);
}

/** Devices of which a share asks for more homes than could own them, where nobody lives nobody buys. */
export function growthShortages(
  prosumers: readonly Prosumer[],
  paths: Paths,
  year: number,
): Shortage[] {
  const homes = homesOf(prosumers);
  return (["pv", "vehicle", "heatPump"] as const).flatMap((device) => {
    const path = paths[device];
    if (path === undefined) return [];
    const asked = Math.round(shareIn(path, year) * homes.length);
    const available = homes.filter((home) => canOwn(home, device)).length;
    return asked > available ? [{ field: device, asked, available }] : [];
  });
}

function homesOf(prosumers: readonly Prosumer[]): Prosumer[] {
  return prosumers.filter(({ kind }) => kind === "household");
}

function canOwn(home: Prosumer, device: GrowingDevice): boolean {
  return owns(home, device) || home.persons > 0;
}

function owns(home: Prosumer, device: GrowingDevice): boolean {
  if (device === "pv") return home.pvKwp > 0;
  if (device === "vehicle") return home.chargerKw > 0;
  if (device === "battery") return home.batteryKw > 0;
  return home.heating === "heatPump";
}

/** A battery of the table without a roof is no part of the share of roofs: it stays. */
function isAlone({ pvKwp, batteryKw }: Prosumer): boolean {
  return batteryKw > 0 && pvKwp === 0;
}

/** Place of a home in the queue for a device, from 0 to 1; its own draw. */
function draw(home: Prosumer, purpose: string): number {
  return seedrandom(`${home.uid}/growth/${purpose}`)();
}

/** As many homes as the share says; where nobody lives nobody buys. */
function byRank(homes: readonly Prosumer[], device: GrowingDevice, share: number): Set<Prosumer> {
  const queue = homes
    .filter((home) => canOwn(home, device))
    .map((home) => ({ home, at: (owns(home, device) ? 0 : 1) + draw(home, device) }))
    .sort((a, b) => a.at - b.at);
  const count = Math.round(share * homes.length);
  return new Set(queue.slice(0, count).map(({ home }) => home));
}

/**
 * Homes whose chance is within the share, which is one of the roofs of any year: what they own hangs
 * on no other home. Among roofs of the table its owners come first.
 */
function byChance(homes: readonly Prosumer[], device: GrowingDevice, share: number): Set<Prosumer> {
  const roofs = homes.filter(({ pvKwp }) => pvKwp > 0);
  const owned = roofs.filter((home) => owns(home, device)).length / Math.max(1, roofs.length);
  return new Set(
    homes.filter((home) => {
      const at = draw(home, device);
      if (home.pvKwp === 0 && !owns(home, device)) return at < share;
      return (owns(home, device) ? owned * at : owned + (1 - owned) * at) < share;
    }),
  );
}

/** An owner of the table that a new one follows. */
function model(
  home: Prosumer,
  device: GrowingDevice,
  homes: readonly Prosumer[],
): Prosumer | undefined {
  const known = homes.filter((other) => owns(other, device));
  return known[Math.floor(draw(home, `${device}-size`) * known.length)];
}

function roofOf(home: Prosumer, has: boolean, homes: readonly Prosumer[], latitude: number) {
  if (!has) return { pvKwp: 0 };
  if (home.pvKwp > 0) return {};
  const first = { ...FIRST.pv, pvAzimuthDegree: noonAzimuth(latitude) };
  const { pvKwp, pvTiltDegree, pvAzimuthDegree } = model(home, "pv", homes) ?? first;
  return { pvKwp, pvTiltDegree, pvAzimuthDegree };
}

function carOf(home: Prosumer, has: boolean, homes: readonly Prosumer[]) {
  if (!has) return { chargerKw: 0, vehicleKwh: 0 };
  if (home.chargerKw > 0) return {};
  const { chargerKw, vehicleKwh } = model(home, "vehicle", homes) ?? FIRST.vehicle;
  return { chargerKw, vehicleKwh };
}

/** A heat pump takes the place of any other heating; who has none yet heats with what is not counted. */
function heatOf(home: Prosumer, has: boolean): Partial<Prosumer> {
  if (home.heating === "heatPump") return has ? {} : { heating: "none", heatingKw: 0 };
  if (!has) return {};
  const designKw = home.lossKwPerK * DESIGN_KELVIN;
  return { heating: "heatPump", heatingKw: designKw <= 4.5 ? 2.2 : designKw <= 6 ? 2.9 : 4 };
}

function storeOf(home: Prosumer, has: boolean, homes: readonly Prosumer[]) {
  if (!has) return { batteryKw: 0, batteryKwh: 0 };
  if (home.batteryKw > 0) return {};
  const { batteryKw, batteryKwh } = model(home, "battery", homes) ?? FIRST.battery;
  return { batteryKw, batteryKwh };
}

/** Who takes part: those who did, all with a battery, and a share of those with a first device. */
function partOf(
  before: Prosumer,
  after: Prosumer,
  aggregators: readonly string[],
  share: number,
): Pick<Prosumer, "flexible" | "aggregator"> {
  const { flexible, aggregator } = before;
  if (flexible) return { flexible: isSteerable(after), aggregator };
  const isNew = isSteerable(after) && !isSteerable(before);
  const joins = after.batteryKw > 0 || (isNew && draw(before, "flexible") < share);
  const chosen = aggregators[Math.floor(draw(before, "aggregator") * aggregators.length)];
  return joins && chosen !== undefined
    ? { flexible: true, aggregator: chosen }
    : { flexible, aggregator };
}

/** The second meter comes and goes with the controlled load; the first keeps its name. */
function midsOf(before: Prosumer, after: Prosumer): readonly string[] {
  const second = metersOf(after).slice(1);
  if (second.length === metersOf(before).length - 1) return before.mids;
  return [...new Set([before.mids[0]!, ...second])];
}

function isSteerable(home: Prosumer): boolean {
  const { batteryKw, boilerKw, chargerKw, heating, appliances } = home;
  const isHeated = heating === "split" || heating === "heatPump";
  return batteryKw > 0 || boilerKw > 0 || chargerKw > 0 || isHeated || appliances.length > 0;
}
