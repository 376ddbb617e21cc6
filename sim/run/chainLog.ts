import { createHash, type Hash } from "node:crypto";
import type { DatasetWriter } from "#datasets/datasetWriter.ts";
import type { LineFile } from "#datasets/lineFile.ts";
import type { ChainEvent } from "#sim/ledger/chainRecord.ts";
import type { LedgerRecord } from "#sim/ledger/ledgerPort.ts";
import type { World } from "#sim/world/world.ts";

export const CHAIN_LOG = "chain-log.jsonl";
const FORMAT_VERSION = 1;

/**
 * Keeps everything that the contracts of a run emitted beside its tables, one event per line as the
 * node returns it, day by day: all that `eflex audit` reads. After each day a seal says how many
 * events there are so far, and what the lines from the seal before on hash to, so that a log that was
 * cut or changed shows where. See docs/AUDIT.md.
 */
export class ChainLog {
  readonly #file: LineFile;
  #events = 0;
  /** Over the lines from the last seal on. */
  #hash: Hash = createHash("sha256");

  private constructor(file: LineFile) {
    this.#file = file;
  }

  /** Writes the head and the events of deployment and registration. */
  static async open(record: LedgerRecord, writer: DatasetWriter, world: World): Promise<ChainLog> {
    const log = new ChainLog(writer.lineFile(CHAIN_LOG));
    const { calendar, scenario } = world;
    const { chainId, ...contracts } = record.platform;
    const head = {
      chainLog: FORMAT_VERSION,
      chainId: `0x${chainId.toString(16)}`,
      contracts,
      firstPeriodUnixSeconds: calendar.startUnixSeconds[calendar.firstRun]!,
      timeZone: scenario.place.timeZone,
    };
    log.#append([head]);
    log.#appendEvents(await record.newEvents());
    log.#seal({ day: null });
    return log;
  }

  /** Writes the events of a day that was closed. */
  appendDay(day: number, events: readonly ChainEvent[]): void {
    this.#appendEvents(events);
    this.#seal({ day });
  }

  /** Writes that nothing follows. */
  finish(): void {
    this.#seal({ end: true });
  }

  #appendEvents(events: readonly ChainEvent[]): void {
    this.#events += events.length;
    this.#append(events);
  }

  #append(objects: readonly object[]): void {
    for (const object of objects) {
      const line = JSON.stringify(object);
      this.#hash.update(`${line}\n`);
      this.#file.append(line);
    }
  }

  #seal(after: object): void {
    const sha256 = this.#hash.digest("hex");
    this.#hash = createHash("sha256");
    this.#append([{ seal: { ...after, events: this.#events, sha256 } }]);
  }
}
