import { BID, OFFER, type Side } from "#engine/market/side.ts";
import { freeTariff, type TariffView } from "#engine/market/tariffView.ts";

type Order = [side: Side, agent: number, bus: number, limitMicro: number, energyWh: number];
type Fill = [taker: number, maker: number, energyWh: number, buyerPays: number, sellerGets: number];

export interface Example {
  title: string;
  orders: Order[];
  /** Trades in order, with orders named by their position; none unless given. */
  fills?: Fill[];
  /** What each order has left in the book, Wh. */
  restingWh: number[];
  /** µEUR/kWh. @default 0 */
  network?: number;
  tariff?: () => TariffView;
  capacity?: number;
}

/** A charge per kWh of each pair, with the loosest bound that holds for prices in these examples. */
export function charging(charge: TariffView["charge"]): () => TariffView {
  return () => ({ ...freeTariff(4), slackMicro: 10_000, charge });
}

/** After the first trade selling at bus 1 costs 500 less. */
function reliefAfterTrade(): TariffView {
  const lambdaMicro = Int32Array.of(0, 500, 0, 0);
  return {
    lambdaMicro,
    get epoch() {
      return lambdaMicro[1]!;
    },
    slackMicro: 0,
    charge: (seller, buyer) => lambdaMicro[seller]! - lambdaMicro[buyer]!,
    onTrade() {
      lambdaMicro[1] = 0;
    },
  };
}

