import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { standsOnList } from "#engine/coordination/listOffers.ts";
import { NEED_KINDS, type NeedKind, sameOperator } from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";

/** What the operators and their registry tell each other. */
export interface Traffic {
  readonly messages: number;
  readonly bytes: number;
}

/** Header of a claim batch: market minute 4, period 4, need 1, number of claims 3. */
export const BATCH_HEADER_BYTES = 12;
/** One claim: unit with direction 4, requested 4, offered 4. The ledger on chain packs it the same way. */
export const CLAIM_BYTES = 12;
/** One grant: conflict and energy in 4. */
export const GRANT_BYTES = 4;
/** Volumes that an operator activated in an area: period, area, up, down, 4 each. */
export const VOLUME_NOTE_BYTES = 16;
/** A claim as another operator is shown it: period, unit with direction, need with operator, granted, 4 each. */
export const CLAIM_NOTE_BYTES = 16;
/** State at the interface of an area: period and area, 4 each; voltage, power flow, power factor, energy, 8 each. */
export const INTERFACE_NOTE_BYTES = 40;

/**
 * Counts messages and bytes that the gate of one need causes, by the claims made at it.
 *
 * Each operator that claims sends its registry one batch and gets one answer. With one registry it
 * then tells the others: under `after` the volumes per area; under `shared` the grants on units of
 * the other's lists, and at every gate voltage, power flow, power factor and energy at the interface
 * of each area; under `platform` all grants. The TSO talks with the DSO of each area, DSOs not with
 * each other.
 *
 * @param unitArea - Area of each unit.
 * @param kind - Whose gate; call it once the gate is cleared.
 */
export function gateTraffic(
  flex: FlexPeriod,
  scheme: Scheme,
  kind: NeedKind,
  unitArea: ArrayLike<number>,
  areaCount: number,
): Traffic {
  const claims = flex.claims.filter((claim) => claim.kind === kind);
  const operators = new Set(claims.map(({ operator }) => operator)).size;
  let messages = 2 * operators;
  let bytes = operators * BATCH_HEADER_BYTES + claims.length * (CLAIM_BYTES + GRANT_BYTES);
  if (scheme.registry === "perOperator") return { messages, bytes };

  const granted = claims.filter(({ grantedWh }) => grantedWh > 0);
  if (scheme.exchange === "after") {
    // To the TSO one note per area that acted; from the TSO one to each DSO concerned.
    const areas = new Set(granted.map(({ unit }) => unitArea[unit])).size;
    return { messages: messages + areas, bytes: bytes + areas * VOLUME_NOTE_BYTES };
  }
  const shown = granted.filter(
    ({ unit }) =>
      scheme.exchange === "platform" ||
      NEED_KINDS.some(
        (other) => !sameOperator(kind, other) && standsOnList(flex.offers, unit, other),
      ),
  );
  messages += shown.length;
  bytes += shown.length * CLAIM_NOTE_BYTES;
  if (scheme.exchange === "shared") {
    messages += areaCount;
    bytes += areaCount * INTERFACE_NOTE_BYTES;
  }
  return { messages, bytes };
}
