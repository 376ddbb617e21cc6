import type { LocalMarketOptions } from "#engine/market/localMarket.ts";
import type { OrderTerms } from "#engine/market/orderTerms.ts";
import type { Side } from "#engine/market/side.ts";
import { freeTariff, type TariffView } from "#engine/market/tariffView.ts";
import type { CreateMarket } from "#test/support/marketUnderTest.ts";

export const PERIOD = 10;
/** An id that no order has. */
export const NOBODY = 2 ** 45;

/** A market of one bus, open for two periods, and short ways to send it things. */
export function openPlace(
  create: CreateMarket,
  more: Partial<LocalMarketOptions> = {},
  tariff?: TariffView,
) {
  const market = create({ busCount: 3, capacity: 20, networkMicroEurPerKwh: 0, ...more });
  const free = tariff ?? freeTariff(3);
  market.open(PERIOD);
  market.open(PERIOD + 1);
  let agents = 0;
  const send = (
    side: Side,
    ticks: number,
    wh: number,
    terms: OrderTerms & { agent?: number; bus?: number; period?: number } = {},
  ) => {
    const { agent = agents++, bus = 0, period = PERIOD, ...special } = terms;
    return market.submit(period, side, agent, bus, ticks * 100, wh, free, special);
  };
  const amend = (id: number, ticks: number, wh: number) => market.amend(id, ticks * 100, wh, free);
  const take = (id: number, wh: number, micro: number, agent = 99, bus = 0) =>
    market.take(id, agent, bus, wh, micro, free);
  const states = (...ids: number[]) => ids.map((id) => market.state(id));
  const traded = () => market.tradeRows().map(({ energyWh }) => energyWh);
  return { market, free, send, amend, take, states, traded };
}
