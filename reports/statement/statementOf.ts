import { readManifest } from "#datasets/readDataset.ts";
import { agents } from "#datasets/tables/actors.ts";
import { settlements } from "#datasets/tables/market.ts";
import { POSTING_KINDS, type PostingKind } from "#datasets/words.ts";
import { tableRows } from "#reports/explain/tableRows.ts";
import { UnknownParticipantError } from "#reports/statement/unknownParticipantError.ts";

/** What was received and paid, µEUR; integers. */
export interface Turnover {
  readonly receivedMicroEur: number;
  readonly paidMicroEur: number;
}

/** Everything between one participant and one other for one purpose on one day. */
export interface StatementLine extends Turnover {
  readonly kind: PostingKind;
  readonly counterparty: string;
}

export interface StatementDay {
  /** Local day of the run, from 0. */
  readonly day: number;
  /** Received less paid on this day, µEUR. */
  readonly netMicroEur: number;
  readonly lines: readonly StatementLine[];
}

/** The account of one participant over a run. */
export interface Statement {
  /** Scenario, variant and seed. */
  readonly run: string;
  readonly uid: string;
  readonly role: string;
  /** By purpose; those that occurred, in the order of `POSTING_KINDS`. */
  readonly kinds: readonly (Turnover & { readonly kind: PostingKind })[];
  /** Days with postings, in order. */
  readonly days: readonly StatementDay[];
  /** Everything received less everything paid, µEUR. */
  readonly balanceMicroEur: number;
  /** The balance at the scenario's rate, ETH; absent where the run names no rate. */
  readonly balanceEth?: number;
  readonly eurPerEth?: number;
  /** What the table `agents` says of it; the same, or the dataset contradicts itself. */
  readonly statedMicroEur: number;
}

/**
 * Adds up every posting of a participant from the table `settlements`, as anyone with the dataset can,
 * and names the balance that the table `agents` states beside it.
 *
 * @throws DatasetError where the folder is no dataset, UnknownParticipantError where nobody has this
 *   name
 */
export function statementOf(folder: string, uid: string): Statement {
  const { scenario, variant, seed, eurPerEth } = readManifest(folder);
  const actors = tableRows(folder, agents);
  const names = actors.map((row) => row.word("uid"));
  const account = names.indexOf(uid);
  if (account < 0) throw new UnknownParticipantError(uid, names);
  const days = new Map<number, StatementLine[]>();
  for (const row of tableRows(folder, settlements)) {
    const from = row.number("from");
    const to = row.number("to");
    if (from !== account && to !== account) continue;
    const amount = row.number("amountMicroEur");
    const lines = days.get(row.number("day")) ?? [];
    days.set(row.number("day"), lines);
    lines.push({
      kind: row.word("kind") as PostingKind,
      counterparty: names[from === account ? to : from]!,
      receivedMicroEur: to === account ? amount : 0,
      paidMicroEur: from === account ? amount : 0,
    });
  }
  const all = [...days.values()].flat();
  const balanceMicroEur = netOf(all);
  return {
    run: `${scenario}, variant ${variant}, seed ${seed}`,
    uid,
    role: actors[account]!.word("kind"),
    kinds: byKind(all),
    days: [...days]
      .sort(([a], [b]) => a - b)
      .map(([day, lines]) => ({ day, netMicroEur: netOf(lines), lines })),
    balanceMicroEur,
    ...(eurPerEth !== undefined && { eurPerEth, balanceEth: balanceMicroEur / 1e6 / eurPerEth }),
    statedMicroEur: actors[account]!.number("balanceMicroEur"),
  };
}

function byKind(lines: readonly StatementLine[]): Statement["kinds"] {
  return POSTING_KINDS.flatMap((kind) => {
    const own = lines.filter((line) => line.kind === kind);
    if (own.length === 0) return [];
    const total = (of: (line: StatementLine) => number) =>
      own.reduce((sum, line) => sum + of(line), 0);
    return [
      {
        kind,
        receivedMicroEur: total(({ receivedMicroEur }) => receivedMicroEur),
        paidMicroEur: total(({ paidMicroEur }) => paidMicroEur),
      },
    ];
  });
}

function netOf(lines: readonly Turnover[]): number {
  return lines.reduce((sum, line) => sum + line.receivedMicroEur - line.paidMicroEur, 0);
}
