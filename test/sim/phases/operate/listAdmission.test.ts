import { beforeAll, expect, test } from "vitest";
import { BAL, DSO_CM, NEED_KINDS, TSO_CM } from "#engine/coordination/needs.ts";
import { OfferSet } from "#engine/coordination/offerSet.ts";
import type { Products } from "#scenarios/flexibilityRules.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { Unit } from "#sim/agents/unit.ts";
import { marketProducts } from "#sim/operators/marketProducts.ts";
import { ListAdmission } from "#sim/phases/operate/listAdmission.ts";
import type { QualifiedUnit } from "#sim/phases/qualify/qualifyUnits.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { FixedDevice } from "#test/support/fixedDevice.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

let world: World;
beforeAll(() => {
  const calendar = { start: "2025-02-01", days: 2, spinUpDays: 1 };
  world = buildWorld(smallScenario({ calendar }), { seed: 4 });
});

/** A unit that can change 2,000 Wh in a period and 4,000 Wh in all; of which it offers 80 %. */
function unitOf(): Unit {
  const device = new FixedDevice(0, { powerWh: 2000, energyWh: 4000 });
  const member = new Prosumer(0, 1, world.prosumers[0]!, [device], world);
  return new Unit(world, 0, { name: "X", area: 0, feeder: "F1", aggregator: 9 }, [member]);
}

/** What the lists take of 1,601 Wh up, of which some are reserved; and what they refuse. */
function admitted(
  products: Products,
  {
    reservedWh = 0,
    priceMicro = 100_000,
    agreedMicro = 100_000,
    forNeed = [true, true, true] as const,
  } = {},
) {
  const rules = marketProducts({ ...world.scenario.flexibility, products });
  const qualified = { qualification: { forNeed } } as unknown as QualifiedUnit;
  const admission = new ListAdmission(rules, [unitOf()], [qualified]);
  const offers = new OfferSet(1);
  offers.quantityWh[0] = 1601;
  offers.reservedWh[0] = reservedWh;
  offers.priceMicro[0] = priceMicro;
  offers.agreedMicro[0] = agreedMicro;
  const refusals: string[] = [];
  admission.look(offers, NEED_KINDS, { now: 100, i: 108 }, (kind, reason, energyWh) =>
    refusals.push(`${kind} ${reason} ${energyWh}`),
  );
  const fits = NEED_KINDS.map((kind) => admission.fitWh(kind, 0, 1601));
  const ready = admission.readyWh(0);
  return { fits, refusals, ready, partOf: (wh: number) => admission.fitWh(DSO_CM, 0, wh) };
}

test("left alone, every list takes all of an offer", () => {
  expect(admitted({})).toMatchObject({ fits: [1601, 1601, 1601], refusals: [] });
});

test("a list takes whole steps of a part, and no part that is too small", () => {
  const { fits, partOf } = admitted({ operationalCm: { stepW: 2000, powerWMin: 2000 } });
  expect(fits).toEqual([1500, 1601, 1601]);
  expect([999, 500, 499].map(partOf)).toEqual([500, 500, 0]);
});

test("who has to hold it longer offers less: what it has, over the longest run", () => {
  // 4,000 Wh over four periods, 80 % of them; over sixteen less than the least offer.
  expect(admitted({ balancing: { runMinutesMax: 60 } }).fits).toEqual([1601, 1601, 800]);
  const { fits, refusals } = admitted({ balancing: { runMinutesMax: 240 } });
  expect(fits).toEqual([1601, 1601, 0]);
  expect(refusals).toEqual([`${BAL} tooSmall 1601`, `${BAL} tooShort 1601`]);
});

test.each<[string, Products, object, string]>([
  ["slow", { tsoCm: { responseMinutesMax: 5 } }, {}, `${TSO_CM} tooSlow 1601`],
  ["small", { tsoCm: { powerWMin: 10_000 } }, {}, `${TSO_CM} tooSmall 1601`],
  [
    "dear",
    { tsoCm: { activationCapMicroEurPerKwh: 90_000 } },
    {},
    `${TSO_CM} activationPriceAboveCap 1601`,
  ],
])("what is too %s for one list stands on the others", (_, products, offer, refusal) => {
  const { fits, refusals } = admitted(products, offer);
  expect(fits).toEqual([1601, 0, 1601]);
  expect(refusals).toEqual([refusal]);
});

test("without purchase beyond the reserved list a DSO sees what is reserved, and nothing else", () => {
  const products = { operationalCm: { beyondReserved: false } };
  expect(admitted(products, { reservedWh: 600 }).fits).toEqual([600, 1601, 1601]);
  const { fits, refusals } = admitted(products);
  expect(fits).toEqual([0, 1601, 1601]);
  expect(refusals).toEqual([`${DSO_CM} notReserved 1601`]);
});

test("a list for which a unit was not qualified takes nothing of it, and does not say so every time", () => {
  const { fits, refusals } = admitted({}, { forNeed: [true, false, true] as never });
  expect([fits, refusals]).toEqual([[1601, 0, 1601], []]);
});

test("prices are looked at row by row: a list refuses the row above its cap, and takes the other", () => {
  const products = { operationalCm: { activationCapMicroEurPerKwh: 90_000 } };
  const dearRest = admitted(products, { reservedWh: 600, agreedMicro: 80_000 });
  // Which row goes on the list is the list's business; the offer as a whole is admitted.
  expect(dearRest.fits[0]).toBe(1601);
  expect(dearRest.refusals).toEqual([`${DSO_CM} activationPriceAboveCap 1001`]);
  const dear = admitted(products, { reservedWh: 600, agreedMicro: 95_000 });
  expect(dear.fits[0]).toBe(0);
  expect(dear.refusals.map((one) => one.split(" ").at(-1))).toEqual(["600", "1001"]);
  expect([dearRest.ready, dear.ready]).toEqual([1601, 1601]);
});

test("where only what is reserved is called, its own price decides, not that of the rest", () => {
  const operationalCm = { beyondReserved: false, activationCapMicroEurPerKwh: 90_000 };
  const fitsAt = (agreedMicro: number, priceMicro: number) =>
    admitted({ operationalCm }, { reservedWh: 600, agreedMicro, priceMicro }).fits[0];
  expect([fitsAt(80_000, 100_000), fitsAt(95_000, 50_000)]).toEqual([600, 0]);
});
