import { runs } from "#datasets/tables/run.ts";
import { historyHash } from "#sim/operators/needHistory.ts";
import { eventSentences } from "#sim/run/eventSentences.ts";
import type { IndicatorName } from "#sim/run/indicators.ts";
import type { Run } from "#sim/run/run.ts";
import type { RunResult } from "#sim/runRequest.ts";
import { version } from "#sim/version.ts";

/** Closes the books of a run: last indicators, the tables written once, manifest, commit. */
export async function finishRun(run: Run): Promise<RunResult> {
  const { request, indicators, tables, world, community } = run;
  await run.openDays.finish();
  closeIndicators(run);
  writeActors(run);
  run.entry.register.write(tables.lifeCycle);
  run.chainLog?.finish();
  const names = Object.keys(runs.columns).filter(isIndicator);
  const values = Object.fromEntries(names.map((name) => [name, indicators.get(name)]));
  const row = { ...values, scenario: request.scenario.name, variant: request.variant };
  tables.runs.buffer.push(row as Record<keyof typeof runs.columns, number | string>);
  const { calendar, transmission, assumptions, areas, chain } = request.scenario;
  const warnings = warningsOf(run);
  const { folder, hash } = tables.writer.commit({
    version,
    scenario: request.scenario.name,
    scenarioHash: request.scenario.hash,
    seed: request.seed,
    variant: request.variant,
    days: calendar.days,
    start: calendar.start,
    timeZone: request.scenario.place.timeZone,
    ...(run.twinWatch.hash === null ? {} : { twinHash: run.twinWatch.hash }),
    ...(request.historyFile === null ? {} : { historyHash: historyHash(request.historyFile) }),
    ledger: request.ledger.startsWith("rpc:") ? "rpc" : request.ledger,
    ...(run.asksFirst ? { claims: "live" as const } : {}),
    eurPerEth: chain.eurPerEth,
    indicators: values,
    warnings,
    assumptions: [
      ...eventSentences(world),
      ...assumptions,
      `Each modelled kilowatt stands for ${run.corridor.replica} towards the transmission system.`,
      `World ${world.hash.slice(0, 16)}.`,
    ],
    names: {
      areas: areas.map(({ id }) => id),
      branches: community.areas.map(({ monitored }) => monitored),
      transmissionLines: transmission.lines.map(({ id }) => id),
    },
  });
  return { folder, hash, indicators: nullWhereUndefined(values), warnings };
}

function isIndicator(name: string): name is IndicatorName {
  return name !== "scenario" && name !== "variant";
}

function closeIndicators(run: Run): void {
  const { indicators, request, ledger, totals, community, ledgerPort } = run;
  run.twinWatch.finish();
  const { prosumers } = community;
  const homes = prosumers.filter(({ series }) => series.prosumer.kind === "household");
  const benefits = homes.map(
    ({ agent }) => (ledger.balances[agent]! + totals.retailOnlyMicroEur[agent]!) / 1e6,
  );
  const chain = ledgerPort.totals();
  const losses = indicators.get("lossesMwh");
  const traded = indicators.get("tradedMwh");
  indicators.set("seed", request.seed);
  indicators.set("days", request.scenario.calendar.days);
  indicators.set("lossRatioPercent", traded > 0 ? (100 * losses) / traded : Number.NaN);
  indicators.set("lossesPerDeliveredPercent", (100 * losses) / indicators.get("deliveredMwh"));
  indicators.set("householdBenefitEur", benefits.reduce((a, b) => a + b, 0) / homes.length);
  const losing = benefits.filter((benefit) => benefit < -0.005).length;
  indicators.set("householdsLosingPercent", (100 * losing) / homes.length);
  indicators.set("finalStorageEur", finalStorageEur(run));
  indicators.set("chainTransactions", chain.transactions);
  indicators.set("chainGas", Number(chain.gas));
}

/** What is stored at the end, bought again at the night price. */
function finalStorageEur({ community, world }: Run): number {
  const { nightMicroEurPerKwh } = world.scenario.prices.retail;
  let wh = 0;
  for (const { devices } of community.prosumers) {
    for (const device of devices) wh += device.storedWh();
  }
  return (wh * nightMicroEurPerKwh) / 1e9;
}

function writeActors(run: Run): void {
  const { community, tables, totals, ledger } = run;
  const { accounts, prosumers, units } = community;
  for (const { agent, uid, kind, area, bus } of accounts.all) {
    const prosumer = prosumers[agent];
    tables.agents.buffer.push({
      agent,
      uid,
      kind,
      area,
      bus,
      unit: prosumer?.unit ?? -1,
      flexible: prosumer?.flexible ? 1 : 0,
      consumptionWh: totals.consumptionWh[agent]!,
      pvWh: totals.pvWh[agent]!,
      importWh: totals.importWh[agent]!,
      exportWh: totals.exportWh[agent]!,
      boughtWh: totals.boughtWh[agent]!,
      soldWh: totals.soldWh[agent]!,
      movedWh: totals.movedWh[agent]!,
      activatedWh: totals.activatedWh[agent]!,
      balanceMicroEur: ledger.balances[agent]!,
      retailOnlyMicroEur: totals.retailOnlyMicroEur[agent]!,
    });
  }
  for (const unit of units) {
    const { index, name, area, feeder, aggregator, members } = unit;
    tables.units.buffer.push({
      unit: index,
      name,
      area,
      feeder,
      aggregator,
      members: members.length,
      ...unit.registeredWh(),
    });
  }
}

/** What a reader should know before believing the numbers. */
function warningsOf({ indicators, request, warnings }: Run): string[] {
  const found = [...warnings];
  if (request.scenario.calendar.days < 365) {
    found.push(
      `Only ${request.scenario.calendar.days} days were run: yearly figures need a whole year.`,
    );
  }
  if (indicators.get("voltageViolationHours") > 0) {
    found.push(
      `A monitored bus left the voltage band for ${indicators.get("voltageViolationHours").toFixed(1)} h ` +
        "(15-minute means stand in for the 10-minute means of EN 50160).",
    );
  }
  return found;
}

function nullWhereUndefined(values: Record<string, number>): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  );
}
