import { createHash } from "node:crypto";
import { ChainLogError } from "#sim/audit/chainLogError.ts";
import {
  type ChainEvent,
  type ChainLogHead,
  eventSchema,
  headSchema,
  sealSchema,
} from "#sim/audit/chainLogLine.ts";
import { linesOf } from "#sim/audit/linesOf.ts";

/**
 * Reads a chain log from its first line to its last and tells whether it is whole: every line what it
 * should be, every seal right, events in the order of the chain and from the platform's contracts.
 *
 * @throws ChainLogError with everything that is wrong, and where
 */
export function checkChainLog(path: string): ChainLogHead {
  const check = new LogCheck();
  for (const { number, bytes, isWhole } of linesOf(path)) {
    if (!isWhole) check.say(`line ${number} has no end: the log was cut inside it`);
    check.line(number, bytes);
  }
  const head = check.finish();
  if (head === null || check.findings.length > 0) throw new ChainLogError(path, check.findings);
  return head;
}

/** The events of a log that `checkChainLog` found whole, in order. */
export function* eventsOf(path: string): Generator<ChainEvent> {
  for (const { number, bytes } of linesOf(path)) {
    if (number === 1) continue;
    const event = eventSchema.safeParse(parseJson(bytes));
    if (event.success) yield event.data;
  }
}

class LogCheck {
  readonly findings: string[] = [];
  #head: ChainLogHead | null = null;
  #addresses = new Set<string>();
  /** Over the lines from the last seal on. */
  #hash = createHash("sha256");
  #sectionStart = 1;
  #sealedEvents = 0;
  #found = 0;
  #position = { block: -1, index: -1 };
  #lastLine = 0;
  #endLine: number | null = null;

  say(finding: string): void {
    this.findings.push(finding);
  }

  line(number: number, bytes: Buffer): void {
    this.#lastLine = number;
    if (this.#endLine !== null) {
      if (number === this.#endLine + 1) this.say(`line ${number}: something follows the last seal`);
      return;
    }
    const parsed = parseJson(bytes);
    const seal = sealSchema.safeParse(parsed);
    if (number === 1) this.#readHead(parsed);
    else if (seal.success) this.#readSeal(number, seal.data.seal);
    else this.#readEvent(number, parsed);
    this.#hash.update(bytes);
  }

  finish(): ChainLogHead | null {
    if (this.#lastLine === 0) this.say("the log is empty");
    else if (this.#endLine === null)
      this.say(`the log ends without its last seal: it was cut after line ${this.#lastLine}`);
    return this.#head;
  }

  #readHead(parsed: unknown): void {
    const head = headSchema.safeParse(parsed);
    if (!head.success) {
      this.say("line 1: expected the head of a chain log, with chain and contracts");
      return;
    }
    this.#head = head.data;
    const { registry, auction, settlement, activationLedgers } = head.data.contracts;
    const known = [registry, auction ?? registry, settlement, ...activationLedgers];
    this.#addresses = new Set(known.map((one) => one.toLowerCase()));
  }

  #readSeal(number: number, seal: (typeof sealSchema)["_output"]["seal"]): void {
    const first = this.#sectionStart;
    const what = seal.end ? "the end" : seal.day === null ? "registration" : `day ${seal.day}`;
    const expected = seal.events - this.#sealedEvents;
    if (expected !== this.#found) {
      this.say(
        `lines ${first} to ${number} (${what}): expected ${expected} events, found ${this.#found}`,
      );
    } else if (this.#hash.digest("hex") !== seal.sha256) {
      this.say(`lines ${first} to ${number} (${what}): changed since they were sealed`);
    }
    this.#hash = createHash("sha256");
    this.#sectionStart = number;
    this.#sealedEvents = seal.events;
    this.#found = 0;
    if (seal.end) this.#endLine = number;
  }

  #readEvent(number: number, parsed: unknown): void {
    this.#found++;
    const event = eventSchema.safeParse(parsed);
    if (!event.success) {
      this.say(`line ${number}: expected an event or a seal`);
      return;
    }
    const { address, blockNumber, logIndex, removed } = event.data;
    const at = { block: Number(blockNumber), index: Number(logIndex) };
    const last = this.#position;
    const isLater = at.block > last.block || (at.block === last.block && at.index > last.index);
    if (!isLater) this.say(`line ${number}: does not come after the event before it on the chain`);
    if (removed === true) this.say(`line ${number}: the chain has dropped the block of this event`);
    if (this.#head !== null && !this.#addresses.has(address.toLowerCase()))
      this.say(`line ${number}: an event of ${address}, which is none of the contracts`);
    this.#position = at;
  }
}

/** Undefined where there is no JSON. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
