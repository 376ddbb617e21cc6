import fc from "fast-check";
import { expect, test } from "vitest";
import { growHomes, shareIn } from "#scenarios/growth/growHomes.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Prosumer } from "#scenarios/scenario.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";

const table = loadScenario("pilot").areas[0]!.prosumers;
const isHome = ({ kind }: Prosumer) => kind === "household";
const homeCount = table.filter(isHome).length;
const owns: Record<string, (home: Prosumer) => boolean> = {
  pv: ({ pvKwp }) => pvKwp > 0,
  vehicle: ({ chargerKw }) => chargerKw > 0,
  heatPump: ({ heating }) => heating === "heatPump",
  battery: ({ batteryKw }) => batteryKw > 0,
};
const ownersIn = (homes: readonly Prosumer[], device: string) =>
  homes.filter((home) => isHome(home) && owns[device]!(home)).map(({ uid }) => uid);

const paths = {
  pv: [0.05, 0.09, 0.13, 0.17, 0.21, 0.25, 0.5],
  vehicle: [0.02, 0.05, 0.09, 0.13, 0.16, 0.2, 0.6],
  heatPump: [0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.5],
  battery: [0.1, 0.14, 0.18, 0.22, 0.26, 0.3, 0.6],
};
const AGGREGATORS = ["AGG-A", "AGG-B"];
const inYear = (year: number) => growHomes(table, paths, { year, flexible: 0.5 }, AGGREGATORS);

test("homes keep what they had in any earlier year, and nobody moves", () => {
  const year = fc.double({ min: 0, max: 6, noNaN: true });
  fc.assert(
    fc.property(year, year, (one, other) => {
      const early = inYear(Math.min(one, other));
      const late = inYear(Math.max(one, other));
      for (const device of Object.keys(paths)) {
        const later = new Set(ownersIn(late, device));
        for (const uid of ownersIn(early, device)) expect(later, device).toContain(uid);
      }
      for (const [k, home] of early.entries()) {
        expect(late[k]!.uid).toBe(home.uid);
        expect(late[k]!.bus).toBe(home.bus);
        if (home.pvKwp > 0) expect(late[k]!.pvKwp).toBe(home.pvKwp);
        if (home.chargerKw > 0) expect(late[k]!.chargerKw).toBe(home.chargerKw);
      }
    }),
    { numRuns: 30 },
  );
});

test.each([0, 2, 3.5, 6])(
  "in year %d as many homes own PV, cars and heat pumps as the shares say",
  (year) => {
    const homes = inYear(year);
    for (const device of ["pv", "vehicle", "heatPump"] as const) {
      const wanted = Math.round(shareIn(paths[device], year) * homeCount);
      expect(ownersIn(homes, device).length, device).toBe(wanted);
    }
    const roofs = ownersIn(homes, "pv").length;
    const expected = shareIn(paths.battery, year) * roofs;
    expect(Math.abs(ownersIn(homes, "battery").length - expected)).toBeLessThan(
      2.5 * Math.sqrt(roofs) + 1,
    );
    for (const uid of ownersIn(homes, "battery")) expect(ownersIn(homes, "pv")).toContain(uid);
  },
);

test("owners of the table come first, and new ones get what an owner of the table has", () => {
  const homes = inYear(6);
  for (const device of Object.keys(paths)) {
    const later = new Set(ownersIn(homes, device));
    for (const uid of ownersIn(table, device)) expect(later, device).toContain(uid);
  }
  const sizes = new Set(table.filter(owns["pv"]!).map(({ pvKwp }) => pvKwp));
  for (const home of homes) if (home.pvKwp > 0) expect(sizes).toContain(home.pvKwp);
  for (const { heating, heatingKw } of homes) expect(heating === "none").toBe(heatingKw === 0);
  for (const { flexible, aggregator } of homes) if (flexible) expect(aggregator).not.toBe("");
});

test("one home more changes what no other home owns by rank of its own", () => {
  const stranger = {
    ...table[1]!,
    uid: "SUB-NEW",
    persons: 0,
    heating: "none" as const,
    heatingKw: 0,
  };
  const more = growHomes([...table, stranger], paths, { year: 4, flexible: 0.5 }, AGGREGATORS);
  const battery = new Set(ownersIn(more, "battery"));
  const before = ownersIn(inYear(4), "battery").filter((uid) => ownersIn(more, "pv").includes(uid));
  expect(before.filter((uid) => !battery.has(uid))).toEqual([]);
});

test("what no list names stays as in the table, and without growth everything does", () => {
  const homes = growHomes(table, { pv: [0.1, 0.9] }, { year: 1, flexible: 0.5 }, AGGREGATORS);
  expect(ownersIn(homes, "vehicle")).toEqual(ownersIn(table, "vehicle"));
  expect(ownersIn(homes, "heatPump")).toEqual(ownersIn(table, "heatPump"));
});

