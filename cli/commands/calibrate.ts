import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, parse, resolve } from "node:path";
import { calibrationPage } from "#cli/calibration/page.ts";
import { ReferenceData } from "#cli/calibration/referenceData.ts";
import { scenarioOf } from "#cli/inputs.ts";
import { used } from "#cli/measure.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { buildWorld } from "#sim/world/world.ts";

const DEFAULT_SCENARIO = "pilot";
const DEFAULT_PAGE = "docs/CALIBRATION.md";
/** Measured series lie beside the project, where they are at all. */
const DEFAULT_DATA = "../shared/data";
const LABEL_WIDTH = 66;

/** `eflex calibrate [scenario]`: the world's series beside measured ones, with their distances. */
export function calibrate(nameOrPath: string | undefined, options: Options): void {
  const output = new Output(options);
  const scenario = scenarioOf(nameOrPath ?? DEFAULT_SCENARIO, options);
  const seed = options.seed ?? scenario.seed;
  const data = new ReferenceData(resolve(options.data ?? DEFAULT_DATA));
  if (!data.isThere) output.say("No measured series are there: the page shows ours alone.");
  const world = buildWorld(scenario, { seed });
  const page = resolve(options.out ?? DEFAULT_PAGE);
  const { text, figures, distances } = calibrationPage(world, data, parse(page).name.toLowerCase());
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, text);
  for (const { name, svg } of figures) writeFileSync(join(dirname(page), name), svg);
  for (const { label, value, far } of distances) {
    const words = value === null ? "nothing to compare with" : value.toFixed(3);
    const isFar = value !== null && Math.abs(value) >= far;
    output.say(`${label.padEnd(LABEL_WIDTH)}  ${words}${isFar ? "  far" : ""}`);
  }
  const byName = Object.fromEntries(distances.map(({ name, value }) => [name, value]));
  output.say(`Page: ${page}`);
  output.conclude({
    event: "done",
    page,
    scenario: scenario.name,
    seed,
    distances: byName,
    ...used(),
  });
}
