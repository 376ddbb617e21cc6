import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { agents } from "#datasets/tables/actors.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import type { StreamKey } from "#sim/random/randomStream.ts";
import { pilotOver, rowsOf, run, runFolder } from "#test/support/simulationRuns.ts";

/** Streams that draw once more before everything else, and names of all; a test sets the first. */
const more = vi.hoisted(() => ({
  isShifted: (_name: string): boolean => false,
  seen: new Set<string>(),
}));

vi.mock("#sim/random/randomStream.ts", async (importOriginal) => {
  const real = await importOriginal<typeof import("#sim/random/randomStream.ts")>();
  const shifted = new WeakSet<StreamKey>();
  const place = (key: StreamKey, counter: number) => (shifted.has(key) ? counter + 1 : counter);
  return {
    ...real,
    streamKey(seed: number, name: string) {
      const key = real.streamKey(seed, name);
      more.seen.add(name);
      if (more.isShifted(name)) shifted.add(key);
      return key;
    },
    randomBits: (key: StreamKey, counter: number) => real.randomBits(key, place(key, counter)),
    uniform: (key: StreamKey, counter: number) => real.uniform(key, place(key, counter)),
    uniformInt: (key: StreamKey, counter: number, count: number) =>
      real.uniformInt(key, place(key, counter), count),
  };
});

const folder = runFolder();

/** What each customer consumed and was billed on the retail contract, as text by uid. */
async function livesWith(
  name: string,
  scenario: Scenario,
  isShifted: (name: string) => boolean = () => false,
): Promise<Map<string, string>> {
  more.isShifted = isShifted;
  const at = join(folder, name.replaceAll("/", "-"));
  await run({ scenario, variant: "no-market", folder: at });
  const people = rowsOf(at, agents).filter(({ kind }) => ["household", "office"].includes(kind));
  return new Map(people.map((row) => [row.uid, JSON.stringify(row)]));
}

const changedFrom = (one: Map<string, string>, other: Map<string, string>) =>
  [...one.keys()].filter((name) => other.get(name) !== one.get(name));

test("one draw more of a customer changes no one else", async () => {
  const scenario = pilotOver({ start: "2025-01-13", days: 2, spinUpDays: 3 });
  const usual = await livesWith("usual", scenario);
  for (const uid of ["SUB-H003", "CTY-H010"]) {
    const other = await livesWith(uid, scenario, (name) => name.startsWith(`${uid}/`));
    expect(changedFrom(usual, other)).toEqual([uid]);
  }
});

/** Streams `<uid>/<purpose>` of customers, and whether one draw more shows in a life without market. */
const purposes = {
  "base-load": true,
  "hot-water": true,
  vehicle: true,
  habits: true,
  taste: true,
  washingMachine: true,
  dishwasher: true,
  dryer: true,
  "washingMachine-owned": true,
  "dishwasher-owned": true,
  "dryer-owned": true,
  // Strategies are for markets.
  "strategy-choice": false,
};

test("one draw more in any one stream, of machines too, changes only whose it is", async () => {
  const settings = [
    ...["washingMachine", "dishwasher", "dryer"].map(
      (name) => `behaviour.appliances.${name}.share=30 %`,
    ),
    "behaviour.strategy={household: {adaptive: 50 %, truthful: 50 %}, office: adaptive}",
  ];
  const calendar = { start: "2025-01-14", days: 2, spinUpDays: 2 };
  const scenario = { ...loadScenario("pilot", settings), calendar };
  // An office is a unit of its own: further streams of its name are drawn from in markets only.
  const homes = scenario.areas
    .flatMap(({ prosumers }) => prosumers)
    .filter(({ kind }) => kind === "household");
  const known = new Set(homes.map(({ uid }) => uid));
  more.seen.clear();
  const usual = await livesWith("all", scenario);
  const own = [...more.seen].filter((name) => known.has(name.split("/")[0]!));
  const found = Map.groupBy(own, (name) => name.split("/")[1]!);
  expect([...found.keys()].sort()).toEqual(Object.keys(purposes).sort());
  for (const [purpose, isSeen] of Object.entries(purposes)) {
    const few = new Set(found.get(purpose)!.slice(3, 9));
    const other = await livesWith(purpose, scenario, (name) => few.has(name));
    const changed = changedFrom(usual, other);
    for (const uid of changed) expect(few, purpose).toContain(`${uid}/${purpose}`);
    expect(changed.length > 0, purpose).toBe(isSeen);
  }
}, 240_000);
