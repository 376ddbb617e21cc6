import {
  APPLIANCE,
  BATTERY,
  BOILER,
  type DeviceKind,
  HEATING,
  HVAC,
  VEHICLE,
} from "#sim/agents/devices/device.ts";
import type { World } from "#sim/world/world.ts";

/** What energy stored by a downward activation is worth to its owner, share of the night price. */
const STORED_WORTH_SHARE = 0.5;
/** Share of shed heat and cooling that is bought again. */
const REBOUND_SHARE = 0.8;

/** Settings by device, as a scenario names them. */
interface ByDevice {
  readonly boiler: number;
  readonly electricVehicle: number;
  readonly heatPump: number;
  readonly battery: number;
  readonly hvac: number;
  readonly appliance: number;
}

/** Energy and comfort cost of one kWh of flexibility by device, µEUR/kWh. */
export function deviceCostMicro(
  { scenario, retailImportMicroEurPerKwh }: World,
  kind: DeviceKind,
  direction: 0 | 1,
  i: number,
): number {
  const { retail } = scenario.prices;
  const comfort = byDevice(scenario.flexibility.deviceCostMicroEurPerKwh, kind);
  if (direction === 1) return comfort - STORED_WORTH_SHARE * retail.nightMicroEurPerKwh;
  const again =
    kind === HEATING || kind === HVAC
      ? REBOUND_SHARE * retailImportMicroEurPerKwh[i]!
      : retail.nightMicroEurPerKwh;
  return comfort + again;
}

/** From an order to full delivery, minutes. */
export function deviceResponseMinutes({ scenario }: World, kind: DeviceKind): number {
  return byDevice(scenario.flexibility.deviceResponseMinutes, kind);
}

function byDevice(settings: ByDevice, kind: DeviceKind): number {
  switch (kind) {
    case BOILER:
      return settings.boiler;
    case VEHICLE:
      return settings.electricVehicle;
    case HEATING:
      return settings.heatPump;
    case BATTERY:
      return settings.battery;
    case HVAC:
      return settings.hvac;
    case APPLIANCE:
      return settings.appliance;
  }
}
