import type { Table } from "apache-arrow";
import { codeColumn, numberColumn } from "#datasets/columns.ts";
import type { AccountKind, PostingKind } from "#datasets/words.ts";

/** Gross amount of one kind of posting between two kinds of account. */
export interface MoneyFlow {
  readonly posting: PostingKind;
  readonly from: AccountKind;
  readonly to: AccountKind;
  readonly amountEur: number;
}

const MICRO_EUR_PER_EUR = 1e6;

/** Adds up the table `settlements` by kind of posting, of payer and of receiver. */
export function digestMoney(settlements: Table, agents: Table): MoneyFlow[] {
  const posting = codeColumn(settlements, "kind");
  const account = codeColumn(agents, "kind");
  const kindOf = kindByAgent(agents, account.codes);
  const from = numberColumn(settlements, "from");
  const to = numberColumn(settlements, "to");
  const amount = numberColumn(settlements, "amountMicroEur");
  const kinds = account.words.length;
  const sums = new Float64Array(posting.words.length * kinds * kinds);
  for (let row = 0; row < amount.length; row++) {
    const pair = kindOf[from[row]!]! * kinds + kindOf[to[row]!]!;
    sums[posting.codes[row]! * kinds * kinds + pair]! += amount[row]!;
  }
  return [...sums].flatMap((microEur, cell) =>
    microEur === 0
      ? []
      : {
          posting: posting.words[Math.floor(cell / kinds / kinds)] as PostingKind,
          from: account.words[Math.floor(cell / kinds) % kinds] as AccountKind,
          to: account.words[cell % kinds] as AccountKind,
          amountEur: microEur / MICRO_EUR_PER_EUR,
        },
  );
}

function kindByAgent(agents: Table, codes: Int32Array): Int32Array {
  const agent = numberColumn(agents, "agent");
  const kinds = new Int32Array(agent.length);
  for (let row = 0; row < agent.length; row++) kinds[agent[row]!] = codes[row]!;
  return kinds;
}
