// Long because it makes up every table that a report reads.
import { join } from "node:path";
import { DatasetWriter } from "#datasets/datasetWriter.ts";
import { agents } from "#datasets/tables/actors.ts";
import { areas, periods } from "#datasets/tables/grid.ts";
import { activations, conflicts, settlements } from "#datasets/tables/market.ts";
import { networkCosts } from "#datasets/tables/networkCost.ts";
import { runs } from "#datasets/tables/run.ts";
import { ACCOUNT_KINDS, type AccountKind, NEEDS, type PostingKind } from "#datasets/words.ts";
import { indicatorNames } from "#reports/indicators.ts";

/** How a variant changes the made-up world. */
interface Effect {
  /** Factor on the evening peak. */
  readonly peak: number;
  readonly latent: number;
  readonly prevented: number;
  readonly realised: number;
  /** Share of needs granted. */
  readonly granted: number;
  readonly traded: number;
}

const nothing: Effect = { peak: 1, latent: 0, prevented: 0, realised: 0, granted: 0, traded: 0 };

const effects: Readonly<Record<string, Effect>> = {
  "no-market": nothing,
  "lem-dnut": { ...nothing, peak: 0.94, latent: 130, prevented: 130, traded: 1 },
  "tso-only": { ...nothing, peak: 1.02, granted: 0.4, traded: 1 },
  uncoordinated: { peak: 0.9, latent: 140, prevented: 6, realised: 134, granted: 0.95, traded: 1 },
  "1C": { peak: 0.89, latent: 138, prevented: 121, realised: 0, granted: 0.78, traded: 1 },
  "2A": { peak: 0.87, latent: 142, prevented: 44, realised: 3, granted: 0.9, traded: 1 },
  "1A": { peak: 0.92, latent: 139, prevented: 130, realised: 0, granted: 0.6, traded: 1 },
  "3A": { peak: 0.86, latent: 144, prevented: 40, realised: 0, granted: 0.93, traded: 1 },
  "3C": { peak: 0.85, latent: 141, prevented: 141, realised: 0, granted: 0.96, traded: 1 },
};

const AREAS = ["Sofia-Lozenets", "Bucharest-North"];
const PERIODS_PER_DAY = 96;
const FIRST_UNIX_SECONDS = Date.UTC(2022, 11, 31, 22) / 1000;

export interface SyntheticOptions {
  readonly variant: string;
  readonly seed: number;
  readonly days: number;
  readonly warnings?: readonly string[];
  /** Congestion cost of each area in each period, EUR; nothing of the kind is noted without it. */
  readonly congestionEur?: number;
}

/** Writes a made-up run with the real writer and returns its folder. Seeded: same bytes again. */
export function writeSyntheticRun(root: string, options: SyntheticOptions): string {
  const { variant, seed, days, warnings = [] } = options;
  const effect = effects[variant] ?? nothing;
  const writer = new DatasetWriter(join(root, `${variant}-${seed}`));
  const overload = writeGrid(writer, options, effect);
  writeMoney(writer, options, effect);
  writeActivations(writer, options, effect);
  writeConflicts(writer, options, effect);
  writeNetworkCosts(writer, options);
  const indicators = indicatorsOf(options, effect, overload);
  writer.table(runs).buffer.push({ ...indicators, scenario: "Synthetic pilot", variant });
  writer.commit({
    version: "0.1.0",
    scenario: "Synthetic pilot",
    scenarioHash: "5c".repeat(32),
    seed,
    variant,
    days,
    start: "2023-01-01",
    timeZone: "Europe/Sofia",
    ledger: "memory",
    indicators,
    warnings,
    assumptions: ["Needs of the TSO are scaled to the pilot.", `Background load is <stated>.`],
    names: { areas: AREAS, branches: [["T1"], ["T1"]], transmissionLines: ["L1"] },
  });
  return writer.folder;
}

