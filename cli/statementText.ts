import Table from "cli-table3";
import type { Statement } from "#reports/statement/statementOf.ts";

const DIGITS = 6;

/** A statement for the terminal: by kind, then by day, in euros to the µEUR. */
export function statementText(statement: Statement): string {
  const { run, uid, role, kinds, days, balanceMicroEur, balanceEth, eurPerEth } = statement;
  const inEther =
    balanceEth === undefined ? "" : ` (${balanceEth.toFixed(9)} ETH at ${eurPerEth} EUR)`;
  const kindTable = tableOf(["kind", "received EUR", "paid EUR", "net EUR"]);
  for (const { kind, receivedMicroEur, paidMicroEur } of kinds) {
    const net = receivedMicroEur - paidMicroEur;
    kindTable.push([kind, ...[receivedMicroEur, paidMicroEur, net].map(euros)]);
  }
  const dayTable = tableOf(["day", "net EUR", "postings"]);
  for (const { day, netMicroEur, lines } of days) {
    dayTable.push([String(day), euros(netMicroEur), String(lines.length)]);
  }
  return [
    `${uid} (${role}) in ${run}`,
    kindTable.toString(),
    dayTable.toString(),
    `Balance ${euros(balanceMicroEur)} EUR${inEther}, as the table agents states it.`,
  ].join("\n");
}

function tableOf(head: string[]) {
  return new Table({
    head,
    colAligns: head.map((_, column) => (column === 0 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
}

/** Exact: amounts are integers far below 2^53. */
function euros(microEur: number): string {
  return (microEur / 10 ** DIGITS).toFixed(DIGITS);
}
