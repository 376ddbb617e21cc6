import { availableParallelism } from "node:os";
import { InvalidArgumentError, Option } from "commander";
import { type Size, sizes } from "#bench/size.ts";
import type { ClaimsTiming } from "#sim/runRequest.ts";

/** Options of the command line; each means the same in every command that takes it. */
export interface Options {
  readonly variant?: readonly string[];
  readonly seed?: number;
  readonly seeds?: readonly number[];
  readonly from?: string;
  readonly days?: number;
  readonly workers: number;
  readonly out?: string;
  readonly data?: string;
  readonly set: readonly string[];
  readonly ledger: string;
  readonly claims: ClaimsTiming;
  readonly json?: boolean;
  readonly force?: boolean;
  readonly quiet?: boolean;
  readonly scenario?: string;
  readonly period: number;
  readonly size: Size;
  readonly dc?: boolean;
  readonly referenceOptimum?: boolean;
  readonly unitMeters?: boolean;
  readonly marketLog?: boolean;
  readonly area?: string;
  readonly prosumers?: string;
  readonly log?: string;
  readonly at?: string;
  readonly place?: string;
  readonly to?: string;
  readonly onDays?: string;
  readonly window?: string;
  readonly side?: string;
  readonly volume?: string;
  readonly price?: string;
  readonly for?: string;
}

const SEED_MAX = 2 ** 31 - 1;
const DAYS_MAX = 3660;
const WORKERS_MAX = 256;

const makers = {
  variant: () =>
    new Option(
      "--variant <name>",
      "rules of the run (2A unless given); a study takes several: 1C,2A",
    ).argParser(parseNames),
  seed: () =>
    new Option(
      "--seed <n>",
      "seed of weather, people and prices, instead of the scenario's",
    ).argParser(integer(0, SEED_MAX)),
  seeds: () =>
    new Option("--seeds <list>", "several seeds: 1,2,5-8").conflicts("seed").argParser(parseSeeds),
  from: () => new Option("--from <date>", "first local day, 2023-01-15").argParser(parseDate),
  days: () => new Option("--days <n>", "local days to run").argParser(integer(1, DAYS_MAX)),
  workers: () =>
    new Option("--workers <n>", "runs at the same time; results do not depend on it")
      .argParser(integer(1, WORKERS_MAX))
      .default(availableParallelism(), "all cores"),
  out: () => new Option("--out <path>", "where the result goes, instead of its place in results/"),
  data: () => new Option("--data <folder>", "measured series to compare with"),
  set: () =>
    new Option("--set <path=value>", "overrides a field of the scenario; may be repeated")
      .argParser((value: string, others: string[]) => [...others, value])
      .default([], "none"),
  ledger: () =>
    new Option("--ledger <kind>", "hardhat, memory or rpc:<url>")
      .argParser(parseLedger)
      .default("hardhat"),
  claims: () =>
    new Option("--claims <when>", "when a chain of rpc:<url> decides: daily, or live at each gate")
      .choices(["daily", "live"] satisfies ClaimsTiming[])
      .default("daily"),
  json: () => new Option("--json", "prints one JSON object per line"),
  force: () => new Option("--force", "makes results again that are there already"),
  quiet: () => new Option("--quiet", "prints nothing but errors (and, with --json, the last line)"),
  scenario: () => new Option("--scenario <name>", "another scenario than the study's"),
  period: () =>
    new Option("--period <n>", "market period of the run, from 0")
      .argParser(integer(0, SEED_MAX))
      .makeOptionMandatory(),
  periodOnly: () =>
    new Option("--period <n>", "also prints the messages of a market period, from 0").argParser(
      integer(0, SEED_MAX),
    ),
  referenceOptimum: () =>
    new Option(
      "--reference-optimum",
      "computes beside every period what joint clearing of everything would have cost",
    ),
  unitMeters: () =>
    new Option("--unit-meters", "notes what each unit nominated and metered, for eflex baselines"),
  marketLog: () =>
    new Option("--market-log", "keeps every message of the local markets, for eflex replay"),
  area: () => new Option("--area <area>", "one area only, by its id or its index"),
  prosumers: () =>
    new Option("--prosumers <area>", "prints the attribute table of an area, also a drawn one"),
  log: () =>
    new Option(
      "--log <folder>",
      "matcher: plays the market logs of a run (--market-log) instead of its own flows",
    ),
  at: () => new Option("--at <time>", 'local time, "2025-01-26 17:00"'),
  place: () =>
    new Option("--place <place>", "an area or buses of it: SUB, SUB/F1-3 or SUB/F1-3,F1-4"),
  onDays: () =>
    new Option("--on-days <kind>", "deliveries on weekdays, weekends or all days").default("all"),
  fromDate: () => new Option("--from <date>", "deliveries from this local day on, 2025-01-26"),
  toDate: () => new Option("--to <date>", "deliveries to this local day"),
  window: () =>
    new Option(
      "--window <hours>",
      "deliveries from one hour to another, 17:00-20:00; also over midnight",
    ),
  side: () => new Option("--side <side>", "offers, bids or both").default("both"),
  volume: () => new Option("--volume <Wh>", "energy of an order: 500..2000, 500.. or ..2000"),
  price: () =>
    new Option(
      "--price <EUR/MWh>",
      "limit of an order, or with --for its total: 50..200, 50.. or ..200",
    ),
  forUser: () =>
    new Option("--for <uid>", "what each order would cost or bring this customer, tariff included"),
  dc: () => new Option("--dc", "solves the DC power flow: no losses, voltages of 1"),
  size: () =>
    new Option("--size <size>", "how much work is measured").choices(sizes).default("small"),
} as const;

/** Makes an option by its name. */
export function option(name: keyof typeof makers): Option {
  return makers[name]();
}

function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected an integer from ${min} to ${max}.`);
  };
}

function parseNames(text: string, others: readonly string[] = []): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes(""))
    throw new InvalidArgumentError("Expected names with commas between them.");
  return [...others, ...names];
}

function parseSeeds(text: string): readonly number[] {
  const refuse = () =>
    new InvalidArgumentError("Expected seeds such as 1,2,5-8, each of them once.");
  const seeds = text.split(",").flatMap((part) => {
    const [, first, last = first] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? [];
    if (first === undefined || last === undefined) throw refuse();
    const count = Number(last) - Number(first) + 1;
    if (count < 1 || count > 10_000 || Number(last) > SEED_MAX) throw refuse();
    return Array.from({ length: count }, (_, index) => Number(first) + index);
  });
  if (new Set(seeds).size !== seeds.length) throw refuse();
  return seeds;
}

function parseDate(text: string): string {
  const time = Date.parse(`${text}T00:00:00Z`);
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(time).toJSON()?.startsWith(text);
  if (!isDate) throw new InvalidArgumentError("Expected a date such as 2023-01-15.");
  return text;
}

function parseLedger(text: string): string {
  if (text === "hardhat" || text === "memory") return text;
  if (text.startsWith("rpc:") && URL.canParse(text.slice(4))) return text;
  throw new InvalidArgumentError("Expected hardhat, memory or rpc:<url>.");
}
