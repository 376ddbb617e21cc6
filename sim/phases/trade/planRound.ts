import { Attention, FILLED, NEVER_PLANNED, PRICES_MOVED } from "#sim/agents/attention.ts";
import { HEATING } from "#sim/agents/devices/device.ts";
import { ForecastNews } from "#sim/agents/forecasts/forecastNews.ts";
import { ForecastWatch } from "#sim/agents/forecasts/forecastWatch.ts";
import type { Outlook, PriceSource, Prosumer } from "#sim/agents/prosumer.ts";
import type { Community } from "#sim/run/community.ts";
import { INTRADAY_PERIODS } from "#sim/world/forecastVintage.ts";

/**
 * Rounds between two turns of an agent to whom nothing happened, at which it plans all of the horizon
 * anew: half a day, since what is new has ways of its own to call.
 */
const REPLAN_ROUNDS = 12;
/**
 * Periods after a plan of all of the horizon, for whatever reason it was made, in which a turn asks for
 * no other: half a day as well, so that of the two turns after a day-ahead plan the first passes. A
 * battery knows what is to come from the programme of its last plan: one that renews the window alone
 * is no such plan.
 */
const FRESH_PERIODS = 48;
/** Rounds between two looks at devices that follow the weather: those of a window, no period is missed. */
const LOOK_ROUNDS = 3;
/** Share of the smallest order by which a forecast must have moved to be told: less seldom moves an order. */
const TOLD_SHARE = 0.5;

/** Horizon of one round, world indices. */
export interface RoundHorizon {
  readonly now: number;
  /** First period whose gate is still open. */
  readonly open: number;
  /** First period behind those that an intraday round looks at. */
  readonly window: number;
  /** First period behind the known horizon. */
  readonly end: number;
  readonly isDayAhead: boolean;
}

/**
 * In the day-ahead round everyone plans to the end of the next day. In an intraday round an agent
 * whose forecast for the window has moved renews it; plans stand, unless a trade, an activation or
 * something else that was not foreseen has touched them, expected prices have moved, or the agent's
 * turn has come to look again.
 */
export function planRound(
  { world, prosumers }: Pick<Community, "world" | "prosumers">,
  horizon: RoundHorizon,
  round: number,
  pricesOf: (area: number) => PriceSource | null,
): void {
  const { now, open, window, end, isDayAhead } = horizon;
  // Between two days forecasts beyond the intraday ones are those of the day-ahead round.
  const far = isDayAhead ? end : Math.min(end, now + INTRADAY_PERIODS + 1);
  const anew: Outlook = { now, open, end, settled: far, replan: true };
  const moved: Outlook = { now, open, end, settled: window, replan: true };
  const priced: Outlook = { now, open, end, settled: end, replan: true };
  const filled: Outlook = { now, open, end, settled: window, replan: "stores" };
  const near: Outlook = { now, open, end: window, settled: window, replan: false };
  const toldWh = TOLD_SHARE * world.scenario.localMarket.deadBandWh;
  const news = ForecastNews.of(world);
  news.compare(now, open, window);
  const { customers, habitOf, storesOf, rowOf, turnOf, lookOf } = rosterOf(prosumers);
  const watch = ForecastWatch.of(customers, news);
  watch.begin(news, now, open);
  const { why, noise, plannedAt } = Attention.of(world);
  const turn = round % REPLAN_ROUNDS;
  const look = round % LOOK_ROUNDS;
  for (let k = 0; k < customers.length; k++) {
    const row = rowOf[k]!;
    const habit = habitOf[k]!;
    const reason = why[row]!;
    const isTurn = habit >= STORES && turnOf[k] === turn;
    if (isDayAhead || (isTurn && now - plannedAt[row]! >= FRESH_PERIODS)) {
      const agent = customers[k]!;
      agent.refresh((reason & PRICES_MOVED) === 0 ? anew : priced, pricesOf(agent.area));
      plannedAt[row] = now;
    } else if (hasToPlan(habit, reason)) {
      const agent = customers[k]!;
      const isPriced = (reason & PRICES_MOVED) !== 0;
      const outlook = isPriced ? priced : reason === FILLED ? filled : moved;
      agent.refresh(outlook, pricesOf(agent.area));
      if (isPriced || storesOf[k] === 0) plannedAt[row] = now;
    } else if (
      (reason !== 0 && habit >= HEARS) ||
      (habit === LOOKS && lookOf[k] === look) ||
      watch.movedWh(k, noise[row]!) > toldWh
    ) {
      customers[k]!.refresh(near, null);
    }
  }
}

/**
 * Whether an agent has to plan out of turn: its plan does not hold, or it has none. A battery that
 * nobody steers covers what its home needs.
 */
function hasToPlan(habit: number, reason: number): boolean {
  if (habit === STEERS) return reason !== 0;
  return habit === STORES || (reason & NEVER_PLANNED) !== 0;
}

// What customers plan: nothing; machines, tanks and cars that nobody steers, which tell when they have
// news; rooms that nobody steers, which follow the weather; a battery that nobody steers; steered devices.
const NOTHING = 0;
const HEARS = 1;
const LOOKS = 2;
const STORES = 3;
const STEERS = 4;

/** What a round asks of everyone, by position among the customers as it goes through them. */
interface Roster {
  /** Those with the same devices one after the other: nobody's plan depends on another's. */
  readonly customers: readonly Prosumer[];
  readonly habitOf: Uint8Array;
  /** 1 where a battery stands. */
  readonly storesOf: Uint8Array;
  /** Row of the tables of `Attention`. */
  readonly rowOf: Int32Array;
  /** In which of so many rounds it is its turn to plan, and to look. */
  readonly turnOf: Uint8Array;
  readonly lookOf: Uint8Array;
}

const known = new WeakMap<readonly Prosumer[], Roster>();

function rosterOf(prosumers: readonly Prosumer[]): Roster {
  let roster = known.get(prosumers);
  if (roster === undefined) {
    const customers = alikeTogether(prosumers);
    roster = {
      customers,
      habitOf: Uint8Array.from(customers, habitOf),
      storesOf: Uint8Array.from(customers, ({ stores }) => (stores ? 1 : 0)),
      rowOf: Int32Array.from(customers, ({ row }) => row),
      turnOf: Uint8Array.from(customers, ({ agent }) => turnAmong(REPLAN_ROUNDS, agent)),
      lookOf: Uint8Array.from(customers, ({ agent }) => turnAmong(LOOK_ROUNDS, agent)),
    };
    known.set(prosumers, roster);
  }
  return roster;
}

/** The processor foresees best what it has just done. */
function alikeTogether(prosumers: readonly Prosumer[]): Prosumer[] {
  const makeUp = prosumers.map(({ flexible, devices }) =>
    [Number(flexible), ...devices.map(({ kind }) => kind)].join(),
  );
  const first = makeUp.map((own) => makeUp.indexOf(own));
  const order = [...prosumers.keys()].sort((a, b) => first[a]! - first[b]! || a - b);
  return order.map((k) => prosumers[k]!);
}

/** Customers take turns: who is next to one in a list comes a round before it. */
function turnAmong(rounds: number, agent: number): number {
  return (rounds - (agent % rounds)) % rounds;
}

function habitOf({ flexible, stores, devices }: Prosumer): number {
  if (flexible) return STEERS;
  if (stores) return STORES;
  if (devices.length === 0) return NOTHING;
  return devices.some(({ kind }) => kind === HEATING) ? LOOKS : HEARS;
}
