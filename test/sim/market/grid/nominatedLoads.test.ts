import fc from "fast-check";
import { expect, test } from "vitest";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { newRing } from "#sim/agents/devices/ring.ts";
import { NominatedLoads } from "#sim/market/grid/nominatedLoads.ts";

const BUSES = 5;

const customers = fc.array(
  fc.record({
    bus: fc.nat(BUSES - 1),
    netWh: fc.integer({ min: -5000, max: 5000 }),
    grossWh: fc.double({ min: 0, max: 5000, noNaN: true }),
    tangent: fc.double({ min: 0, max: 0.6, noNaN: true }),
    sharesBuffer: fc.boolean(),
  }),
  { maxLength: 12 },
);

const places = fc.constantFrom([0, 1, 2, 3, 4], [0, 2, 1, -1, 3], [-1, -1, 0, -1, -1]);

test("what customers nominate is added to the load of their bus, one after the other", () => {
  fc.assert(
    fc.property(customers, places, fc.nat(3 * RING), (drawn, place, i) => {
      const living = drawn.map(({ bus, netWh, grossWh, sharesBuffer }) => {
        const ring = () => (sharesBuffer ? newRing() : new Float64Array(RING));
        const home = { bus, nominationWh: ring(), nominatedLoadWh: ring() };
        home.nominationWh[i & RING_MASK] = netWh;
        home.nominatedLoadWh[i & RING_MASK] = grossWh;
        return home;
      });
      const pKw = Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5);
      const qKvar = Float64Array.of(0.01, 0.02, 0.03, 0.04, 0.05);
      const expectedKw = pKw.slice();
      const expectedKvar = qKvar.slice();
      for (const { bus, netWh, grossWh, tangent } of drawn) {
        const column = place[bus]!;
        if (column < 0) continue;
        expectedKw[column]! += netWh * (1 / 250);
        expectedKvar[column]! += grossWh * (1 / 250) * tangent;
      }
      const tangents = Float64Array.from(drawn, ({ tangent }) => tangent);
      const loads = new NominatedLoads(BUSES, living, tangents);
      loads.addTo(pKw, qKvar, Int32Array.from(place), i);
      expect(pKw).toEqual(expectedKw);
      expect(qKvar).toEqual(expectedKvar);
    }),
  );
});
