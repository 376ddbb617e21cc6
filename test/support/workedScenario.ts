import type { Area, Prosumer, Scenario } from "#scenarios/scenario.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

const HOMES = 9;

/**
 * The place of the worked day (docs/WORKED-DAY.md): a 40 kVA station behind which lie an office with
 * a battery and, 120 m of cable on, nine homes with large roofs. The transmission system needs
 * nothing, the background load is zero and the transformer has no no-load losses, so that one need
 * remains and its arithmetic fits a page.
 */
export function workedScenario(): Scenario {
  const small = smallScenario();
  const { flexibility, transmission } = small;
  return {
    ...small,
    name: "worked",
    title: "An office, nine homes and a station of 40 kVA",
    calendar: { start: "2025-06-02", days: 3, spinUpDays: 10 },
    flexibility: { ...flexibility, callRate: { weight: 0, prior: 0.2, exploration: 0 } },
    transmission: {
      ...transmission,
      lines: transmission.lines.map((line) => ({ ...line, limitMw: 10_000 })),
      imbalance: { loadShare: 0, windShare: 0, pvShare: 0, lag1: 0.88 },
    },
    areas: [workedArea(small.areas[0]!)],
  };
}

function workedArea({ network, prosumers, ...area }: Area): Area {
  const office = prosumers.find(({ uid }) => uid === "O1")!;
  const main = network.transformerTypes.find(({ id }) => id === network.mainTransformerType)!;
  const station = {
    id: "40 kVA",
    ratedKva: 40,
    hvKv: 20,
    lvKv: 0.4,
    shortCircuitPercent: 4,
    shortCircuitResistivePercent: 2,
    noLoadKw: 0,
    noLoadCurrentPercent: 0,
  };
  return {
    ...area,
    network: {
      ...network,
      buses: [
        { id: "MV", voltageKvRated: 20, backgroundKwPeak: 0, feeder: "" },
        { id: "LV", voltageKvRated: 0.4, backgroundKwPeak: 0, feeder: "" },
        { id: "F1", voltageKvRated: 0.4, backgroundKwPeak: 0, feeder: "F1" },
      ],
      lines: [{ id: "L1", busFrom: "LV", busTo: "F1", type: "NAYY 4x150", lengthM: 120 }],
      transformers: [{ id: "T1", busHv: "MV", busLv: "LV", type: station.id, ratio: 1 }],
      transformerTypes: [station, main],
      monitoredBranches: ["T1"],
      monitoredBuses: ["F1"],
    },
    prosumers: [
      { ...office, pvKwp: 0, batteryKw: 20, batteryKwh: 40 },
      ...Array.from({ length: HOMES }, (_, k) => workedHome(k)),
    ],
  };
}

/** Every home has a roof and a boiler; every other one lets it be steered. */
function workedHome(k: number): Prosumer {
  return smallHome(`H${k + 1}`, {
    bus: "F1",
    pvKwp: 10,
    pvAzimuthDegree: [180, 150, 210][k % 3]!,
    boilerKw: 2,
    boilerKwh: 3.3,
    persons: 3,
    flexible: k % 2 === 0,
  });
}
