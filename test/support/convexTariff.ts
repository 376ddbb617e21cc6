import type { TariffView } from "#engine/market/tariffView.ts";

export interface ConvexTariffOptions {
  /** Bus above each bus, root first: parent[bus] < bus, and the root's own is ignored. */
  parent: readonly number[];
  /** Curvature of each branch's cost, µEUR/kWh per kWh of flow. */
  curvature: readonly number[];
  /** Flow beyond which a branch costs ten times as much at the margin, kWh. */
  limitKwh: number;
  /** Trades between two refreshes of λ; charges refer to the flows of the last refresh. */
  refreshEvery: number;
}

/**
 * A radial feeder whose branches cost more the more they carry: c/2 · f² + 10c/2 · max(0, |f| − L)².
 * Convex, so λ bounds every charge from below, up to rounding.
 */
export function convexTariff(options: ConvexTariffOptions): TariffView {
  const { parent, curvature, limitKwh, refreshEvery } = options;
  const busCount = parent.length;
  const workingKwh = new Float64Array(busCount);
  const refreshedKwh = new Float64Array(busCount);
  const lambdaMicro = new Int32Array(busCount);
  let trades = 0;

  const cost = (bus: number, flowKwh: number) =>
    (curvature[bus]! / 2) * (flowKwh ** 2 + 10 * Math.max(0, Math.abs(flowKwh) - limitKwh) ** 2);
  const slope = (bus: number, flowKwh: number) => {
    const over = Math.max(0, Math.abs(flowKwh) - limitKwh);
    return curvature[bus]! * (flowKwh + 10 * over * Math.sign(flowKwh));
  };
  const path = (bus: number): number[] => (bus === 0 ? [] : [bus, ...path(parent[bus]!)]);
  /** Change of flow per branch: + above the seller, − above the buyer, nothing where they share. */
  const direction = (sellerBus: number, buyerBus: number) => {
    const sign = new Map<number, number>();
    for (const branch of path(sellerBus)) sign.set(branch, 1);
    for (const branch of path(buyerBus)) sign.set(branch, (sign.get(branch) ?? 0) - 1);
    return sign;
  };
  const refresh = () => {
    refreshedKwh.set(workingKwh);
    for (let bus = 1; bus < busCount; bus++) {
      const margin = path(bus).reduce((sum, branch) => sum + slope(branch, workingKwh[branch]!), 0);
      lambdaMicro[bus] = Math.round(margin);
    }
  };

  return {
    lambdaMicro,
    get epoch() {
      return Math.floor(trades / refreshEvery);
    },
    slackMicro: 2,
    charge(sellerBus, buyerBus, energyWh) {
      let change = 0;
      for (const [branch, sign] of direction(sellerBus, buyerBus)) {
        const flow = refreshedKwh[branch]!;
        change += cost(branch, flow + (sign * energyWh) / 1000) - cost(branch, flow);
      }
      return Math.round((change * 1000) / energyWh) + 0; // never −0
    },
    onTrade(sellerBus, buyerBus, energyWh) {
      for (const [branch, sign] of direction(sellerBus, buyerBus)) {
        workingKwh[branch]! += (sign * energyWh) / 1000;
      }
      trades++;
      if (trades % refreshEvery === 0) refresh();
    },
  };
}
