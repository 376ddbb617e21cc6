import type { LightSettings, LightVerdict, LoadCase } from "#engine/grid/lightVerdict.ts";
import { LIGHT_SETTINGS } from "#engine/grid/lightVerdict.ts";
import { trafficLight } from "#engine/grid/trafficLight.ts";
import type { LoadCaseSettings } from "#scenarios/flexibilityRules.ts";
import type { FlexibilitySettings, Prosumer, Scenario } from "#scenarios/scenario.ts";
import type { AreaModel } from "#sim/market/grid/areaModel.ts";
import type { Community } from "#sim/run/community.ts";

const HOURS_PER_YEAR = 8760;
const WH_PER_KW = 250;
/** Power factor of other load, as in `AreaModel`. */
export const BACKGROUND_POWER_FACTOR = 0.95;

/** What a grid bears of a unit in its worst situations: energy per period in each direction, Wh. */
export interface StaticLight {
  readonly up: LightVerdict;
  readonly down: LightVerdict;
  readonly upWh: number;
  readonly downWh: number;
}

/** Grid prequalification at registration: each unit's full capability against the scenario's load cases. */
export function staticLights(community: Community): StaticLight[] {
  const { areas, world } = community;
  const { loadCases } = world.scenario.flexibility.qualification;
  const cases = areas.map((area) => loadCases.map((one) => loadCaseOf(world.scenario, area, one)));
  return lightsIn(community, cases);
}

/**
 * Each unit's full capability against load cases of its area.
 *
 * @param cases - By area.
 */
export function lightsIn(
  { world, areas, units }: Pick<Community, "world" | "areas" | "units">,
  cases: readonly (readonly LoadCase[])[],
): StaticLight[] {
  const { flexibility } = world.scenario;
  const settings = lightSettings(flexibility);
  const { powerFactor } = world.scenario.behaviour;
  return units.map((unit) => {
    const area = areas[unit.area]!;
    const { upWhMax, downWhMax } = unit.registeredWh();
    const tangent = tangentOf(powerFactor[unit.members[0]!.series.prosumer.kind]);
    const judge = (energyWh: number) => {
      const buses = unit.members.map(({ bus }) => bus);
      const request = { buses, powerKw: energyWh / WH_PER_KW, tangent };
      return trafficLight(area.normal, cases[unit.area]!, request, settings);
    };
    const up = judge(-upWhMax);
    const down = judge(downWhMax);
    return { up, down, upWh: safeWh(up, upWhMax), downWh: safeWh(down, downWhMax) };
  });
}

/** The light of both directions together: the better one, for what the other may not is taken off. */
export function lightOf({ up, down }: StaticLight): LightVerdict["light"] {
  const lights = [up.light, down.light];
  if (lights.every((light) => light === "red")) return "red";
  return lights.every((light) => light === "green") ? "green" : "yellow";
}

/** Which way, how much and why, in words. */
export function lightNote({ up, down, upWh, downWh }: StaticLight): string {
  const part = (word: string, verdict: LightVerdict, wh: number) =>
    verdict.light === "green"
      ? `${word} green`
      : `${word} ${verdict.light} at ${wh} Wh: ${verdict.reason.element} in ${verdict.reason.loadCase}`;
  return `${part("up", up, upWh)}; ${part("down", down, downWh)}`;
}

function safeWh(verdict: LightVerdict, fullWh: number): number {
  if (verdict.light === "green") return fullWh;
  return Math.min(fullWh, Math.floor(Math.abs(verdict.safeKw) * WH_PER_KW));
}

/** What every bus of an area draws when so much of everything is on at once. */
export function loadCaseOf(
  { areas, behaviour }: Scenario,
  { index, normal, prosumers }: Pick<AreaModel, "index" | "normal" | "prosumers">,
  settings: LoadCaseSettings,
): LoadCase {
  const pKw = new Float64Array(normal.busCount);
  const qKvar = new Float64Array(normal.busCount);
  const add = (bus: number, kw: number, tangent: number) => {
    pKw[bus]! += kw;
    qKvar[bus]! += kw * tangent;
  };
  for (const { id, backgroundKwPeak } of areas[index]!.network.buses) {
    const kw = settings.background * backgroundKwPeak;
    add(normal.busIndex.get(id)!, kw, tangentOf(BACKGROUND_POWER_FACTOR));
  }
  for (const { bus, series } of prosumers) {
    const { prosumer } = series;
    add(
      bus,
      drawnKw(behaviour, prosumer, settings),
      tangentOf(behaviour.powerFactor[prosumer.kind]),
    );
    add(bus, -settings.pv * prosumer.pvKwp, 0);
  }
  return { id: settings.id, pKw, qKvar };
}

function drawnKw(
  { cooling }: Scenario["behaviour"],
  prosumer: Prosumer,
  settings: LoadCaseSettings,
): number {
  const { kind, baseKwhPerYear, heatingKw, boilerKw, chargerKw } = prosumer;
  const times = kind === "office" ? settings.officeLoad : settings.householdLoad;
  const coolingKw = kind === "household" && prosumer.cooling ? cooling.kwMax : 0;
  return (
    (times * baseKwhPerYear) / HOURS_PER_YEAR +
    settings.heating * heatingKw +
    settings.boiler * boilerKw +
    settings.charger * chargerKw +
    settings.cooling * coolingKw
  );
}

/** kvar per kW at a power factor. */
export function tangentOf(powerFactor: number): number {
  return Math.sqrt(1 - powerFactor * powerFactor) / powerFactor;
}

/** Yellow up to the scenario's voltage band. */
function lightSettings({ voltagePuMin, voltagePuMax }: FlexibilitySettings): LightSettings {
  const voltage = Math.min(1 - voltagePuMin, voltagePuMax - 1);
  const greenVoltagePu = Math.min(LIGHT_SETTINGS.greenVoltagePu, voltage);
  return { ...LIGHT_SETTINGS, greenVoltagePu, voltagePuMax: voltage };
}
