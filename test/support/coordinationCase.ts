import {
  BAL,
  type Direction,
  DOWN,
  DSO_CM,
  type NeedKind,
  TSO_CM,
  UP,
} from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import type { TestNeed, TestOffer, TestPeriod } from "#test/support/flexGate.ts";

/** One hand-worked case of docs/COORDINATION.md: what is given, and what comes out by hand. */
export interface CoordinationCase {
  /** Position of the block in the page and its scheme. */
  readonly title: string;
  readonly period: TestPeriod;
  /** A letter for each unit. */
  readonly unitNames: readonly string[];
  /** Area of each unit. */
  readonly areaOf: readonly number[];
  readonly expected: string;
}

const DIRECTIONS: Readonly<Record<string, Direction>> = { up: UP, down: DOWN };
const KINDS: Readonly<Record<string, NeedKind>> = { DSO_CM, TSO_CM, BAL };
const MICRO_PER_EUR_MWH = 1000;

/** Reads all blocks fenced as `case <scheme>` of a page. */
export function readCases(page: string): CoordinationCase[] {
  const blocks = page.matchAll(/^```case (\S+)\n([\s\S]*?)\n=>\n([\s\S]*?)\n```$/gm);
  return [...blocks].map(([, id, given, expected], index) =>
    readCase(`case ${index + 1} (${id})`, id!, given!, expected!),
  );
}

function readCase(title: string, id: string, given: string, expected: string): CoordinationCase {
  const lines = given.split("\n").map((line) => line.trim().split(/\s+/));
  const wordsOf = (keyword: string) =>
    lines.filter(([first]) => first === keyword).map(([, ...words]) => words);
  const areas = wordsOf("areas")[0]!.join(" ").split("|");
  const unitNames = areas.flatMap((area) => area.trim().split(" "));
  const areaOf = areas.flatMap((area, index) =>
    area
      .trim()
      .split(" ")
      .map(() => index),
  );
  const [leads] = wordsOf("leads");
  const [caps] = wordsOf("caps");
  const [policy] = wordsOf("lists");
  const cap = (index: number) => Number(caps?.[index] ?? 500) * MICRO_PER_EUR_MWH;
  const unit = (name: string) => unitNames.indexOf(name);
  const period: TestPeriod = {
    scheme: schemeOf(id, wordsOf("row").flat()),
    unitCount: unitNames.length,
    offers: wordsOf("offer").map((words) => readOffer(words, unit)),
    needs: wordsOf("need").map((words) => readNeed(words, unitNames)),
    corrections: wordsOf("correction").map((words) => readNeed(words, unitNames)),
    ...(leads && {
      leads: { DSO_CM: Number(leads[0]), TSO_CM: Number(leads[1]), BAL: Number(leads[2]) },
    }),
    ...(policy && { policy: policy[0] as NonNullable<TestPeriod["policy"]> }),
    ...(wordsOf("explores")[0] && { explore: Number(wordsOf("explores")[0]![0]) }),
    settings: {
      priceCapMicro: [cap(0), cap(1), cap(2)],
      offerWhMin: 250,
      areaOf,
      areaDistance: distances(wordsOf("distance")),
      isPaired: lines.some(([first]) => first === "paired"),
      ...safe(wordsOf("bears"), unit),
    },
  };
  return { title, period, unitNames, areaOf, expected };
}

/** `guard=none` and the like change columns of the row. */
function schemeOf(id: string, changes: readonly string[]): Scheme {
  const row = (schemes as Readonly<Record<string, Scheme>>)[id];
  if (row === undefined) throw new Error(`no scheme ${id}`);
  return { ...row, ...Object.fromEntries(changes.map((change) => change.split("="))) };
}

/** `A up 4000 at 80`, and `reserved 2000`, and `agreed 60`. */
function readOffer(words: readonly string[], unit: (name: string) => number): TestOffer {
  const [name, direction, wh, , price, , reserved = "0", , agreed = price] = words;
  return {
    unit: unit(name!),
    direction: DIRECTIONS[direction!]!,
    wh: Number(wh),
    price: Number(price) * MICRO_PER_EUR_MWH,
    reserved: Number(reserved),
    agreed: Number(agreed) * MICRO_PER_EUR_MWH,
  };
}

/** `DSO_CM up 3000`, of the second DSO `DSO_CM/1 up 3000`; felt by `A=1 B=0.5`, or by all units alike. */
function readNeed(words: readonly string[], unitNames: readonly string[]): TestNeed {
  const [who, direction, wh, ...felt] = words;
  const [kind, dso = "0"] = who!.split("/");
  const need = { kind: KINDS[kind!]!, dso: Number(dso), direction: DIRECTIONS[direction!]! };
  if (felt.length === 0) return { ...need, wh: Number(wh) };
  const perWh = new Map(felt.map((word) => word.split("=") as [string, string]));
  const effectiveness = unitNames.map((name) => Number(perWh.get(name) ?? 0));
  return { ...need, wh: Number(wh), effectiveness };
}

/** `0-1 0.3`: how far areas are from each other; 0 unless given. */
function distances(given: readonly (readonly string[])[]): (one: number, other: number) => number {
  const between = new Map(given.map(([areas, distance]) => [areas!, Number(distance)]));
  return (one, other) => between.get([one, other].sort().join("-")) ?? 0;
}

/** `A up 3000`: what the DSO's grid bears of that unit; of others, any. */
function safe(given: readonly (readonly string[])[], unit: (name: string) => number) {
  if (given.length === 0) return {};
  const wh = new Map(
    given.map(([name, direction, energy]) => [
      `${unit(name!)}/${DIRECTIONS[direction!]!}`,
      Number(energy),
    ]),
  );
  return {
    safeWh: (at: number, direction: Direction) => wh.get(`${at}/${direction}`) ?? 2 ** 29,
  };
}
