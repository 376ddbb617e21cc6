/** Everything that docs/WORKED-DAY.md says in numbers; worked out in test/simulation/workedDay.test.ts. */
export interface WorkedPage {
  /** Numbers by name. */
  readonly n: Readonly<Record<string, number>>;
  readonly clock: string;
  readonly gateClock: string;
  readonly trades: readonly (readonly (number | string)[])[];
  readonly orders: readonly (readonly (number | string)[])[];
  readonly bill: readonly (readonly (number | string)[])[];
}

/** Writes the page. */
export function workedDayPage(page: WorkedPage): string {
  const { n, clock, gateClock } = page;
  const $ = (name: string, digits = 0) => figure(n[name], name, digits);
  return `# A day by hand

One unit, one congested transformer, from orders to payouts. Every figure below is worked out by the
rules in [RULES.md](RULES.md) in \`test/simulation/workedDay.test.ts\`, without the program's own
functions, and compared there with what the program wrote. After a change of behaviour
\`npx vitest run test/simulation/workedDay.test.ts -u\` writes this page anew; read what changed.

Energies are integer Wh per quarter hour, consumption positive; prices are µEUR/kWh, amounts µEUR
(1,000,000 µEUR = 1 EUR). What is charged rounds up, what is paid out rounds down; the difference goes
to the account \`rounding\`.

## The place

\`test/support/workedScenario.ts\`, seed 1, variant 1C, 3 June 2025. A 20/0.4 kV transformer T1 of
40 kVA (z = 4 %, r = 2 %, no no-load losses) on a busbar held at 1.02 pu. On its low-voltage busbar LV
the office O1 with a battery of 20 kW and 40 kWh; behind 120 m of NAYY 4×150 the bus F1 with nine
homes, each with a 10 kWp roof and a boiler. Five of the homes form the pool AGG@F1. The office and
the pool are the registered units; both belong to one aggregator. The TSO has no needs here.

## 1. Trades of the office for ${clock}

At noon the roofs feed in more than the homes use, and the office bought on the eve, at market minute
${$("tradeMinute")} after the start of the run. The sellers' offers rested in the book: the seller gets
his price, the buyer pays price + DNUT + f0. DNUT is negative, for the trade keeps energy behind T1.

${table(["seller", "Wh", "price", "DNUT", "f0", "all-in", "office pays", "seller gets", "DSO gets"], page.trades)}

The office planned ${$("officeNominated")} Wh and bought ${$("officeBought")} Wh.

## 2. Nominations at the gate

At ${gateClock}, two hours before, the book closes and nominations freeze: the office
${$("officeNominated")} Wh, the pool ${$("poolNominated")} Wh, all customers ${$("allNominated")} Wh. As power:

| bus | P, kW | Q, kvar |
|---|---|---|
| LV | ${$("pLv", 3)} | ${$("qLv", 3)} |
| F1 | ${$("pF1", 3)} | ${$("qF1", 3)} |

Reactive power follows gross consumption at a power factor of 0.93 (office) and 0.97 (homes).

## 3. Loading of the transformer

The power flow of these loads (in the test: a full admittance matrix and a fixed point) lets
${$("hvP", 3)} kW and ${$("hvQ", 3)} kvar flow at the 20 kV side of T1:

    S = √(${$("hvP", 3)}² + ${$("hvQ", 3)}²) = ${$("lowKva", 3)} kVA (20 kV side)

The low-voltage side carries ${$("lvKva", 3)} kVA, and the more loaded end counts:

    loading = ${$("loadingKva", 3)} / 40 = ${$("loading", 2)} %

## 4. Need of the DSO

Above 100 % the DSO wants to come down to 98 %:

    ⌈(${$("loading", 2)} − 98) % × 40 kVA × 250 Wh/kW⌉ = ${$("need")} Wh

Power flows upwards, so more consumption helps: the direction is down.

## 5. Merit order

Effectiveness is the relief of T1 per kW more consumption (in the test: the power flow at ± 10 W).
Offers were fixed at the freeze. Cheapest relief first:

| unit | offer, Wh | price | effectiveness | price / effectiveness |
|---|---|---|---|---|
| AGG@F1 | ${$("poolOffer")} | ${$("poolPrice")} | ${$("poolEffect", 4)} | ${$("poolCost")} |
| O1 | ${$("officeOffer")} | ${$("officePrice")} | ${$("officeEffect", 4)} | ${$("officeCost")} |

## 6. Claims

The pool is asked for min(⌈${$("need")} / ${$("poolEffect", 4)}⌉, ${$("poolOffer")}) = **${$("poolOrder")} Wh**
and relieves ${$("poolRelief", 1)} Wh. What is left of the need, ${$("rest", 1)} Wh, takes
⌈${$("rest", 1)} / ${$("officeEffect", 4)}⌉ = **${$("officeOrder")} Wh** of the office. Nobody has claimed
them before, so the ledger grants both in full, and after the last gate the orders go out.

## 7. Delivery

| office, Wh | | |
|---|---|---|
| baseline | nomination frozen at the gate | ${$("officeNominated")} |
| metered | | ${$("officeMetered")} |
| truth | the office replayed without the order | ${$("officeTruth")} |
| verified | metered − baseline | ${$("verified")} |
| paid | min(${$("verified")}, ${$("officeOrder")}) | ${$("paid")} |
| missing | ${$("officeOrder")} − ${$("paid")} | ${$("missing")} |
| served | metered − truth | ${$("served")} |

The meter credits ${$("verified")} Wh, the replay says ${$("served")} Wh: the office delivered part of its
order, and the baseline, a forecast two hours old, is ${$("baselineError")} Wh off.

With everything metered, T1 ran at ${$("meteredLoading", 2)} %, and ${$("losses", 1)} Wh were lost in it and in
the cable: ${$("importWh", 1)} Wh at the busbar less ${$("allMetered")} Wh at the meters.

## 8. Payment

| line | from → to | amount |
|---|---|---|
| activation | DSO → aggregator | ${$("officePrice")} × ${$("paid")} / 1000, down: **${$("activation")}** |
| rounding | DSO → rounding | ${$("activationRounding")} |
| penalty | aggregator → DSO | ${$("officePrice")} × ${$("missing")} / 1000, down: **${$("penalty")}** |
| rounding | aggregator → rounding | ${$("penaltyRounding")} |
| owner share | aggregator → O1 | ⌊0.7 × ${$("activation")}⌋ = **${$("share")}** |

The order turned consumption up, and the DSO hands the energy on to the TSO, at the price for a
shortage: (${$("paid")} + ${$("poolPaid")}) Wh × ${$("short")} / 1000 = **${$("rebalancing")}** for both units.

## 9. Retail bill of the quarter hour

    metered + up − down − bought + sold
      = ${$("officeMetered")} + 0 − ${$("paid")} − ${$("officeBought")} + 0 = ${$("retailWh")} Wh

What the office was paid for does not stand on its bill again: neither the activated ${$("paid")} Wh nor
what it bought from its neighbours. ${retailSentence(n["retailWh"]!, $("retailPrice"), $("retailAmount"))}

## 10. The office's day

All its orders of the day:

${table(["start", "ordered", "price", "baseline", "metered", "truth", "verified", "paid", "activation", "penalty", "share"], page.orders)}

Received and paid over 96 quarter hours, as they stand in the ledger (received positive):

${table(["line", "µEUR"], page.bill)}

## 11. The books of the day

| account | line | µEUR |
|---|---|---|
| aggregator | activation received, both units | ${$("dayActivation")} |
| aggregator | penalty paid | ${$("dayPenalty")} |
| aggregator | owner share paid | ${$("dayShare")} |
| DSO | rebalancing paid, less received | ${$("dayRebalancing")} |
| DSO | losses paid to the retailer | ${$("dayLosses")} |
| retailer | day-ahead energy bought, less sold | ${$("dayWholesale")} |
| retailer | imbalance paid, less received | ${$("dayImbalance")} |

Each line is a transfer with two ends, so the sum of all balances stays 0.
`;
}

function retailSentence(wh: number, price: string, amount: string): string {
  if (wh === 0) return "Nothing is left for the retailer.";
  return `The rest ${wh > 0 ? "is imported" : "counts as fed in"} at ${price}: **${amount}**.`;
}

/** A number with thousands set apart, and a true minus. */
export function figure(value: number | undefined, name: string, digits = 0): string {
  if (value === undefined) throw new Error(`the page names ${name}, which was not worked out`);
  const text = Math.abs(value).toFixed(digits);
  const [whole, fraction] = text.split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  const isNegative = value < 0 && Number(text) !== 0;
  return `${isNegative ? "−" : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

function table(head: readonly string[], rows: readonly (readonly (number | string)[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const cell = (value: number | string) =>
    typeof value === "string" ? value : figure(value, "cell");
  return [
    line(head),
    `|${"---|".repeat(head.length)}`,
    ...rows.map((row) => line(row.map(cell))),
  ].join("\n");
}
