import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { agents } from "#datasets/tables/actors.ts";
import type { StreamKey } from "#sim/random/randomStream.ts";
import { pilotOver, rowsOf, run, runFolder } from "#test/support/simulationRuns.ts";

/** Whoever draws once more before everything else; a test sets it. */
const more = vi.hoisted(() => ({ uid: "" }));

vi.mock("#sim/random/randomStream.ts", async (importOriginal) => {
  const real = await importOriginal<typeof import("#sim/random/randomStream.ts")>();
  const shifted = new WeakSet<StreamKey>();
  const place = (key: StreamKey, counter: number) => (shifted.has(key) ? counter + 1 : counter);
  return {
    ...real,
    streamKey(seed: number, name: string) {
      const key = real.streamKey(seed, name);
      if (more.uid !== "" && name.startsWith(`${more.uid}/`)) shifted.add(key);
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
async function livesWith(uid: string): Promise<Map<string, string>> {
  more.uid = uid;
  const scenario = pilotOver({ start: "2025-01-13", days: 2, spinUpDays: 3 });
  const at = join(folder, `draws-${uid}`);
  await run({ scenario, variant: "no-market", folder: at });
  const people = rowsOf(at, agents).filter(({ kind }) => ["household", "office"].includes(kind));
  return new Map(people.map((row) => [row.uid, JSON.stringify(row)]));
}

test("one draw more of a customer changes no one else", async () => {
  const usual = await livesWith("");
  for (const uid of ["SUB-H003", "CTY-H010"]) {
    const other = await livesWith(uid);
    expect(other.get(uid)).not.toBe(usual.get(uid));
    const changed = [...usual.keys()].filter((name) => other.get(name) !== usual.get(name));
    expect(changed).toEqual([uid]);
  }
});
