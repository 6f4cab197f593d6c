import { setImmediate } from 'node:timers/promises';

/**
 * Lets signals, timers and other work have a turn, at most every `everyMs`: a loop whose promises are always ready would
 * otherwise keep them out until it ends.
 * @example const breath = breathe(); for (const batch of batches) { …; await breath(); }
 */
export function breathe(everyMs = 30): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    const now = performance.now();
    if (now - last < everyMs) return undefined;
    last = now;
    return setImmediate();
  };
}
