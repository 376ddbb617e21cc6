import type { Prosumer, Scenario } from "#scenarios/scenario.ts";
import { streamKey } from "#sim/random/randomStream.ts";
import { type ApplianceRuns, appliancesOf, drawRuns } from "#sim/world/applianceRuns.ts";
import { baseWithout } from "#sim/world/baseLoad.ts";
import type { Calendar } from "#sim/world/calendar.ts";
import { drawHotWater, expectedDraws } from "#sim/world/hotWater.ts";
import type { Orientation } from "#sim/world/photovoltaics.ts";
import { relativeNoise } from "#sim/world/relativeNoise.ts";
import { drawSessions, type VehicleSessions } from "#sim/world/vehicleSessions.ts";

/** What happens to one prosumer whatever the market does; arrays by world index. */
export interface ProsumerSeries {
  /** Index into `scenario.areas`. */
  readonly area: number;
  readonly prosumer: Prosumer;
  /** Index into `world.orientations`, −1 without PV. */
  readonly orientation: number;
  /** Shared by kind: expected base load is `scaleKw · shape[i]` kW. */
  readonly shape: Float32Array;
  /** Mean base load over the reference year, kW. */
  readonly scaleKw: number;
  /** Relative deviation: realised base load is `scaleKw · shape[i] · max(0.05, 1 + noise[i])`. */
  readonly noise: Float32Array;
  readonly noiseLag1: number;
  /** Hot-water heat drawn, realised and expected, Wh; null without a boiler. */
  readonly drawWh: Float32Array | null;
  readonly drawExpectedWh: Float32Array | null;
  /** Null without charger or car. */
  readonly sessions: VehicleSessions | null;
  /** Machines that run once; their use is no part of the base load. */
  readonly appliances: readonly ApplianceRuns[];
}

/** What prosumers share. */
export interface CommonSeries {
  readonly orientations: readonly Orientation[];
  readonly shape: Record<Prosumer["kind"], Float32Array>;
}

/** Deviation that all homes share: weather, television, the mood of the day. */
const COMMON_SD = 0.05;
const COMMON_LAG1 = 0.9;

const HOURS_PER_YEAR = 8760;

/** Draws all prosumers of all areas in order; each from streams `<uid>/<purpose>` of its own. */
export function drawProsumers(
  calendar: Calendar,
  scenario: Scenario,
  common: CommonSeries,
  seed: number,
): ProsumerSeries[] {
  const { behaviour, devices } = scenario;
  const commonKey = streamKey(seed, "household/common");
  const shared = relativeNoise(calendar, commonKey, COMMON_SD, COMMON_LAG1, null);
  const drawsByPersons = new Map<number, Float32Array>();
  const expected = (persons: number) => {
    const known = drawsByPersons.get(persons);
    if (known !== undefined) return known;
    const draws = expectedDraws(calendar, behaviour.hotWater, persons);
    drawsByPersons.set(persons, draws);
    return draws;
  };

  return scenario.areas.flatMap(({ prosumers }, area) =>
    prosumers.map((prosumer) => {
      const key = (purpose: string) => streamKey(seed, `${prosumer.uid}/${purpose}`);
      const isHome = prosumer.kind === "household";
      const noiseLag1 = isHome ? behaviour.householdNoiseLag1 : behaviour.officeNoiseLag1;
      const hasBoiler = prosumer.boilerKw > 0 && prosumer.boilerKwh > 0;
      const types = behaviour.applianceTypes;
      const machines = appliancesOf(prosumer, types, seed);
      const whole = {
        kwhPerYear: prosumer.baseKwhPerYear,
        noiseSd: isHome ? behaviour.householdNoiseSd : behaviour.officeNoiseSd,
        peak: isHome ? behaviour.householdPeak : null,
      };
      const { kwhPerYear, noiseSd, peak } = baseWithout(whole, machines, types);
      const { householdStandby: standby } = behaviour;
      const isBounded = isHome && (standby > 0 || peak !== null);
      const hasCar = prosumer.chargerKw > 0 && prosumer.vehicleKwh > 0;
      return {
        area,
        prosumer,
        orientation: orientationOf(prosumer, common.orientations),
        shape: common.shape[prosumer.kind],
        scaleKw: kwhPerYear / HOURS_PER_YEAR,
        noise: relativeNoise(
          calendar,
          key("base-load"),
          noiseSd,
          noiseLag1,
          isHome ? shared : null,
          isBounded
            ? { standby, most: peak ?? Infinity, shape: common.shape[prosumer.kind] }
            : null,
        ),
        noiseLag1,
        drawWh: hasBoiler
          ? drawHotWater(calendar, behaviour.hotWater, prosumer, key("hot-water"))
          : null,
        drawExpectedWh: hasBoiler ? expected(prosumer.persons) : null,
        sessions: hasCar
          ? drawSessions(
              calendar,
              behaviour.electricVehicle,
              devices.electricVehicle,
              prosumer,
              key("vehicle"),
            )
          : null,
        appliances: machines.map((name) => drawRuns(calendar, name, types[name], key(name))),
      };
    }),
  );
}

/** Every tilt and azimuth that occurs, in order of first appearance. */
export function orientationsOf(scenario: Scenario): Orientation[] {
  const found: Orientation[] = [];
  for (const { prosumers } of scenario.areas) {
    for (const prosumer of prosumers) {
      if (prosumer.pvKwp > 0 && orientationOf(prosumer, found) < 0) {
        found.push({
          tiltDegree: prosumer.pvTiltDegree,
          azimuthDegree: prosumer.pvAzimuthDegree,
        });
      }
    }
  }
  return found;
}

function orientationOf(prosumer: Prosumer, orientations: readonly Orientation[]): number {
  if (prosumer.pvKwp <= 0) return -1;
  return orientations.findIndex(
    ({ tiltDegree, azimuthDegree }) =>
      tiltDegree === prosumer.pvTiltDegree && azimuthDegree === prosumer.pvAzimuthDegree,
  );
}
