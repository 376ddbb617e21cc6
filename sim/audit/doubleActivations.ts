import type { DecidedClaim } from "#sim/audit/decidedClaims.ts";
import type { AuditFinding } from "#sim/audit/finding.ts";
import type { NeedCode } from "#sim/audit/publishedLists.ts";

/** What an operator was granted of a unit for a need, in one direction. */
interface Stake {
  readonly ledger: number;
  readonly operator: number;
  readonly need: NeedCode;
  readonly direction: 0 | 1;
  grantedWh: number;
}

/** Where the stakes of two needs met on a unit. */
interface Meeting {
  readonly needs: readonly [NeedCode, NeedCode];
  readonly operators: Set<number>;
  readonly overlapWh: { same: number; opposite: number };
}

/** Energy of a unit, period and direction that a ledger granted beyond what was on offer, Wh. */
export type BeyondWh = (ledger: number, unit: number, period: number, direction: number) => number;

/** Collects grants and finds the units that two operators activated in one period. */
export class DoubleActivations {
  /** By period and unit. */
  readonly #stakes = new Map<string, Stake[]>();

  add({ period, unit, ledger, operator, need, direction, grantedWh }: DecidedClaim): void {
    if (grantedWh === 0) return;
    const key = `${period}/${unit}`;
    const stakes = this.#stakes.get(key) ?? [];
    this.#stakes.set(key, stakes);
    const own = stakes.find(
      (stake) =>
        stake.ledger === ledger &&
        stake.operator === operator &&
        stake.need === need &&
        stake.direction === direction,
    );
    if (own) own.grantedWh += grantedWh;
    else stakes.push({ ledger, operator, need, direction, grantedWh });
  }

  /**
   * One finding per period, unit and pair of needs of different operators, earliest first: the kind with
   * more energy, one direction where they are equal.
   *
   * In one ledger grants stand on different kWh, as long as they are within the offer; what is beyond it
   * meets. Grants of different ledgers meet in full. Opposite grants meet wherever they stand.
   */
  findings(beyondWh: BeyondWh): AuditFinding[] {
    const found: AuditFinding[] = [];
    for (const [key, stakes] of this.#stakes) {
      if (stakes.length < 2) continue;
      const [period, unit] = key.split("/").map(Number) as [number, number];
      const beyond = ({ ledger, direction }: Stake) => beyondWh(ledger, unit, period, direction);
      for (const meeting of meetings(stakes, beyond)) found.push(toFinding(period, unit, meeting));
    }
    return found.sort((a, b) => a.period! - b.period! || a.unit! - b.unit!);
  }
}

function meetings(stakes: readonly Stake[], beyondWh: (stake: Stake) => number): Meeting[] {
  const byNeeds = new Map<string, Meeting>();
  for (const [i, one] of stakes.entries()) {
    for (const other of stakes.slice(i + 1)) {
      if (one.operator === other.operator) continue;
      const isSame = one.direction === other.direction;
      const smaller = Math.min(one.grantedWh, other.grantedWh);
      const isWithin = isSame && one.ledger === other.ledger;
      const overlapWh = isWithin ? Math.min(smaller, beyondWh(one)) : smaller;
      if (overlapWh <= 0) continue;
      const needs = [one.need, other.need].sort() as [NeedCode, NeedCode];
      const meeting = byNeeds.get(needs.join("/")) ?? {
        needs,
        operators: new Set<number>(),
        overlapWh: { same: 0, opposite: 0 },
      };
      byNeeds.set(needs.join("/"), meeting);
      meeting.operators.add(one.operator).add(other.operator);
      meeting.overlapWh[isSame ? "same" : "opposite"] += overlapWh;
    }
  }
  return [...byNeeds.values()].sort((a, b) => a.needs[0] - b.needs[0] || a.needs[1] - b.needs[1]);
}

function toFinding(period: number, unit: number, meeting: Meeting): AuditFinding {
  const { same, opposite } = meeting.overlapWh;
  const kind = opposite > same ? "opposite" : "same";
  const energyWh = Math.max(same, opposite);
  const says =
    kind === "same"
      ? `${energyWh} Wh were activated twice`
      : `${energyWh} Wh were activated in opposite directions`;
  const operators = [...meeting.operators].sort((a, b) => a - b);
  return {
    check: "doubleActivation",
    period,
    unit,
    operators,
    needs: meeting.needs,
    kind,
    energyWh,
    says,
  };
}
