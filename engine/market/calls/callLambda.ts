/** Clearings by which λ and the trades that it leads to come to suit each other. */
const REPEATS = 16;

/**
 * λ that a call is charged by, µEUR/kWh by bus. Before the trades alone it would be too kind to those
 * who load the grid, and too generous to those who relieve it: a call trades at once what otherwise
 * trades one by one, each at the flows that the others have left. So it is λ half way between before and
 * after: the change of a cost that is quadratic is then charged exactly, whatever the trades.
 *
 * Which trades there are depends on λ in turn. Starting from λ before, each repetition clears once more;
 * it goes all the way where the trades are those of the repetition before, else half of it, until
 * nothing changes or after sixteen. Where an order at the margin comes and goes, what is charged is off
 * by a part of that order.
 *
 * @param after - λ when these quantities are fed in beside all else, Wh by bus; null: λ before stands.
 * @param injectionsAt - Quantities that a clearing at some λ feeds in, Wh by bus.
 */
export function callLambda(
  beforeMicro: Int32Array,
  after: ((injectionWh: Float64Array) => Int32Array) | null,
  injectionsAt: (lambdaMicro: Int32Array) => Float64Array,
): Int32Array {
  const before = beforeMicro.slice();
  if (after === null) return before;
  let lambda = before;
  let last: Float64Array | null = null;
  for (let k = 0; k < REPEATS; k++) {
    const injectionWh = injectionsAt(lambda);
    // Without trades nothing moves; λ that nobody trades at is as good as that before.
    if (injectionWh.every((wh) => wh === 0)) return lambda;
    const afterMicro = after(injectionWh);
    const share = last !== null && areEqual(last, injectionWh) ? 1 : 0.5;
    const next = lambda.map((own, bus) => {
      const middle = (before[bus]! + afterMicro[bus]!) / 2;
      return Math.round(own + share * (middle - own));
    });
    if (areEqual(next, lambda)) return lambda;
    lambda = next;
    last = injectionWh;
  }
  return lambda;
}

function areEqual(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
