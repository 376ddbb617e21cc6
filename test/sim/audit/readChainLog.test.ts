import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { ChainLogError } from "#sim/audit/chainLogError.ts";
import { linesOf } from "#sim/audit/linesOf.ts";
import { checkChainLog, eventsOf } from "#sim/audit/readChainLog.ts";
import {
  advanced,
  appointments,
  headOf,
  type LogLine,
  settled,
  writeLog,
} from "#test/support/chainLog.ts";
import { addressOf } from "#test/support/testChain.ts";

const folder = mkdtempSync(join(tmpdir(), "eflex-chain-log-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "chain-log.jsonl");

/** Line 1 is the head, 2 to 6 registration, 7 its seal, 8 and 9 day 0, 10 and 11 day 1, 12 the end. */
const sections = [[...appointments(0, [0, 1]), advanced(4, [0])], [settled(0)], [settled(1)]];
writeLog(path, headOf(1), sections);
const whole = readFileSync(path);
const lines = whole.toString().trimEnd().split("\n");

/** What is said about a log of other bytes. */
function findingsOf(bytes: Buffer | string): readonly string[] {
  const changed = join(folder, "changed.jsonl");
  writeFileSync(changed, bytes);
  try {
    checkChainLog(changed);
  } catch (error) {
    if (error instanceof ChainLogError) return error.findings;
    throw error;
  }
  return [];
}

const joined = (some: readonly string[]) => `${some.join("\n")}\n`;

test("a log as it was written is whole, and gives its events in order", () => {
  expect(checkChainLog(path)).toMatchObject({ chainId: "0x7a69", timeZone: "Europe/Sofia" });
  expect(findingsOf(whole)).toEqual([]);
  expect([...eventsOf(path)].map(({ blockNumber }) => blockNumber)).toEqual([
    "0x1",
    "0x1",
    "0x1",
    "0x1",
    "0x1",
    "0x2",
    "0x3",
  ]);
});

test.each<[string, string | Buffer, string[]]>([
  ["an empty file", "", ["the log is empty"]],
  [
    "a missing line",
    joined(lines.toSpliced(7, 1)),
    ["lines 7 to 8 (day 0): expected 1 events, found 0"],
  ],
  [
    "a missing seal",
    joined(lines.toSpliced(8, 1)),
    ["lines 7 to 10 (day 1): changed since they were sealed"],
  ],
  [
    "a line that stands twice",
    joined(lines.toSpliced(7, 0, lines[7]!)),
    [
      "line 9: does not come after the event before it on the chain",
      "lines 7 to 10 (day 0): expected 1 events, found 2",
    ],
  ],
  [
    "a changed digit",
    joined(lines.with(7, lines[7]!.replace("transaction", "transactiom"))),
    ["line 8: expected an event or a seal", "lines 7 to 9 (day 0): changed since they were sealed"],
  ],
  [
    "a changed seal",
    joined(lines.with(8, lines[8]!.replace('"day":0', '"day":5'))),
    ["lines 9 to 11 (day 1): changed since they were sealed"],
  ],
  [
    "two days that changed places",
    joined([...lines.slice(0, 7), ...lines.slice(9, 11), ...lines.slice(7, 9), lines[11]!]),
    [
      "lines 7 to 9 (day 1): expected 2 events, found 1",
      "line 10: does not come after the event before it on the chain",
      "lines 9 to 11 (day 0): expected -1 events, found 1",
      "lines 11 to 12 (the end): expected 1 events, found 0",
    ],
  ],
  [
    "an end cut off",
    joined(lines.slice(0, 10)),
    ["the log ends without its last seal: it was cut after line 10"],
  ],
  [
    "a cut inside a line",
    whole.subarray(0, whole.indexOf("\n", 20) + 50),
    [
      "line 2 has no end: the log was cut inside it",
      "line 2: expected an event or a seal",
      "the log ends without its last seal: it was cut after line 2",
    ],
  ],
  [
    "something after the end",
    joined([...lines, lines[7]!]),
    ["line 13: something follows the last seal"],
  ],
  [
    "another file",
    "period,unit\n",
    [
      "line 1: expected the head of a chain log, with chain and contracts",
      "the log ends without its last seal: it was cut after line 1",
    ],
  ],
])("%s is told as such", (_, bytes, findings) => {
  expect(findingsOf(bytes)).toEqual(findings);
});

test("no byte can be changed, and no line left out, without notice", () => {
  const other = fc.integer({ min: 1, max: 255 });
  fc.assert(
    fc.property(fc.nat({ max: whole.length - 1 }), other, (at, shift) => {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at]! + shift) % 256;
      expect(findingsOf(changed)).not.toEqual([]);
    }),
    { numRuns: 400 },
  );
  for (let line = 0; line < lines.length; line++)
    expect(findingsOf(joined(lines.toSpliced(line, 1)))).not.toEqual([]);
});

test("events of a stranger's contract, or of a block that was dropped, are told", () => {
  const stranger: LogLine = { ...settled(1), address: addressOf(77) };
  const dropped: LogLine = { ...settled(2), removed: true };
  writeLog(join(folder, "strange.jsonl"), headOf(1), [[], [stranger], [dropped]]);
  expect(findingsOf(readFileSync(join(folder, "strange.jsonl")))).toEqual([
    `line 3: an event of ${addressOf(77)}, which is none of the contracts`,
    "line 5: the chain has dropped the block of this event",
  ]);
});

test("lines are the same, however long they and the pieces of the file are", () => {
  const long = join(folder, "long.txt");
  const some = ["", "a", "b".repeat(3 << 20), "", "c".repeat((1 << 20) - 1), "d"];
  writeFileSync(long, some.join("\n"));
  const read = [...linesOf(long)];
  expect(read.map(({ bytes }) => bytes.toString().replace("\n", ""))).toEqual(some);
  expect(read.map(({ isWhole }) => isWhole)).toEqual([true, true, true, true, true, false]);
  expect(read.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
});
