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
  const { storedWorthShare, boughtAgainShare } = scenario.devices.owner;
  const comfort = byDevice(scenario.flexibility.deviceCostMicroEurPerKwh, kind);
  if (direction === 1) return comfort - storedWorthShare * retail.nightMicroEurPerKwh;
  const again =
    kind === HEATING || kind === HVAC
      ? boughtAgainShare * retailImportMicroEurPerKwh[i]!
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
