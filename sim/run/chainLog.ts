import { createHash, type Hash } from "node:crypto";
import type { DatasetWriter } from "#datasets/datasetWriter.ts";
import type { LineFile } from "#datasets/lineFile.ts";
import type { ChainRecord } from "#sim/ledger/chainRecord.ts";
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
  readonly #record: ChainRecord;
  readonly #file: LineFile;
  #events = 0;
  /** Over the lines from the last seal on. */
  #hash: Hash = createHash("sha256");

  private constructor(record: ChainRecord, file: LineFile) {
    this.#record = record;
    this.#file = file;
  }

  /** Writes the head and the events of deployment and registration. */
  static async open(record: ChainRecord, writer: DatasetWriter, world: World): Promise<ChainLog> {
    const log = new ChainLog(record, writer.lineFile(CHAIN_LOG));
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
    await log.#appendEvents();
    log.#seal({ day: null });
    return log;
  }

  /** Writes the events of a day that was closed. */
  async appendDay(day: number): Promise<void> {
    await this.#appendEvents();
    this.#seal({ day });
  }

  /** Writes what came last, and that nothing follows. */
  async finish(): Promise<void> {
    await this.#appendEvents();
    this.#seal({ end: true });
  }

  async #appendEvents(): Promise<void> {
    const events = await this.#record.newEvents();
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
