import type { RoomSettings } from "#scenarios/deviceSettings.ts";
import { Appliance } from "#sim/agents/devices/appliance.ts";
import { Battery } from "#sim/agents/devices/battery.ts";
import { Boiler } from "#sim/agents/devices/boiler.ts";
import type { Device } from "#sim/agents/devices/device.ts";
import { Heating } from "#sim/agents/devices/heating.ts";
import { Hvac } from "#sim/agents/devices/hvac.ts";
import { Vehicle, type VehicleOptions } from "#sim/agents/devices/vehicle.ts";
import { expectedCharging } from "#sim/agents/forecasts/expectedCharging.ts";
import { dayQuartersOf, quartersOf } from "#sim/agents/forecasts/quarters.ts";
import { knownAheadPeriods } from "#sim/agents/ordersAhead.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { strategyOf } from "#sim/agents/strategies/assignStrategies.ts";
import { streamKey, uniform } from "#sim/random/randomStream.ts";
import { type ApplianceRuns, expectedRuns } from "#sim/world/applianceRuns.ts";
import { isWithin } from "#sim/world/localHours.ts";
import type { ProsumerSeries, World } from "#sim/world/world.ts";

/** Night tariff by period, shared by all customers of a world. */
export function nightPeriods(world: World): Uint8Array {
  const { nightMicroEurPerKwh, dayMicroEurPerKwh } = world.scenario.prices.retail;
  const night = new Uint8Array(world.calendar.count);
  if (nightMicroEurPerKwh === dayMicroEurPerKwh) return nightByClock(world, night);
  for (let i = 0; i < night.length; i++) {
    night[i] = world.retailImportMicroEurPerKwh[i] === nightMicroEurPerKwh ? 1 : 0;
  }
  return night;
}

/** Without a night tariff time switches still close at hours of their own. */
function nightByClock(world: World, night: Uint8Array): Uint8Array {
  const { timeSwitchHours } = world.scenario.devices.boiler;
  for (let i = 0; i < night.length; i++) {
    night[i] = isWithin(world.calendar.minuteOfDay[i]! / 60, timeSwitchHours) ? 1 : 0;
  }
  return night;
}

/** Builds a customer with its devices from its series; `bus` is its bus in the area's network. */
export function buildProsumer(
  agent: number,
  bus: number,
  series: ProsumerSeries,
  world: World,
  isNight: Uint8Array,
): Prosumer {
  const { prosumer } = series;
  const { behaviour, devices: settings } = world.scenario;
  const key = streamKey(world.seed, `${prosumer.uid}/habits`);
  const flexible = prosumer.flexible;
  const devices: Device[] = [];
  if (prosumer.boilerKw > 0 && series.drawWh !== null && series.drawExpectedWh !== null) {
    devices.push(
      new Boiler({
        powerKw: prosumer.boilerKw,
        capacityKwh: prosumer.boilerKwh,
        standingLossKwhPerDay: behaviour.hotWater.standingLossKwhPerDay,
        control: prosumer.boilerControl,
        flexible,
        drawWh: series.drawWh,
        drawExpectedWh: series.drawExpectedWh,
        isNight,
        nightDelay: Math.floor(4 * settings.boiler.timeSwitchSpreadHours * uniform(key, 0)),
        settings: settings.boiler,
      }),
    );
  }
  if (prosumer.chargerKw > 0 && series.sessions !== null) {
    devices.push(buildVehicle(prosumer.chargerKw, flexible, series.sessions, world));
  }
  if (prosumer.heating !== "none") {
    devices.push(buildHeating(series, prosumer.heating, world, uniform(key, 1) - 0.5));
  }
  for (const runs of series.appliances) devices.push(buildAppliance(runs, flexible, world));
  if (prosumer.kind === "office" && flexible) {
    const { scaleKw, shape } = series;
    const share = behaviour.officeHvacShare;
    devices.push(
      new Hvac({
        expectedWh: (i) => share * scaleKw * shape[i]! * 250,
        ...settings.officeHvac,
      }),
    );
  }
  if (prosumer.batteryKw > 0 && prosumer.batteryKwh > 0) {
    devices.push(
      new Battery({
        powerKw: prosumer.batteryKw,
        capacityKwh: prosumer.batteryKwh,
        shareMin: settings.battery.usableFromShare,
        shareMax: settings.battery.usableToShare,
        efficiency: Math.sqrt(settings.battery.roundTripEfficiency),
        wearMicroEurPerKwh: settings.battery.wearMicroEurPerKwh,
        leftWorthShare: settings.battery.leftWorthShare,
        flexible,
      }),
    );
  }
  const strategy = strategyOf(world.scenario, prosumer, world.seed);
  return new Prosumer(agent, bus, series, devices, world, strategy);
}

