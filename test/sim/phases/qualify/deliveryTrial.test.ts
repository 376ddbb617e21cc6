import { beforeAll, expect, test } from "vitest";
import { tested } from "#engine/settlement/assetLifeCycle.ts";
import { BOILER, type Capability, type Device } from "#sim/agents/devices/device.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import {
  DeliveryTrial,
  type TestOrder,
  type TestResponse,
} from "#sim/phases/qualify/deliveryTrial.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { FixedDevice } from "#test/support/fixedDevice.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const ORDER: TestOrder = { from: 100, periods: 3, direction: 0, energyWh: 600 };
const always: TestResponse = () => 1;

let world: World;
beforeAll(() => {
  const calendar = { start: "2025-02-01", days: 2, spinUpDays: 1 };
  world = buildWorld(smallScenario({ calendar }), { seed: 4 });
});

function trial(devices: readonly Device[], order = ORDER): DeliveryTrial {
  const members = devices.map(
    (device, agent) => new Prosumer(agent, 1, world.prosumers[0]!, [device], world),
  );
  return new DeliveryTrial(members, order);
}

const fixed = (powerWh: number) => new FixedDevice(1000, { powerWh, energyWh: powerWh });

/** A store that is empty after what it holds was taken. */
class Store extends FixedDevice {
  readonly #can: Capability;
  #leftWh: number;

  constructor(leftWh: number) {
    const can = { powerWh: leftWh, energyWh: leftWh };
    super(1000, can, BOILER);
    this.#can = can;
    this.#leftWh = leftWh;
  }

  override step(i: number, changeWh: number): number {
    this.#leftWh -= Math.abs(changeWh);
    this.#can.energyWh = this.#leftWh;
    return super.step(i, changeWh);
  }

  override clone(): Store {
    return new Store(this.#leftWh);
  }
}

test.each<[string, number, 0 | 1, TestResponse, number[], string]>([
  ["who delivers all the time passes", 600, 0, always, [600, 600, 600], "tested"],
  ["also down", 600, 1, always, [600, 600, 600], "tested"],
  ["who does not respond fails", 600, 0, () => 0, [0, 0, 0], "rejected"],
  ["who is late fails", 600, 0, (k) => (k === 0 ? 0 : 1), [0, 600, 600], "rejected"],
  ["who delivers enough passes", 600, 0, () => 0.8, [480, 480, 480], "tested"],
  ["who delivers too little fails", 600, 0, () => 0.79, [474, 474, 474], "rejected"],
  ["who has not the power fails", 400, 0, always, [400, 400, 400], "rejected"],
])("%s", (_, canWh, direction, response, delivered, outcome) => {
  const result = trial([fixed(canWh)], { ...ORDER, direction }).judge(response, 0.8);
  expect(result.deliveredWh.map((wh) => Math.round(wh))).toEqual(delivered);
  expect(tested(result)).toBe(outcome);
});

test("what is asked for is split over the pool by capability", () => {
  const result = trial([fixed(400), fixed(800)]).judge(always, 1);
  expect(result).toMatchObject({ received: true, inTime: true, sustained: true });
});

test("a store that runs empty does not sustain", () => {
  const result = trial([new Store(1000)]).judge(always, 0.8);
  expect(result.deliveredWh).toEqual([600, 400, 0]);
  expect(result).toMatchObject({ received: true, inTime: true, sustained: false });
});

test("who holds it for a while and then no longer does not sustain either", () => {
  const result = trial([new Store(1150)]).judge(always, 0.8);
  expect(result.deliveredWh).toEqual([600, 550, 0]);
  expect(result.sustained).toBe(false);
});

test("the devices of the unit go on as if there had been no test", () => {
  const store = new Store(1000);
  trial([store]).judge(always, 0.8);
  const can: Capability = { powerWh: 0, energyWh: 0 };
  store.capability(0, 0, can);
  expect(can.energyWh).toBe(1000);
});
