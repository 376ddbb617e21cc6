import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** What a node does wrong, once. */
export interface Fault {
  /** Dies at this transaction from now: before or after it stands in a block and on disk, never answering. */
  readonly die?: { readonly at: number; readonly when: "before" | "after" };
  /** Takes this transaction from now and forgets it. */
  readonly drop?: number;
  /** Knows of no receipt until it was asked so often. */
  readonly lateReceipts?: number;
}

/** A node in a process of its own, which keeps its transactions on disk and starts from them. */
export class DurableNode {
  readonly #file: string;
  #child: ChildProcess | undefined;
  #port = 0;
  deaths = 0;

  /** @param file where the transactions are kept */
  constructor(file: string) {
    this.#file = file;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts, or starts again; a node that dies by itself is started again, unless told otherwise. */
  async start(revives = true): Promise<void> {
    const module = new URL(import.meta.resolve("#test/support/durableNodeProcess.ts"));
    const child = fork(module, [this.#file, String(this.#port)], {
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child = child;
    child.once("exit", (code) => {
      if (code !== 42) return;
      this.deaths++;
      if (revives) void this.start();
    });
    const [port] = (await once(child, "message")) as [number];
    this.#port = port;
  }

  /** Lets the node do something wrong. */
  async plan(fault: Fault): Promise<void> {
    this.#child!.send(fault);
    await once(this.#child!, "message");
  }

  async stop(): Promise<void> {
    const child = this.#child!;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}
