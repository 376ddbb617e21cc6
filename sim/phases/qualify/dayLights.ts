import { marketMinute } from "#sim/clock.ts";
import { DayForecast } from "#sim/operators/dayForecast.ts";
import { lightNote, lightsIn, type StaticLight } from "#sim/operators/staticLight.ts";
import type { UnitRegister } from "#sim/phases/qualify/unitRegister.ts";
import type { Community } from "#sim/run/community.ts";
import type { Meters } from "#sim/run/meters.ts";

/** Local minute at which the light of the next day is looked at. */
const REFRESH_MINUTE = 16 * 60;

/**
 * Static grid prequalification refreshed for each day: at 16:00 of the day before, the full capability of
 * every unit against the situations that the DSOs forecast for it. A change of light is a row in the life of
 * the unit.
 */
export class DayLights {
  readonly #community: Community;
  readonly #meters: Pick<Meters, "of">;
  readonly #register: UnitRegister;
  readonly #forecast: DayForecast;
  /** Of an even day and of an odd one: which day, and the lights by unit. */
  readonly #days: [number, number] = [-1, -1];
  readonly #lights: [readonly StaticLight[], readonly StaticLight[]] = [[], []];
  /** What the last refresh, or the registration, said of each unit. */
  readonly #words: string[];

  constructor(
    community: Community,
    meters: Pick<Meters, "of">,
    register: UnitRegister,
    registered: readonly { readonly light: StaticLight }[],
  ) {
    this.#community = community;
    this.#meters = meters;
    this.#register = register;
    this.#forecast = new DayForecast(community);
    this.#words = registered.map(({ light }) => wordsOf(light));
  }

  /** Learns from the metered day [from, to). */
  learn(from: number, to: number): void {
    this.#forecast.learn(from, to, this.#meters);
  }

  /** Called at the start of every period: at 16:00 the lights of tomorrow, where that is a day of the run. */
  at(now: number): void {
    const { calendar } = this.#community.world;
    const day = calendar.day[now]! + 1;
    const from = calendar.dayStart[day]!;
    const isInRun = from >= calendar.firstRun && from < calendar.endRun;
    if (calendar.minuteOfDay[now] !== REFRESH_MINUTE || !isInRun || !this.#forecast.isReady) return;
    const to = calendar.dayStart[day + 1]!;
    const cases = this.#community.areas.map((_, area) =>
      this.#forecast.extremes(area, from, to, now),
    );
    const lights = lightsIn(this.#community, cases);
    this.#days[day & 1] = day;
    this.#lights[day & 1] = lights;
    const minute = marketMinute(calendar, now, 0);
    for (const [unit, light] of lights.entries()) this.#tell(unit, light, minute, day);
  }

  /** Whether the light of the day of period `i` is known. */
  isKnown(i: number): boolean {
    const day = this.#community.world.calendar.day[i]!;
    return this.#days[day & 1] === day;
  }

  /** Most that is safe of a unit in a direction in period `i`, Wh; null before the light of its day is known. */
  safeWh(unit: number, direction: 0 | 1, i: number): number | null {
    if (!this.isKnown(i)) return null;
    const light = this.#lights[this.#community.world.calendar.day[i]! & 1]![unit]!;
    return direction === 0 ? light.upWh : light.downWh;
  }

  #tell(unit: number, light: StaticLight, minute: number, day: number): void {
    const words = wordsOf(light);
    if (words === this.#words[unit]) return;
    this.#words[unit] = words;
    const { calendar, scenario } = this.#community.world;
    const told = scenario.flexibility.qualification.light === "binds" ? "" : ", as advice";
    this.#register.remark(
      unit,
      minute,
      light,
      `${calendar.isoDate[day]}: ${lightNote(light)}${told}`,
    );
  }
}

function wordsOf({ up, down }: StaticLight): string {
  return `${up.light} ${down.light}`;
}
