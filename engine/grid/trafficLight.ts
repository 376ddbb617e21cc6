import { assert } from "#engine/assert.ts";
import { LightCase } from "#engine/grid/lightCase.ts";
import {
  LIGHT_SETTINGS,
  type LightRequest,
  type LightSettings,
  type LightVerdict,
  type LoadCase,
} from "#engine/grid/lightVerdict.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/**
 * Says how much of a request the network can always take: the grid prequalification of an offer.
 *
 * Every monitored branch and bus is looked at in every load case. Sensitivities tell which elements
 * a request moves and where a limit will be met; a power flow with the full quantity, and for the
 * largest safe one a few more, tell whether that is so. What a request relieves never stops it, even
 * where it stands beyond its limit already; what it would make worse there stops all of it.
 *
 * @returns the worst verdict of the cases. `safeKw` has the sign of the request.
 * @throws {PowerFlowDivergedError} where a load case has no solution without the request.
 */
export function trafficLight(
  network: RadialNetwork,
  loadCases: readonly LoadCase[],
  request: LightRequest,
  settings: LightSettings = LIGHT_SETTINGS,
): LightVerdict {
  assert(request.buses.length > 0 && loadCases.length > 0);
  let worst: LightVerdict = { light: "green", safeKw: request.powerKw };
  if (request.powerKw === 0) return worst;
  for (const loadCase of loadCases) {
    const verdict = new LightCase(network, loadCase, request, settings).judge();
    if (isWorse(verdict, worst)) worst = verdict;
  }
  return worst;
}

const RANK = { green: 0, yellow: 1, red: 2 };

function isWorse(a: LightVerdict, b: LightVerdict): boolean {
  if (a.light !== b.light) return RANK[a.light] > RANK[b.light];
  return Math.abs(a.safeKw) < Math.abs(b.safeKw);
}
