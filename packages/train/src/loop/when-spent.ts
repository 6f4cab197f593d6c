/** How often what was spent is looked at, in milliseconds. */
const LOOK_MS = 100;

/**
 * A signal for work that is not done in steps: it fires once the cost has come to a limit, at once where it has already.
 *
 * @example using spent = whenSpent(() => run.cost().money, budget.amount);
 */
export function whenSpent(cost: () => number, limit: number): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  const look = () => {
    if (cost() < limit) return;
    clearInterval(timer);
    controller.abort();
  };
  const timer = setInterval(look, LOOK_MS).unref();
  look();
  return { signal: controller.signal, [Symbol.dispose]: () => clearInterval(timer) };
}
