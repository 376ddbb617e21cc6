import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { LedgerTotals } from "#sim/ledger/ledgerPort.ts";
import { errorOf } from "#sim/ledger/thread/failure.ts";
import type {
  AnswerOf,
  ArgumentsOf,
  CallName,
  LedgerAnswer,
  LedgerCall,
} from "#sim/ledger/thread/ledgerCall.ts";

const NOTHING: LedgerTotals = { transactions: 0, gas: 0, depositsMicroEur: 0, headHash: "" };

/** A thread that serves one ledger at a time. It is never terminated: open requests of the chain would hang. */
export class LedgerThread {
  /** As of the last answer. */
  totals = NOTHING;
  readonly #worker: Worker;
  /** Calls without an answer yet, by number. */
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #calls = 0;
  #death: Error | null = null;

  constructor() {
    this.#worker = new Worker(join(import.meta.dirname, "ledgerWorker.ts"), { execArgv: [] });
    this.#worker.on("message", (answer: LedgerAnswer) => this.#hear(answer));
    this.#worker.on("error", (error: Error) => this.#die(error));
    this.#worker.on("exit", () => this.#die(new Error("the thread of the ledger has ended")));
    // A process that has nothing else to do does not wait for a thread that nobody asks.
    this.#worker.unref();
  }

  get isAlive(): boolean {
    return this.#death === null;
  }

  /** Has a call carried out after all others. What fails shows where its answer, or a later one, is waited for. */
  call<Name extends CallName>(name: Name, ...args: ArgumentsOf<Name>): Promise<AnswerOf<Name>> {
    const answer = Promise.withResolvers<unknown>();
    answer.promise.catch(() => {});
    if (this.#death === null) {
      const number = this.#calls++;
      this.#waiting.set(number, answer);
      this.#worker.ref();
      this.#worker.postMessage({ name, number, args } satisfies LedgerCall);
    } else {
      answer.reject(this.#death);
    }
    return answer.promise as Promise<AnswerOf<Name>>;
  }

  #hear(message: LedgerAnswer): void {
    const { number } = message;
    const { resolve, reject } = this.#waiting.get(number)!;
    this.#waiting.delete(number);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ("failure" in message) {
      reject(errorOf(message.failure));
    } else {
      this.totals = message.totals ?? NOTHING;
      resolve(message.answer);
    }
  }

  #die(death: Error): void {
    this.#death ??= death;
    for (const { reject } of this.#waiting.values()) reject(this.#death);
    this.#waiting.clear();
  }
}