function buildAppliance(runs: ApplianceRuns, flexible: boolean, world: World): Appliance {
  const expected = expectedRuns(world.scenario.behaviour.applianceTypes[runs.name], flexible);
  const expectation = { wh: expected, kindOf: quartersOf(world.calendar) };
  const aheadPeriods = knownAheadPeriods(world.scenario.flexibility.gateLeadMinutes);
  return new Appliance({ flexible, runs, expectation, aheadPeriods });
}

function buildVehicle(
  chargerKw: number,
  flexible: boolean,
  sessions: VehicleOptions["sessions"],
  world: World,
): Vehicle {
  const expected = expectedCharging(world, chargerKw, flexible);
  const expectation = { wh: expected, kindOf: dayQuartersOf(world.calendar) };
  const { reserveHours } = world.scenario.devices.electricVehicle;
  return new Vehicle({ chargerKw, flexible, sessions, expectation, reserveHours });
}

function buildHeating(
  series: ProsumerSeries,
  type: "split" | "heatPump" | "stove",
  world: World,
  habit: number,
): Heating {
  const { prosumer } = series;
  const { behaviour, devices } = world.scenario;
  const { heating } = behaviour;
  const share = type === "heatPump" ? 1 : heating.splitShare;
  return new Heating({
    type,
    flexible: prosumer.flexible && type !== "stove",
    powerKw: prosumer.heatingKw,
    lossKwPerK: prosumer.lossKwPerK * share,
    openingKwPerK: openingKwPerK(prosumer.floorM2 * share, devices.room),
    capacityKwhPerK: prosumer.capacityKwhPerK * share,
    heatingLimitC: heating.heatingLimitC,
    comfortBandK: heating.comfortBandK,
    insideGainsKw: heating.insideGainsKw,
    solarApertureM2: heating.solarApertureM2,
    setpointC: setpoints(world, habit),
    temperatureC: world.weather.temperatureC,
    sunWPerM2: world.weather.facadeWPerM2,
    forecastTemperatureC: world.forecast.temperatureC,
    forecastSunWPerM2: world.forecast.facadeWPerM2,
    vintageOf: world.vintageOf,
    settings: devices,
  });
}

/** What warming a cubic metre of air by a kelvin takes, kWh. */
const AIR_KWH_PER_M3K = 0.34e-3;

/** Heat that open windows let out of rooms of this floor, kW/K. */
function openingKwPerK(floorM2: number, { heightM, airChangesPerHour }: RoomSettings): number {
  return AIR_KWH_PER_M3K * airChangesPerHour * heightM * floorM2;
}

// Setpoints of a world by the quarter hour from which a habit counts as shifted: few are unlike.
const known = new WeakMap<World, Map<number, Float32Array>>();

/** Setpoint by period, shared by all whose habits fall into one quarter hour. */
function setpoints(world: World, habit: number): Float32Array {
  const shiftMinutes = habit * 60 * world.scenario.devices.heating.habitSpreadHours;
  const byQuarter = known.get(world) ?? new Map<number, Float32Array>();
  known.set(world, byQuarter);
  const quarter = Math.ceil(shiftMinutes / 15);
  const result = byQuarter.get(quarter) ?? drawUp(world, shiftMinutes);
  byQuarter.set(quarter, result);
  return result;
}

/**
 * Setpoint by period: warm from the afternoon on and all day at weekends, half-warm in the weekday
 * morning, so that evenings need most (factors of the need: evening 1.25, morning 1.05, else 0.85).
 */
function drawUp(world: World, shiftMinutes: number): Float32Array {
  const { setpointC, nightSetpointC } = world.scenario.behaviour.heating;
  const { count, minuteOfDay, dayType } = world.calendar;
  const { morningShare } = world.scenario.devices.heating;
  const morningC = nightSetpointC + morningShare * (setpointC - nightSetpointC);
  const result = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const minute = minuteOfDay[i]! - shiftMinutes;
    const isEvening = minute >= 16 * 60 && minute < 23 * 60;
    const isWeekend = dayType[i]! > 0 && minute >= 8 * 60 && minute < 23 * 60;
    const isMorning = minute >= 6 * 60 && minute < 9 * 60;
    if (isEvening || isWeekend) result[i] = setpointC;
    else result[i] = isMorning ? morningC : nightSetpointC;
  }
  return result;
}
