import { RING } from "#sim/agents/devices/device.ts";

// Scratch of the agent that plans; contents never outlive a plan.

/** Price of one kWh more consumed, worth of one kWh more fed in, the retail price; µEUR/kWh. */
export const consumePrice = new Float64Array(RING);
export const surplusPrice = new Float64Array(RING);
export const retailPrice = new Float64Array(RING);
/** Expected net energy of the customer without the device that plans, Wh. */
export const otherWh = new Float64Array(RING);

export const scratch = { consumePrice, surplusPrice, retailPrice, otherWh } as const;
