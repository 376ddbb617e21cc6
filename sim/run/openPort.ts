import { ledgerCount } from "#engine/coordination/scheme.ts";
import type { LedgerPort, Participant, UnitRegistration } from "#sim/ledger/ledgerPort.ts";
import { openLedger } from "#sim/ledger/openLedger.ts";
import { ChainLog } from "#sim/run/chainLog.ts";
import type { Community } from "#sim/run/community.ts";
import type { Run } from "#sim/run/run.ts";
import type { UnitEntry } from "#sim/run/unitEntry.ts";
import type { RunRequest } from "#sim/runRequest.ts";

/** Opens the ledger of a run for everyone in it, and the log of its chain; closes it where that fails. */
export async function openPort(
  { ledger, scenario }: RunRequest,
  { variant, community, entry, tables }: Pick<Run, "variant" | "community" | "entry" | "tables">,
): Promise<Pick<Run, "ledgerPort" | "chainLog">> {
  const ledgerPort: LedgerPort = await openLedger(ledger, scenario.chain.mnemonic);
  try {
    const ledgers =
      variant.scheme === null ? 1 : ledgerCount(variant.scheme, community.areas.length);
    await ledgerPort.open(participantsOf(community), registrationsOf(community, entry), ledgers);
    const { record } = ledgerPort;
    const chainLog =
      record === null ? null : await ChainLog.open(record, tables.writer, community.world);
    return { ledgerPort, chainLog };
  } catch (error) {
    await ledgerPort.close();
    throw error;
  }
}

function participantsOf({ accounts }: Community): Participant[] {
  return accounts.all.map(({ agent, uid, kind }) => ({
    index: agent,
    name: uid,
    ...(kind === "tso" && { role: "TSO" as const }),
    ...(kind === "dso" && { role: "DSO" as const }),
  }));
}

function registrationsOf(
  { accounts, units, world }: Community,
  entry: UnitEntry,
): UnitRegistration[] {
  const { latitudeDegree, longitudeDegree } = world.scenario.place;
  return units.map((unit) => ({
    unit: unit.index,
    owner: unit.aggregator,
    area: unit.area,
    ...unit.registeredWh(),
    // A pool stands where its first member is connected; a network has no coordinates but its town's.
    place: { bus: unit.members[0]!.bus, latitudeDegree, longitudeDegree },
    meters: unit.members.map(({ agent }) => accounts.all[agent]!.uid),
    admission: entry.admission(unit.index),
  }));
}