/** Smooth days with a morning and an evening peak, warmer and cooler months, seeded noise. */
function writeGrid(writer: DatasetWriter, { seed, days }: SyntheticOptions, effect: Effect) {
  const grid = writer.table(areas).buffer;
  const system = writer.table(periods).buffer;
  let overloadHours = 0;
  for (let period = 0; period < days * PERIODS_PER_DAY; period++) {
    const day = Math.floor(period / PERIODS_PER_DAY);
    const hour = (period % PERIODS_PER_DAY) / 4;
    let overloaded = false;
    for (let area = 0; area < AREAS.length; area++) {
      const season = 1 + 0.25 * Math.cos((2 * Math.PI * day) / 365);
      const peak = bump(hour, 8, 2) * 0.5 + bump(hour, 19, 2.5) * effect.peak;
      const noise = 1 + 0.25 * (uniform(seed, period, area) - 0.5);
      const loadingPercent = (28 + 62 * peak) * season * noise * (1 - 0.08 * area);
      overloaded ||= loadingPercent > 100;
      const pv = 1.1 * bump(hour, 12.5, 2.5) * (2.1 - season);
      const i = grid.row();
      grid.columns.period[i] = period;
      grid.columns.area[i] = area;
      grid.columns.loadingPercentMax[i] = loadingPercent;
      grid.columns.transformerLoadingPercentMax[i] = loadingPercent;
      grid.columns.voltagePuMin[i] = 1.01 - 0.0007 * loadingPercent;
      grid.columns.voltagePuMax[i] = 1.02 + 0.045 * pv - 0.0001 * loadingPercent;
    }
    if (overloaded) overloadHours += 0.25;
    writeSystemRow(system, { seed, period, day, hour, effect });
    if (period % PERIODS_PER_DAY === PERIODS_PER_DAY - 1) writer.flushDay();
  }
  return overloadHours;
}

interface SystemRow {
  readonly seed: number;
  readonly period: number;
  readonly day: number;
  readonly hour: number;
  readonly effect: Effect;
}

function writeSystemRow(
  buffer: ReturnType<typeof DatasetWriter.prototype.table<typeof periods>>["buffer"],
  { seed, period, day, hour, effect }: SystemRow,
): void {
  const i = buffer.row();
  const { columns } = buffer;
  columns.period[i] = period;
  columns.startUnixSeconds[i] = FIRST_UNIX_SECONDS + 900 * period;
  columns.day[i] = day;
  columns.minuteOfDay[i] = hour * 60;
  columns.needDsoWh[i] = 4000 * bump(hour, 19, 1.5) * uniform(seed, period, 7);
  columns.needTsoWh[i] = 2500 * bump(hour, 18, 2) * uniform(seed, period, 8);
  columns.needBalWh[i] = 1500 * uniform(seed, period, 9);
  columns.metDsoWh[i] = columns.needDsoWh[i]! * effect.granted;
  columns.metTsoWh[i] = columns.needTsoWh[i]! * effect.granted * 0.9;
  columns.metBalWh[i] = columns.needBalWh[i]! * effect.granted * 0.8;
}

