import type { DeviceSettings } from "#scenarios/deviceSettings.ts";
import type { HeatingType } from "#sim/agents/devices/heatPerformance.ts";
import type { Room } from "#sim/agents/devices/roomAfter.ts";
import { kelvinPerKw } from "#sim/agents/devices/thermalStep.ts";
import { PERIOD_HOURS } from "#sim/clock.ts";

export interface HeatingOptions {
  readonly type: HeatingType;
  readonly flexible: boolean;
  readonly powerKw: number;
  /** Heat loss of the heated rooms, and what open windows add to it, kW/K. */
  readonly lossKwPerK: number;
  readonly openingKwPerK: number;
  readonly capacityKwhPerK: number;
  readonly heatingLimitC: number;
  readonly comfortBandK: number;
  readonly insideGainsKw: number;
  readonly solarApertureM2: number;
  /** Wanted room temperature by period, °C. */
  readonly setpointC: Float32Array;
  readonly temperatureC: Float32Array;
  /** Sun on the windows. */
  readonly sunWPerM2: Float32Array;
  /** Forecasts by vintage, and which vintage serves a lead of so many periods. */
  readonly forecastTemperatureC: readonly Float32Array[];
  readonly forecastSunWPerM2: readonly Float32Array[];
  readonly vintageOf: (leadPeriods: number) => number;
  /** @default those of scenarios that say nothing */
  readonly settings?: HeatingSettings;
  /** Hours of a period. @default those of the market */
  readonly stepHours?: number;
}

export type HeatingSettings = Pick<DeviceSettings, "heating" | "heatPump" | "splitUnit" | "room">;

/** The rooms that a heating heats. */
export function roomOf(options: HeatingOptions, { room }: HeatingSettings): Room {
  const { stepHours = PERIOD_HOURS, lossKwPerK, openingKwPerK, capacityKwhPerK } = options;
  const openLossKwPerK = lossKwPerK + openingKwPerK;
  return {
    lossKwPerK,
    riseKPerKw: kelvinPerKw(stepHours, lossKwPerK, capacityKwhPerK),
    openLossKwPerK,
    openRiseKPerKw: kelvinPerKw(stepHours, openLossKwPerK, capacityKwhPerK),
    openAboveC: room.openAboveC,
    shadedShare: room.shadedShare,
  };
}
