import { constants, getPriority, setPriority } from 'node:os';

/** By how much less a thread wants the processor: beside one busy neighbour a quarter is left to it. */
const LESS = 5;

/**
 * Puts the calling thread behind the others where they want a processor at one time: reading megabytes takes seconds,
 * which small requests and the engine need not wait for. Only Linux has a priority for each thread; elsewhere this is nothing.
 */
export function stepAside(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Math.min(constants.priority.PRIORITY_LOW, getPriority() + LESS));
  } catch {
    // not allowed here: it is only slower for the others
  }
}
