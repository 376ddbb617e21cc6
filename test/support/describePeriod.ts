import type { Conflict } from "#engine/coordination/conflict.ts";
import { gateTraffic } from "#engine/coordination/exchange.ts";
import type { ClaimEntry, FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { isJoint } from "#engine/coordination/gatePlan.ts";
import {
  DSO_CM,
  NEED_KINDS,
  type NeedKind,
  offerIndex,
  TSO_CM,
  UP,
} from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";
import { CONFLICT_OPPOSITE, CONFLICT_SAME } from "#engine/coordination/registry.ts";
import { shareLargestRemainder } from "#engine/settlement/shareLargestRemainder.ts";
import type { CoordinationCase } from "#test/support/coordinationCase.ts";
import { playPeriod } from "#test/support/flexGate.ts";

const KIND_NAMES = ["DSO_CM", "TSO_CM", "BAL"];
const LIST_NAMES = ["D", "T", "B"];
const MICRO_PER_EUR = 1e6;

/** Plays a case and says in words all that happened: lists, gates, orders, conflicts, messages. */
export function describeCase(given: CoordinationCase): string {
  const played = playPeriod(given.period);
  const { flex, orders, conflicts } = played;
  return [
    ...lists(given, flex),
    ...flex.gates.flatMap(({ leadMinutes, kinds }) => gate(given, flex, leadMinutes, kinds)),
    ...orders.map((order) => orderLine(given, order)),
    ...conflicts.map((conflict) => conflictLine(given, conflict)),
    `messages: ${NEED_KINDS.map((kind) => traffic(given, flex, kind)).join(", ")}`,
  ].join("\n");
}

function lists({ unitNames }: CoordinationCase, { offers }: FlexPeriod): string[] {
  const lines: string[] = [];
  for (const [unit, name] of unitNames.entries()) {
    for (const direction of [0, 1] as const) {
      const offer = offerIndex(unit, direction);
      if (offers.quantityWh[offer] === 0) continue;
      const stands = NEED_KINDS.map((kind) => `${LIST_NAMES[kind]} ${offers.onList[kind][offer]}`);
      lines.push(`${name} ${way(direction)} stands: ${stands.join(", ")}`);
    }
  }
  return lines;
}

function gate(
  given: CoordinationCase,
  flex: FlexPeriod,
  leadMinutes: number,
  kinds: readonly NeedKind[],
): string[] {
  const names = kinds.map((kind) => KIND_NAMES[kind]).join(" and ");
  const how = isJoint(given.period.scheme, kinds) ? " together" : "";
  const lines = [`T-${leadMinutes} ${names}${how}`];
  for (const [index, { need, creditedWh, metWh }] of flex.needs.entries()) {
    if (!belongs(need, kinds)) continue;
    const credited = creditedWh === 0 ? "" : `, credited ${round(creditedWh)}`;
    const openWh = Math.max(0, need.quantityWh - creditedWh - metWh);
    const open = openWh > 1e-6 ? `, open ${round(openWh)}` : "";
    const who = whoOf(need.kind, need.operator) + (need.origin ? ` ${need.origin}` : "");
    lines.push(
      `  ${who} ${way(need.direction)} ${need.quantityWh}${credited}, met ${round(metWh)}${open}`,
    );
    for (const credit of flex.credits.filter((one) => one.need === index)) {
      const { unit, direction, energyWh } = credit;
      lines.push(`    counts ${energyWh} of ${given.unitNames[unit]} ${way(direction)}`);
    }
    for (const [position, claim] of flex.claims.entries()) {
      if (claim.need === index) lines.push(`    ${claimText(given, flex, claim, position)}`);
    }
  }
  return lines;
}

/** Corrections are shown with the gate that they follow: the TSO's. */
function belongs(
  { kind, origin }: FlexPeriod["needs"][number]["need"],
  kinds: readonly NeedKind[],
) {
  return kinds.includes(origin === "correction" ? TSO_CM : kind);
}

function claimText(
  { unitNames }: CoordinationCase,
  flex: FlexPeriod,
  { unit, direction, requestedWh, grantedWh, conflict, kind }: ClaimEntry,
  position: number,
): string {
  const why =
    conflict === CONFLICT_OPPOSITE
      ? ": held the other way"
      : conflict === CONFLICT_SAME
        ? ": the rest is taken"
        : "";
  const shared = flex.sharing.find(({ claim }) => claim === position);
  const others = (shared?.wanted ?? []).filter((one) => one.kind !== kind);
  const serves = others.map((one) => `, serves ${KIND_NAMES[one.kind]}`).join("");
  return `claims ${requestedWh} of ${unitNames[unit]} ${way(direction)}, gets ${grantedWh}${why}${serves}`;
}

function orderLine({ unitNames }: CoordinationCase, order: Order): string {
  const { unit, direction, orderedWh, kind, operator, priceMicro, shares, penaltyWaived } = order;
  const parts = shareLargestRemainder(
    orderedWh,
    shares.map(({ weight }) => weight),
  );
  const paid = shares.map((share, k) => {
    const eur = (priceMicro * parts[k]!) / 1000 / MICRO_PER_EUR;
    return `${operatorOf(share.operator)} pays ${eur.toFixed(3)} EUR`;
  });
  const waived = penaltyWaived ? ", penalty waived" : "";
  const who = whoOf(kind, operator);
  return `order ${unitNames[unit]} ${way(direction)} ${orderedWh} for ${who}: ${paid.join(", ")}${waived}`;
}

function conflictLine({ unitNames }: CoordinationCase, conflict: Conflict): string {
  const { set, unit, pair, kind, overlapWh, costMicroEur, avoidedBy } = conflict;
  const name = ["latent", "attempted", "realised"][set];
  const needs = ["DSO_CM/TSO_CM", "DSO_CM/BAL", "TSO_CM/BAL"][pair];
  const how = ["same", "opposite"][kind];
  const eur = (costMicroEur / MICRO_PER_EUR).toFixed(3);
  const ended = avoidedBy ? `, ${avoidedBy}` : "";
  return `${name} ${unitNames[unit]} ${needs} ${how} ${overlapWh} Wh ${eur} EUR${ended}`;
}

function traffic({ period, areaOf }: CoordinationCase, flex: FlexPeriod, kind: NeedKind): string {
  const areaCount = Math.max(...areaOf) + 1;
  const { messages, bytes } = gateTraffic(flex, period.scheme, kind, areaOf, areaCount);
  return `${KIND_NAMES[kind]} ${messages} with ${bytes} B`;
}

function whoOf(kind: NeedKind, operator: number): string {
  return kind === DSO_CM && operator > 0 ? `DSO_CM/${operator}` : KIND_NAMES[kind]!;
}

function operatorOf(operator: number): string {
  return operator < 0 ? "TSO" : operator === 0 ? "DSO" : `DSO/${operator}`;
}

function way(direction: number): string {
  return direction === UP ? "up" : "down";
}

function round(wh: number): number {
  return Math.round(wh * 1000) / 1000;
}
