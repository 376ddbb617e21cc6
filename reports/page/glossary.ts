import { escapeHtml } from "#reports/page/html.ts";

/** Terms of the report, in the order in which they are met. */
const terms: readonly (readonly [term: string, meaning: string])[] = [
  ["Variant", "The same world under other rules: same weather, loads and prices, other market."],
  ["no-market", "The counterfactual: nobody trades, nobody is activated."],
  [
    "Counterfactual twin",
    "The no-market world that steps beside every run; relief and displaced overload are measured against it.",
  ],
  [
    "Seed",
    "Number that fixes all chance of a run. Runs of equal seed are compared with each other.",
  ],
  [
    "DNUT",
    "Dynamic network usage tariff: what a trade adds to the cost of the grid's losses, congestion and voltage; negative where it helps.",
  ],
  ["Nomination", "Planned net energy of a customer, frozen at the gate, 120 minutes ahead."],
  ["Traded and moved", "Traded energy that changed a nomination; the rest only changed its name."],
  ["DSO, TSO", "Operators of the distribution grid and of the transmission grid."],
  [
    "Unit",
    "What offers flexibility: an office building, or an aggregator's customers on one feeder.",
  ],
  [
    "Up, down",
    "Directions of flexibility. Up: less consumption or more feed-in. Down: the reverse.",
  ],
  [
    "Need",
    "Energy that an operator asks for at its gate: to relieve congestion (CM) or to balance the system (BAL).",
  ],
  ["Activation", "One unit dispatched in one period for one need."],
  [
    "Double activation",
    "The same unit and period used for two needs of different operators: paid twice in one direction, or working against itself in opposite ones.",
  ],
  ["Latent", "Double activations that would occur if each operator picked alone from all offers."],
  ["Prevented by design", "Latent, and never attempted under the scheme's rules."],
  ["Attempted", "Conflicting claims that were submitted under the scheme."],
  [
    "Avoided at the claim",
    "Attempted, and stopped by the registry: refused, moved, merged or split.",
  ],
  ["Induced", "Attempted, although not latent: the scheme itself caused them."],
  ["Realised", "Both dispatched."],
  [
    "Price of non-integration",
    "What a scheme's orders and unmet needs cost more than if all needs had been cleared jointly over all offers.",
  ],
  [
    "Counter-activation",
    "Opposite orders of different operators in one area and period, also on different units.",
  ],
  ["Overload", "Loading above 100 % of a rating, of any monitored transformer or line."],
  ["Displaced overload", "Overload in periods and areas in which the twin had none."],
  ["Baseline", "Consumption without activation, as the market assumes it: here the nomination."],
  [
    "Rebalancing",
    "What an operator pays or receives for the imbalance that its activation causes.",
  ],
  ["pu", "Per unit: voltage divided by the rated voltage."],
];

/** Explains the report's terms. */
export function glossaryHtml(): string {
  const entries = terms.map(
    ([term, meaning]) => `<div><dt>${escapeHtml(term)}</dt><dd>${escapeHtml(meaning)}</dd></div>`,
  );
  return `<dl class="glossary">${entries.join("")}</dl>`;
}