function writeMoney(writer: DatasetWriter, { seed, days }: SyntheticOptions, effect: Effect): void {
  const accounts = writer.table(agents).buffer;
  for (const [agent, kind] of ACCOUNT_KINDS.entries()) {
    const i = accounts.row();
    accounts.columns.agent[i] = agent;
    accounts.columns.kind[i] = accounts.code("kind", kind);
    accounts.columns.uid[i] = accounts.code("uid", kind);
    accounts.columns.bus[i] = accounts.code("bus", "");
  }
  const { buffer } = writer.table(settlements);
  const { traded, granted } = effect;
  for (let day = 0; day < days; day++) {
    const pay = (kind: PostingKind, from: AccountKind, to: AccountKind, eur: number) => {
      const amountMicroEur = Math.round(eur * 1e6 * (0.8 + 0.4 * uniform(seed, day, 11)));
      if (amountMicroEur === 0) return;
      const [payer, receiver] = [ACCOUNT_KINDS.indexOf(from), ACCOUNT_KINDS.indexOf(to)];
      buffer.push({ day, kind, from: payer, to: receiver, amountMicroEur });
    };
    pay("retail", "household", "retailer", 820 - 31 * traded);
    pay("feedIn", "retailer", "household", 90 - 22 * traded);
    pay("trade", "household", "household", 41 * traded);
    pay("trade", "office", "household", 12 * traded);
    pay("dnut", "household", "dso", 1.9 * traded);
    pay("dnut", "dso", "household", 2.3 * traded);
    pay("networkOfTrade", "household", "dso", 8.5 * traded);
    pay("networkOfRetail", "retailer", "dso", 210 - 9 * traded);
    pay("reservation", "dso", "aggregator", 3 * granted);
    pay("activation", "dso", "aggregator", 6.4 * granted);
    pay("activation", "tso", "aggregator", 4.1 * granted);
    pay("penalty", "aggregator", "dso", 0.3 * granted);
    pay("ownerShare", "aggregator", "household", 8.2 * granted);
    pay("rebalancing", "tso", "dso", 1.2 * granted);
    pay("wholesale", "retailer", "dayAheadMarket", 430);
    pay("imbalance", "retailer", "tso", 18 - 2 * granted);
    pay("losses", "dso", "retailer", 17 - effect.peak);
    writer.flushDay();
  }
}

/** An order a day and purpose; imperfect delivery, and a baseline that is off by a few percent. */
function writeActivations(writer: DatasetWriter, options: SyntheticOptions, effect: Effect): void {
  const { buffer } = writer.table(activations);
  if (effect.granted === 0) return;
  for (let day = 0; day < options.days; day++) {
    for (const [index, need] of NEEDS.entries()) {
      const chance = uniform(options.seed, day, 20 + index);
      const orderedWh = Math.round(effect.granted * (index + 1) * (2000 + 3000 * chance));
      const servedWh = Math.round(orderedWh * (0.7 + 0.3 * chance));
      const verifiedWh = servedWh + Math.round(300 * (0.4 - chance));
      buffer.push({
        period: day * PERIODS_PER_DAY + 76,
        need,
        payer: ACCOUNT_KINDS.indexOf(need === "DSO_CM" ? "dso" : "tso"),
        otherPayer: -1,
        otherPaidMicroEur: 0,
        unit: 0,
        direction: "up",
        orderedWh,
        acknowledgement: "full",
        acknowledgedWh: orderedWh,
        baselineWh: 9000 + verifiedWh,
        meteredWh: 9000,
        truthWh: 9000 + servedWh,
        verifiedWh,
        paidWh: Math.min(verifiedWh, orderedWh),
        servedWh,
        priceMicroEurPerKwh: 120_000,
        paidMicroEur: 120 * Math.min(verifiedWh, orderedWh),
        penaltyMicroEur: 0,
      });
    }
    writer.flushDay();
  }
}

/** A latent conflict of each direction a day, one within the TSO, and where it applies both dispatched. */
function writeConflicts(writer: DatasetWriter, { seed, days }: SyntheticOptions, effect: Effect) {
  const { buffer } = writer.table(conflicts);
  if (effect.latent === 0) return;
  for (let day = 0; day < days; day++) {
    const common = { period: day * PERIODS_PER_DAY + 76, unit: 0 } as const;
    const overlapWh = Math.round(3000 * uniform(seed, day, 30));
    const costMicroEur = 120 * overlapWh;
    const add = (set: "latent" | "realised", pair: "DSO_CM/TSO_CM" | "TSO_CM/BAL") => {
      const kind = day % 3 === 0 ? "opposite" : "same";
      buffer.push({ ...common, set, pair, kind, overlapWh, costMicroEur });
    };
    add("latent", "DSO_CM/TSO_CM");
    add("latent", "TSO_CM/BAL");
    if (effect.realised > 0) add("realised", "DSO_CM/TSO_CM");
    writer.flushDay();
  }
}

