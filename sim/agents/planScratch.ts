import { type PlanView, RING } from "#sim/agents/devices/device.ts";

// Scratch of the agent that plans; contents never outlive a plan.

/** Price of one kWh more consumed, worth of one kWh more fed in, the retail price; µEUR/kWh. */
export const consumePrice = new Float64Array(RING);
export const surplusPrice = new Float64Array(RING);
export const retailPrice = new Float64Array(RING);
/** Expected gross load of the customer without devices, Wh. */
export const baseLoadWh = new Float64Array(RING);
/** Expected net energy of the customer without the device that plans, Wh. */
export const otherWh = new Float64Array(RING);

type Shown = { -readonly [Name in keyof PlanView]: PlanView[Name] };

const shown: Shown = {
  now: 0,
  open: 0,
  end: 0,
  settled: 0,
  consumePrice,
  surplusPrice,
  retailPrice,
  otherWh,
  tradedWh: new Float64Array(RING),
};

/** What the devices of the agent that plans may know, over the scratch; one object serves all plans. */
export function scratchView(
  now: number,
  open: number,
  end: number,
  settled: number,
  tradedWh: Float64Array,
): PlanView {
  shown.now = now;
  shown.open = open;
  shown.end = end;
  shown.settled = settled;
  shown.tradedWh = tradedWh;
  return shown;
}
