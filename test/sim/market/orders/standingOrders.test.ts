import fc from "fast-check";
import { expect, test } from "vitest";
import { BID } from "#engine/market/side.ts";
import { RING } from "#sim/agents/devices/device.ts";
import { StandingOrders } from "#sim/market/orders/standingOrders.ts";

const AGENTS = 4;
const PERIODS = [7, 8, 9];

interface Plain {
  readonly id: number;
  readonly side: 0 | 1;
  openWh: number;
}

const moves = fc.array(
  fc.record({
    agent: fc.nat(AGENTS - 1),
    period: fc.constantFrom(...PERIODS),
    side: fc.constantFrom(0 as const, 1 as const),
    energyWh: fc.integer({ min: 0, max: 300 }),
    kind: fc.constantFrom("place", "fill", "drop", "refused"),
  }),
  { maxLength: 60 },
);

test("it knows on which side of a period anything rests", () => {
  fc.assert(
    fc.property(moves, (all) => {
      const orders = new StandingOrders(AGENTS);
      const plain = new Map<string, Plain>();
      for (const [id, { agent, period, side, energyWh, kind }] of all.entries()) {
        const at = orders.row(period) + agent;
        const key = `${period} ${agent}`;
        const known = plain.get(key);
        if (kind === "fill" && known !== undefined) {
          const part = Math.min(energyWh, known.openWh);
          orders.fill(at, period, part);
          known.openWh -= part;
        } else if (kind === "drop") {
          orders.drop(at, period);
          plain.delete(key);
        } else if (known === undefined || known.openWh === 0) {
          const isRefused = kind === "refused";
          orders.place(
            at,
            period,
            isRefused ? -3 : id,
            100,
            isRefused ? 0 : side === BID ? energyWh : -energyWh,
          );
          plain.set(key, { id: isRefused ? -1 : id, side, openWh: isRefused ? 0 : energyWh });
        }
        expect(orders.id[at]).toBe(plain.get(key)?.id ?? -1);
        for (const p of PERIODS) {
          for (const s of [0, 1] as const) {
            const resting = [...plain].filter(
              ([name, order]) => name.startsWith(`${p} `) && order.side === s && order.openWh > 0,
            );
            expect(orders.rests(p, s)).toBe(resting.length > 0);
          }
        }
      }
    }),
  );
});

test("a period that opens begins without the orders of its slot's last", () => {
  const orders = new StandingOrders(AGENTS);
  orders.place(orders.row(5) + 2, 5, 17, 100, -400);
  orders.open(5 + RING);
  expect(orders.rests(5 + RING, 1)).toBe(false);
  expect(orders.id[orders.row(5) + 2]).toBe(-1);
});