/** Losses of a cent, and voltages of a tenth of it, beside the congestion cost that is wanted. */
function writeNetworkCosts(writer: DatasetWriter, { days, congestionEur }: SyntheticOptions): void {
  if (congestionEur === undefined) return;
  const { buffer } = writer.table(networkCosts);
  for (let period = 0; period < days * PERIODS_PER_DAY; period++) {
    for (const area of AREAS.keys()) {
      buffer.push({ period, area, lossEur: 0.01, congestionEur, voltageEur: 0.001 });
    }
  }
}

function indicatorsOf({ seed, days }: SyntheticOptions, effect: Effect, overloadHours: number) {
  const zeros = Object.fromEntries(indicatorNames.map((name) => [name, 0]));
  const values = zeros as Record<(typeof indicatorNames)[number], number>;
  const scale = (days / 365) * (0.97 + 0.06 * uniform(seed, 1, 1));
  const count = (perYear: number) => Math.round(perYear * scale);
  const [latent, prevented, realised] = [
    count(effect.latent),
    count(effect.prevented),
    count(effect.realised),
  ];
  return {
    ...values,
    seed,
    days,
    deliveredMwh: 2100 * scale,
    pvMwh: 410 * scale,
    lossesMwh: (38 + 24 * effect.peak ** 2) * scale,
    mediumVoltageLossesMwh: 21 * scale,
    mainLossesMwh: 13.5 * scale,
    lossesPerDeliveredPercent: (38 + 24 * effect.peak ** 2) / 21,
    tradedMwh: 210 * effect.traded * scale,
    lossRatioPercent:
      effect.traded === 0 ? Number.NaN : (38 + 24 * effect.peak ** 2) / (2.1 * effect.traded),
    overloadHours,
    overloadMvah: overloadHours * 0.021,
    voltagePuMin: 0.921,
    voltagePuMax: 1.068,
    transformerPeakPercent: 131 * effect.peak,
    latentConflicts: latent,
    preventedByDesign: prevented,
    attemptedConflicts: latent - prevented,
    realisedDoubleActivations: realised,
    avoidedAtClaim: latent - prevented - realised,
    avoidedDoubleActivations: latent - realised,
    twinOverloadMvah: overloadHours * 0.021 + 0.4 * scale * (1.05 - effect.peak),
    needDsoMwh: 20 * scale,
    needTsoMwh: 60 * scale,
    unmetDsoMwh: 20 * scale * (1 - effect.granted),
    unmetTsoMwh: 60 * scale * (1 - effect.granted),
    ...optimumOf(effect, scale),
    baselineErrorMwh: 14 * effect.granted * scale,
    baselineBiasMwh: -2.6 * effect.granted * scale,
    costDsoEur: 3400 * effect.granted * scale,
    costTsoEur: 1400 * effect.granted * scale,
    peakImportKw: 812 * (0.4 + 0.6 * effect.peak),
    chainTransactions: effect.traded * days * 9,
    chainGas: effect.traded * days * 2_450_000,
  };
}

/** Beside what buys flexibility: what is not granted costs more than what is. */
function optimumOf({ granted }: Effect, scale: number) {
  if (granted === 0) return {};
  const referenceCostEur = 9000 * scale;
  const priceOfNonIntegrationEur = 25_000 * Math.max(0, 0.96 - granted) * scale;
  return {
    referenceCostEur,
    priceOfNonIntegrationEur,
    clearingCostEur: referenceCostEur + priceOfNonIntegrationEur,
  };
}

function bump(hour: number, center: number, width: number): number {
  return Math.exp(-(((hour - center) / width) ** 2));
}

/** A uniform number in [0, 1) that depends on its arguments alone (lowbias32 mixing). */
function uniform(seed: number, index: number, stream: number): number {
  let x = (seed * 0x9e3779b1 + index * 0x85ebca6b + stream * 0xc2b2ae35) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}