/** Orders, the trades they make and what they leave: a table of the rules. */
export const examples: readonly Example[] = [
  {
    title: "an order into an empty book rests",
    orders: [[BID, 1, 0, 500, 1000]],
    restingWh: [1000],
  },
  {
    title: "orders of one side alone never trade",
    orders: [
      [OFFER, 1, 0, 100, 1000],
      [OFFER, 2, 0, -100, 1000],
      [OFFER, 3, 1, 900, 1000],
    ],
    restingWh: [1000, 1000, 1000],
  },
  {
    title: "equal limits trade, at the price of the resting offer",
    orders: [
      [OFFER, 1, 0, 500, 1000],
      [BID, 2, 0, 500, 1000],
    ],
    fills: [[1, 0, 1000, 500, 500]],
    restingWh: [0, 0],
  },
  {
    title: "a resting bid pays its limit, and the seller carries DNUT and network component",
    orders: [
      [BID, 1, 0, 900, 1000],
      [OFFER, 2, 1, 300, 1000],
    ],
    network: 70,
    tariff: charging(() => 33),
    fills: [[1, 0, 1000, 900, 797]],
    restingWh: [0, 0],
  },
  {
    title: "a resting offer gets its limit, and the buyer carries DNUT and network component",
    orders: [
      [OFFER, 2, 1, 300, 1000],
      [BID, 1, 0, 900, 1000],
    ],
    network: 70,
    tariff: charging(() => 33),
    fills: [[1, 0, 1000, 403, 300]],
    restingWh: [0, 0],
  },
  {
    title: "one µEUR/kWh of charge too much and the pair does not trade",
    orders: [
      [OFFER, 1, 0, 300, 1000],
      [BID, 2, 0, 400, 1000],
    ],
    network: 70,
    tariff: charging(() => 31),
    restingWh: [1000, 1000],
  },
  {
    title: "a reward lets a bid below the offer trade",
    orders: [
      [OFFER, 1, 0, 500, 1000],
      [BID, 2, 1, 300, 1000],
    ],
    tariff: charging(() => -250),
    fills: [[1, 0, 1000, 250, 500]],
    restingWh: [0, 0],
  },
  {
    title: "zero and negative limits trade like any other",
    orders: [
      [OFFER, 1, 0, 0, 1000],
      [BID, 2, 0, -100, 1000],
      [OFFER, 3, 0, -300, 1000],
    ],
    fills: [[2, 1, 1000, -100, -100]],
    restingWh: [1000, 0, 0],
  },
  {
    title: "the ends of the band trade with each other",
    orders: [
      [OFFER, 1, 0, -500_000, 1],
      [BID, 2, 0, 1_500_000, 2],
    ],
    fills: [[1, 0, 1, -500_000, -500_000]],
    restingWh: [0, 1],
  },
  {
    title: "a single Wh trades",
    orders: [
      [BID, 1, 0, 100, 1],
      [OFFER, 2, 0, 100, 1000],
    ],
    fills: [[1, 0, 1, 100, 100]],
    restingWh: [0, 999],
  },
  {
    title: "an order sweeps the book, best surplus first, and its rest stands",
    orders: [
      [OFFER, 1, 0, 300, 1000],
      [OFFER, 2, 1, 100, 1000],
      [OFFER, 3, 2, 900, 1000],
      [BID, 4, 3, 500, 2500],
    ],
    fills: [
      [3, 1, 1000, 100, 100],
      [3, 0, 1000, 300, 300],
    ],
    restingWh: [0, 0, 1000, 500],
  },
  {
    title: "within a bus the better price goes first, then the earlier order",
    orders: [
      [OFFER, 1, 0, 300, 1000],
      [OFFER, 2, 0, 200, 1000],
      [OFFER, 3, 0, 200, 1000],
      [BID, 4, 0, 300, 3000],
    ],
    fills: [
      [3, 1, 1000, 200, 200],
      [3, 2, 1000, 200, 200],
      [3, 0, 1000, 300, 300],
    ],
    restingWh: [0, 0, 0, 0],
  },
  {
    title: "equal surplus goes to the lower bus, whoever came first",
    orders: [
      [OFFER, 1, 2, 200, 1000],
      [OFFER, 2, 1, 200, 1000],
      [BID, 3, 0, 300, 1000],
    ],
    fills: [[2, 1, 1000, 200, 200]],
    restingWh: [1000, 0, 0],
  },
  {
    title: "the charge decides between buses, not the limit",
    orders: [
      [OFFER, 1, 0, 100, 1000],
      [OFFER, 2, 1, 200, 1000],
      [BID, 3, 2, 900, 1000],
    ],
    tariff: charging((seller) => (seller === 0 ? 400 : 0)),
    fills: [[2, 1, 1000, 200, 200]],
    restingWh: [1000, 0, 0],
  },
  {
    title: "the charge is asked for the smaller open energy of the pair",
    orders: [
      [OFFER, 1, 0, 100, 5000],
      [BID, 2, 1, 300, 1000],
    ],
    tariff: charging((_seller, _buyer, energyWh) => energyWh / 10),
    fills: [[1, 0, 1000, 200, 100]],
    restingWh: [4000, 0],
  },
  {
    title: "a first order too dear for its size keeps its place: the one behind does not jump it",
    orders: [
      [OFFER, 1, 0, 100, 9000],
      [OFFER, 2, 0, 100, 1000],
      [BID, 3, 1, 300, 9000],
    ],
    tariff: charging((_seller, _buyer, energyWh) => energyWh / 10),
    restingWh: [9000, 1000, 9000],
  },
  {
    title: "an agent's own orders are skipped and stay",
    orders: [
      [OFFER, 7, 0, 100, 1000],
      [OFFER, 8, 0, 200, 1000],
      [BID, 7, 0, 300, 2000],
    ],
    fills: [[2, 1, 1000, 200, 200]],
    restingWh: [1000, 0, 1000],
  },
  {
    title: "orders that a new tariff makes cross wait for the next arrival, and only it is matched",
    orders: [
      [OFFER, 1, 1, 600, 1000],
      [BID, 2, 2, 700, 1000], // 600 + 500 of charge against 700
      [OFFER, 3, 2, 800, 1000],
      [BID, 4, 2, 800, 1000], // trade here: charge at bus 1 falls to 0
      [BID, 5, 3, 500, 1000], // arrives, does not cross, and does not match the first two
      [BID, 6, 3, 700, 400],
    ],
    tariff: reliefAfterTrade,
    fills: [
      [3, 2, 1000, 800, 800],
      [5, 0, 400, 600, 600],
    ],
    restingWh: [600, 1000, 0, 0, 1000, 0],
  },
  {
    title: "λ that falls within one order's sweep brings in what was too dear",
    orders: [
      [OFFER, 1, 1, 400, 1000],
      [OFFER, 2, 2, 700, 1000],
      [BID, 3, 3, 800, 2000],
    ],
    tariff: reliefAfterTrade,
    fills: [
      [2, 1, 1000, 700, 700],
      [2, 0, 1000, 400, 400],
    ],
    restingWh: [0, 0, 0],
  },
];
