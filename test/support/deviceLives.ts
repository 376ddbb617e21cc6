import { Appliance } from "#sim/agents/devices/appliance.ts";
import { Battery } from "#sim/agents/devices/battery.ts";
import { Boiler } from "#sim/agents/devices/boiler.ts";
import type { Device } from "#sim/agents/devices/device.ts";
import { Heating } from "#sim/agents/devices/heating.ts";
import type { HeatingOptions } from "#sim/agents/devices/heatingOptions.ts";
import { Hvac } from "#sim/agents/devices/hvac.ts";
import { Vehicle } from "#sim/agents/devices/vehicle.ts";
import { planView } from "#test/support/planView.ts";

export const DAYS = 6;
export const PERIODS = DAYS * 96;
/** Devices plan to here, beyond the days that are lived. */
export const KNOWN = PERIODS + 140;
export const EFFICIENCY = Math.sqrt(0.88);
export const BOILER_KWH = 5;
export const BOILER_LOSS_WH = (1.2 * 1000) / 96;
export const CHARGER_WH = 11 * 250;

/** Draws of a morning and an evening, in Wh by period. */
export function draws(morningWh: number, eveningWh: number): Float32Array {
  return Float32Array.from({ length: KNOWN }, (_, i) => {
    const quarter = i % 96;
    if (quarter >= 28 && quarter < 32) return morningWh / 4;
    return quarter >= 80 && quarter < 86 ? eveningWh / 6 : 0;
  });
}

export function boiler(drawWh: Float32Array): Boiler {
  return new Boiler({
    powerKw: 2,
    capacityKwh: BOILER_KWH,
    standingLossKwhPerDay: 1.2,
    control: "thermostat",
    flexible: true,
    drawWh,
    drawExpectedWh: drawWh,
    isNight: new Uint8Array(KNOWN),
    nightDelay: 0,
  });
}

export function battery(powerKw = 5, capacityKwh = 10): Battery {
  return new Battery({
    powerKw,
    capacityKwh,
    shareMin: 0.1,
    shareMax: 0.95,
    efficiency: EFFICIENCY,
    wearMicroEurPerKwh: 18_519,
    flexible: true,
  });
}

/** A car that comes each evening at 18 h, leaves at 7 h and wants so much each time. */
export function car(wantedWh: readonly number[]): Vehicle {
  return new Vehicle({
    chargerKw: CHARGER_WH / 250,
    flexible: true,
    sessions: {
      arrival: Int32Array.from(wantedWh, (_, day) => day * 96 + 72),
      departure: Int32Array.from(wantedWh, (_, day) => (day + 1) * 96 + 28),
      energyWh: Float64Array.from(wantedWh),
    },
  });
}

/** Energy of the periods of a run, Wh. */
export const RUN_WH = [25, 500, 225, 25, 25, 75, 12.5];

/** A machine that is ready at a quarter of each day, and may then wait so many periods. */
export function machine(
  readyQuarters: readonly number[],
  waits: readonly number[],
  flexible = true,
  aheadPeriods = 0,
): Appliance {
  const earliest = Int32Array.from(readyQuarters, (quarter, day) => day * 96 + quarter);
  return new Appliance({
    flexible,
    aheadPeriods,
    runs: {
      name: "washingMachine",
      profileWh: Float64Array.from(RUN_WH),
      earliest,
      latest: earliest.map((at, day) => at + waits[day]!),
      known: earliest.map((at) => at - 48),
      knownPeriods: 48,
      threshold: Float64Array.from(readyQuarters, (quarter) => (quarter % 10) / 10),
    },
  });
}

export function heating(outsideC: number, options: Partial<HeatingOptions> = {}): Heating {
  const outside = new Float32Array(KNOWN).fill(outsideC);
  const dark = new Float32Array(KNOWN);
  return new Heating({
    type: "heatPump",
    flexible: true,
    powerKw: 4,
    lossKwPerK: 0.14,
    openingKwPerK: 0.2,
    capacityKwhPerK: 8.5,
    heatingLimitC: 16,
    comfortBandK: 1,
    insideGainsKw: 0.35,
    solarApertureM2: 1,
    setpointC: new Float32Array(KNOWN).fill(20.5),
    temperatureC: outside,
    sunWPerM2: dark,
    forecastTemperatureC: [outside, outside, outside, outside],
    forecastSunWPerM2: [dark, dark, dark, dark],
    vintageOf: () => 3,
    ...options,
  });
}

export function hvac(): Hvac {
  return new Hvac({ expectedWh: () => 10_000, shedShare: 0.2, reboundShare: 0.8 });
}

/** Lives [from, to) with hourly plans whose first nine periods stand; returns energies by period. */
export function liveThrough(
  device: Device,
  [from, to]: readonly [number, number],
  retail: readonly number[],
  orderOf: (i: number) => number = () => 0,
): number[] {
  const energies: number[] = [];
  for (let i = from; i < to; i++) {
    if (i % 4 === 0) {
      const open = i === 0 ? 0 : i + 9;
      // A ring holds less than the days: only what the plan reaches is laid out.
      const end = Math.min(i + 110, KNOWN);
      const view = planView([i, open, end], { retail: 0, surplus: 60_000, other: 200 });
      for (let j = i; j < end; j++) {
        const price = retail[j % retail.length]!;
        view.retailPrice[j & 255] = price;
        view.consumePrice[j & 255] = price;
      }
      device.planAhead(view, false);
    }
    energies.push(device.step(i, orderOf(i)));
  }
  return energies;
}
