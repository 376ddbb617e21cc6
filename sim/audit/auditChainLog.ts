import { Authority } from "#sim/audit/authority.ts";
import type { ChainLogHead } from "#sim/audit/chainLogLine.ts";
import { type DecidedClaim, decidedClaims } from "#sim/audit/decidedClaims.ts";
import { DoubleActivations } from "#sim/audit/doubleActivations.ts";
import { escrowedOrders } from "#sim/audit/escrowedOrders.ts";
import { type AuditFinding, streamFinding } from "#sim/audit/finding.ts";
import { OrderedEnergy } from "#sim/audit/orderedEnergy.ts";
import {
  type ClaimsEvent,
  type ListsEvent,
  type OrdersEvent,
  type PlatformEvent,
  platformEvent,
} from "#sim/audit/platformEvent.ts";
import { type PublishedList, publishedLists } from "#sim/audit/publishedLists.ts";
import { checkChainLog, eventsOf } from "#sim/audit/readChainLog.ts";
import { ResidualReplay } from "#sim/audit/residualReplay.ts";
import { SeenOffers } from "#sim/audit/seenOffers.ts";

/** What the events of one day say: every list that an operator saw, every claim in order of its ledger. */
export interface RebuiltDay {
  readonly day: number;
  readonly lists: readonly PublishedList[];
  readonly claims: readonly DecidedClaim[];
}

/** What was looked at, and what was found. */
export interface AuditReport {
  readonly head: ChainLogHead;
  readonly days: number;
  readonly ledgers: number;
  readonly lists: number;
  readonly listedOffers: number;
  readonly claims: number;
  /** Claims that were granted something. */
  readonly grants: number;
  readonly grantedWh: number;
  readonly findings: readonly AuditFinding[];
}

/**
 * Rebuilds merit order lists and ledgers from the events of a chain alone and looks for what should not
 * be. Reads nothing but the log, and shares no code with the run that it looks at.
 *
 * @param onDay - Shown each day as it was rebuilt.
 * @throws ChainLogError where the log was cut or changed
 */
export function auditChainLog(path: string, onDay?: (day: RebuiltDay) => void): AuditReport {
  const head = checkChainLog(path);
  const audit = new Audit(head, onDay);
  for (const event of eventsOf(path)) {
    const read = platformEvent(event, head);
    if (read !== null) audit.follow(read);
  }
  return audit.finish();
}

class Audit {
  readonly #head: ChainLogHead;
  readonly #onDay: ((day: RebuiltDay) => void) | undefined;
  readonly #findings: AuditFinding[] = [];
  readonly #authority = new Authority();
  readonly #replays: readonly ResidualReplay[];
  readonly #double = new DoubleActivations();
  readonly #ordered = new OrderedEnergy();
  #seen = new SeenOffers();
  #lists: PublishedList[] = [];
  #claims: DecidedClaim[] = [];
  #nextDay: number | null = null;
  readonly #counts = { days: 0, lists: 0, listedOffers: 0, claims: 0, grants: 0, grantedWh: 0 };

  constructor(head: ChainLogHead, onDay: ((day: RebuiltDay) => void) | undefined) {
    this.#head = head;
    this.#onDay = onDay;
    this.#replays = head.contracts.activationLedgers.map(() => new ResidualReplay());
  }

  follow(event: PlatformEvent): void {
    if (event.kind === "lists") this.#readLists(event);
    else if (event.kind === "claims") this.#readClaims(event);
    else if (event.kind === "orders") this.#readOrders(event);
    else if (event.kind === "day") this.#closeDay(event.day);
    else if (event.kind === "lock") {
      this.#replays[event.ledger]!.lock(event.unit, event.period, event.direction);
    } else this.#authority.follow(event);
  }

  finish(): AuditReport {
    if (this.#lists.length > 0 || this.#claims.length > 0)
      this.#findings.push(streamFinding("order", "lists or claims after the last settled day"));
    const double = this.#double.findings((ledger, unit, period, direction) =>
      this.#replays[ledger]!.beyondWh(unit, period, direction),
    );
    return {
      head: this.#head,
      ledgers: this.#replays.length,
      ...this.#counts,
      findings: [...double, ...this.#findings],
    };
  }

  #readLists({ day, lists }: ListsEvent): void {
    const read = publishedLists(lists);
    if (read === null) {
      this.#findings.push(streamFinding("unreadable", `lists of day ${day} cannot be read`));
      return;
    }
    for (const list of read) {
      this.#findings.push(...this.#seen.add(list));
      this.#lists.push(list);
      this.#counts.lists++;
      this.#counts.listedOffers += list.offers.length;
    }
  }

  #readClaims({ ledger, claims, grants }: ClaimsEvent): void {
    const read = decidedClaims(ledger, claims, grants);
    if (read === null) {
      const says = `a batch of claims in ledger ${ledger} cannot be read`;
      this.#findings.push(streamFinding("unreadable", says));
      return;
    }
    for (const claim of read) {
      this.#findings.push(
        ...this.#authority.check(claim),
        ...this.#seen.check(claim),
        ...this.#replays[ledger]!.follow(claim),
      );
      this.#double.add(claim);
      this.#ordered.grant(claim);
      this.#claims.push(claim);
      this.#counts.claims++;
      this.#counts.grants += claim.grantedWh > 0 ? 1 : 0;
      this.#counts.grantedWh += claim.grantedWh;
    }
  }

  #readOrders({ orders }: OrdersEvent): void {
    const read = escrowedOrders(orders);
    if (read === null) this.#findings.push(streamFinding("unreadable", "orders cannot be read"));
    else this.#findings.push(...this.#ordered.follow(read));
  }

  #closeDay(day: number): void {
    if (this.#nextDay !== null && day !== this.#nextDay) {
      const says = `day ${day} was settled where day ${this.#nextDay} was due`;
      this.#findings.push(streamFinding("order", says));
    }
    this.#onDay?.({ day, lists: this.#lists, claims: this.#claims });
    this.#counts.days++;
    this.#nextDay = day + 1;
    this.#seen = new SeenOffers();
    this.#lists = [];
    this.#claims = [];
  }
}
