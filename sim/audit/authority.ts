import type { DecidedClaim } from "#sim/audit/decidedClaims.ts";
import { type AuditFinding, claimFinding } from "#sim/audit/finding.ts";
import type { AppointmentEvent, RoleEvent, UnitsEvent } from "#sim/audit/platformEvent.ts";

const TSO = 0;
const DSO_CM = 0;

/** Who may claim what, as the log says up to here. */
export class Authority {
  /** Accounts that act for an operator of a ledger. */
  readonly #accounts = new Map<string, Set<string>>();
  /** Roles of accounts in ledgers. */
  readonly #roles = new Set<string>();
  readonly #eligible = new Set<number>();

  follow(event: AppointmentEvent | RoleEvent | UnitsEvent): void {
    if (event.kind === "units") {
      for (const unit of event.units) {
        if (event.isEligible) this.#eligible.add(unit);
        else this.#eligible.delete(unit);
      }
      return;
    }
    if (event.kind === "role") {
      const role = `${event.ledger}/${event.role}/${event.account}`;
      if (event.isHeld) this.#roles.add(role);
      else this.#roles.delete(role);
      return;
    }
    // An account acts for the operator that it was appointed for last.
    const own = `${event.ledger}/`;
    for (const [name, accounts] of this.#accounts) {
      if (name.startsWith(own)) accounts.delete(event.account);
    }
    const name = `${own}${event.operator}`;
    const accounts = this.#accounts.get(name) ?? new Set();
    this.#accounts.set(name, accounts.add(event.account));
  }

  /** What is wrong with a claim for whom it comes from and what it names. */
  check(claim: DecidedClaim): AuditFinding[] {
    const { ledger, operator, need, unit } = claim;
    const findings: AuditFinding[] = [];
    const role = operator === TSO ? "TSO" : "DSO";
    const accounts = [...(this.#accounts.get(`${ledger}/${operator}`) ?? [])];
    const isHeld = accounts.some((account) => this.#roles.has(`${ledger}/${role}/${account}`));
    const isOwnNeed = (operator === TSO) !== (need === DSO_CM);
    if (!isHeld) {
      const says = `no account with the role ${role} acts for it in ledger ${ledger}`;
      findings.push(claimFinding("noRole", claim, claim.grantedWh, says));
    } else if (!isOwnNeed) {
      const says = `the role ${role} does not claim for this need`;
      findings.push(claimFinding("noRole", claim, claim.grantedWh, says));
    }
    if (!this.#eligible.has(unit)) {
      const says = "the unit is not tested, or blocked";
      findings.push(claimFinding("notEligible", claim, claim.grantedWh, says));
    }
    return findings;
  }
}