test("batteries are a share of the roofs of the year, of new ones too", () => {
  const few = { pv: [0.1, 0.85], battery: [0.3, 0.3] };
  const homes = growHomes(table, few, { year: 1, flexible: 0.5 }, AGGREGATORS);
  const roofs = ownersIn(homes, "pv").length;
  expect(roofs).toBe(Math.round(0.85 * homeCount));
  const share = ownersIn(homes, "battery").length / roofs;
  expect(Math.abs(share - 0.3)).toBeLessThan(2 * Math.sqrt(0.21 / roofs));
});

test("a battery of the table without a roof stays in every year, whatever the lists name", () => {
  const bare = table.find((home) => isHome(home) && home.pvKwp === 0 && home.persons > 0)!;
  const alone = { ...bare, batteryKw: 3.2, batteryKwh: 6.4, flexible: true, aggregator: "AGG-B" };
  const homes = table.map((home) => (home === bare ? alone : home));
  for (const some of [paths, { pv: paths.pv }, { battery: paths.battery }, { vehicle: [0.3] }]) {
    for (const year of [0, 3.5, 6].filter((at) => at < Object.values(some)[0]!.length)) {
      const grown = growHomes(homes, some, { year, flexible: 0.5 }, AGGREGATORS);
      const { batteryKw, batteryKwh, flexible, aggregator } = grown[homes.indexOf(alone)]!;
      const { batteryKw: kw, batteryKwh: kwh } = alone;
      expect({ batteryKw, batteryKwh, flexible, aggregator }).toEqual({
        batteryKw: kw,
        batteryKwh: kwh,
        flexible: true,
        aggregator: "AGG-B",
      });
    }
  }
});

test("where nobody is flexible yet, new owners have aggregators of the scenario", () => {
  const nobody = table.filter(isHome).map((home) => ({ ...home, flexible: false, aggregator: "" }));
  const homes = growHomes(nobody, paths, { year: 6, flexible: 1 }, AGGREGATORS);
  const joined = homes.filter(({ flexible }) => flexible);
  expect(joined.length).toBeGreaterThanOrEqual(ownersIn(homes, "battery").length);
  expect(new Set(joined.map(({ aggregator }) => aggregator))).toEqual(new Set(AGGREGATORS));
});

test("a second meter comes with a heat pump, and all others stay", () => {
  for (const [k, { uid, mids, heating, boilerKw, boilerControl }] of inYear(6).entries()) {
    const isControlled = heating === "heatPump" || (boilerKw > 0 && boilerControl === "night");
    expect(mids).toEqual(isControlled ? [`${uid}-M1`, `${uid}-M2`] : [`${uid}-M1`]);
    if (heating === table[k]!.heating) expect(mids).toBe(table[k]!.mids);
  }
});

const growth = (text: string) => [`growth=${text}`];

test("a scenario is loaded as it will be in a year, and says so", () => {
  const list = '{year: 0, areas: {SUB: {pv: "5, 25 %", vehicle: "2, 20 %"}}}';
  const today = loadScenario("pilot", growth(list));
  const later = loadScenario("pilot", [...growth(list), "growth.year=1"]);
  const count = ({ areas }: typeof today) => ownersIn(areas[0]!.prosumers, "pv").length;
  expect([count(today), count(later)]).toEqual([7, 33]);
  expect(today.hash).not.toBe(later.hash);
  expect(today.assumptions.at(-1)).toContain("in year 0: SUB (pv, vehicle)");
  expect(today.areas[1]).toEqual(loadScenario("pilot").areas[1]);
});

test.each([
  ['{year: 3, areas: {SUB: {pv: "5, 25 %"}}}', /growth\.areas\.SUB\.pv: expected shares to year 3/],
  [
    '{year: 0, areas: {SUBB: {pv: "5, 25 %"}}}',
    /growth\.areas\.SUBB: expected an area; did you mean "SUB"/,
  ],
  [
    '{year: 1, areas: {SUB: {vehicle: "20, 99 %"}}}',
    /growth\.areas\.SUB\.vehicle: expected at most the 117 homes that can, in year 1, found 129/,
  ],
  ['{year: 0, areas: {SUB: {pv: "25, 5 %"}}}', /shares that never fall/],
  ['{year: 0, areas: {SUB: {pv: "5, 250 %"}}}', /shares from 0 to 100 %/],
  ["{year: 0, areas: {SUB: {pv: 5}}}", /a share for each year/],
  ['{year: 0, areas: {SUB: {roofs: "5, 25 %"}}}', /unknown field "roofs"/],
])("%s is refused", (text, message) => {
  const load = () => loadScenario("pilot", growth(text));
  expect(load).toThrow(ScenarioError);
  expect(load).toThrow(message);
});

test.each([
  [42, 180],
  [-34, 0],
])("at latitude %d the first roof of an area faces %d degrees", (latitude, azimuth) => {
  const bare = table.map((home) => (isHome(home) ? { ...home, pvKwp: 0, batteryKw: 0 } : home));
  const some = { year: 1, flexible: 0.5 };
  const grown = growHomes(bare, { pv: [0, 0.3] }, some, AGGREGATORS, latitude);
  const roofs = grown.filter((home) => isHome(home) && home.pvKwp > 0);
  expect(roofs.length).toBeGreaterThan(20);
  for (const { pvAzimuthDegree } of roofs) expect(pvAzimuthDegree).toBe(azimuth);
});
