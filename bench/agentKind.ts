import { APPLIANCE, BOILER, HEATING, VEHICLE } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";

export const agentKinds = [
  "passive",
  "appliance",
  "boiler",
  "heating",
  "vehicle",
  "battery",
  "office",
] as const;

export type AgentKind = (typeof agentKinds)[number];

/** A customer by what makes most work: its building, its battery, or what may be steered. */
export function kindOf({ series, devices, flexible, stores }: Prosumer): AgentKind {
  const steers = (kind: number) =>
    devices.some((device) => device.flexible && device.kind === kind);
  if (series.prosumer.kind === "office") return "office";
  if (stores) return "battery";
  if (!flexible) return "passive";
  if (steers(VEHICLE)) return "vehicle";
  if (steers(HEATING)) return "heating";
  if (steers(BOILER)) return "boiler";
  return steers(APPLIANCE) ? "appliance" : "passive";
}
