import { assert } from "#engine/assert.ts";
import { type ProfileMethod, profileMethod } from "#engine/settlement/baseline.ts";

/**
 * The nomination frozen at the gate: the default for participants of the local market. Elsewhere a
 * schedule that the provider uploads with its offer and may change until noon of the day before.
 */
export const nominated: ProfileMethod = profileMethod("nominated", (history, _, { from, to }) =>
  Float64Array.from({ length: to - from }, (_one, i) => history.nominated[from + i]!),
);

/**
 * A profile per device that the DSO publishes, times the number of devices; for pools of home chargers
 * and heat pumps.
 *
 * @param deviceWh - Energy of one device, per period of the day, Wh.
 */
export function fixedReference(deviceWh: ArrayLike<number>, devices: number): ProfileMethod {
  assert(Number.isInteger(devices) && devices >= 0, "a number of devices");
  return profileMethod("fixedReference", (_, _window, { from, to }) =>
    to > deviceWh.length
      ? null
      : Float64Array.from({ length: to - from }, (_one, i) => devices * deviceWh[from + i]!),
  );
}

/** What a standby asset draws or feeds in whenever it is not called, Wh per period. */
export function capacity(energyWh: number): ProfileMethod {
  const name = energyWh === 0 ? "zero" : `capacity${energyWh}`;
  return profileMethod(name, (_, _window, { from, to }) =>
    new Float64Array(to - from).fill(energyWh),
  );
}

/** A standby asset that does nothing unless it is called. */
export const zero: ProfileMethod = capacity(0);
