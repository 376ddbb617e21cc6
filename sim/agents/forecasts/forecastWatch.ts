import { fading } from "#sim/agents/fading.ts";
import type { ForecastNews } from "#sim/agents/forecasts/forecastNews.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";

/** Kilowatts held for a period, as Wh. */
const WH_PER_KW = 250;

/** A shape of base load and how deviations from it fade: few are unlike. */
interface LoadKind {
  readonly shape: Float32Array;
  readonly fading: Float64Array;
}

const known = new WeakMap<readonly Prosumer[], ForecastWatch>();

/**
 * How far base forecasts of customers for a window may have moved within an hour, by the weather and
 * by what was last seen of the base load, from tables by customer. Every round asks for everyone, and
 * few have news.
 */
export class ForecastWatch {
  readonly #kinds: LoadKind[] = [];
  readonly #kindOf: Uint16Array;
  readonly #scaleKw: Float64Array;
  /** One more than the roof's orientation, 0 without a roof. */
  readonly #roof: Uint16Array;
  readonly #pvKwp: Float64Array;
  /** 1 for a home that cools. */
  readonly #coolsHome: Uint8Array;
  /** Of an office, 0 for others. */
  readonly #floorM2: Float64Array;
  // Of the running round: by kind of load, and by roof.
  readonly #faded: number[] = [];
  readonly #shapeAt: number[] = [];
  readonly #pvKwPerKwp: Float64Array;
  #coolingKw = 0;
  #coolingWPerM2 = 0;

  /** Of a list of customers, made once. */
  static of(prosumers: readonly Prosumer[], news: ForecastNews): ForecastWatch {
    const watch = known.get(prosumers) ?? new ForecastWatch(prosumers, news);
    known.set(prosumers, watch);
    return watch;
  }

  private constructor(prosumers: readonly Prosumer[], news: ForecastNews) {
    const all = prosumers.map(({ series }) => series);
    this.#kindOf = Uint16Array.from(all, ({ shape, noiseLag1 }) =>
      this.#indexOfKind({ shape, fading: fading(noiseLag1) }),
    );
    this.#scaleKw = Float64Array.from(all, ({ scaleKw }) => scaleKw);
    this.#roof = Uint16Array.from(all, ({ orientation }) => orientation + 1);
    this.#pvKwp = Float64Array.from(all, ({ prosumer }) => prosumer.pvKwp);
    this.#coolsHome = Uint8Array.from(all, ({ prosumer: { kind, cooling } }) =>
      kind === "household" && cooling ? 1 : 0,
    );
    this.#floorM2 = Float64Array.from(all, ({ prosumer: { kind, floorM2 } }) =>
      kind === "office" ? floorM2 : 0,
    );
    this.#pvKwPerKwp = new Float64Array(news.pvKwPerKwp.length + 1);
  }

  #indexOfKind(kind: LoadKind): number {
    const isSame = ({ shape, fading }: LoadKind) => shape === kind.shape && fading === kind.fading;
    const index = this.#kinds.findIndex(isSame);
    return index < 0 ? this.#kinds.push(kind) - 1 : index;
  }

  /** Begins the round at the start of period `now`, whose first open period is `open`. */
  begin(news: ForecastNews, now: number, open: number): void {
    for (const [k, { shape, fading }] of this.#kinds.entries()) {
      this.#faded[k] = fading[open - now + 1]!;
      this.#shapeAt[k] = shape[open]!;
    }
    this.#pvKwPerKwp.set(news.pvKwPerKwp, 1);
    this.#coolingKw = news.coolingKw;
    this.#coolingWPerM2 = news.coolingWPerM2;
  }

  /**
   * How far the forecast of the customer at `index` may have moved, Wh in one period; `noise` is what it
   * saw last. What the forecast before still held of an older deviation is not in it.
   */
  movedWh(index: number, noise: number): number {
    const kind = this.#kindOf[index]!;
    let kw = Math.abs(noise) * this.#faded[kind]! * this.#scaleKw[index]! * this.#shapeAt[kind]!;
    kw += this.#pvKwPerKwp[this.#roof[index]!]! * this.#pvKwp[index]!;
    kw += this.#coolingKw * this.#coolsHome[index]!;
    kw += (this.#coolingWPerM2 * this.#floorM2[index]!) / 1000;
    return kw * WH_PER_KW;
  }
}
