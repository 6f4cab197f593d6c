import { exitCode } from './errors.ts';

/**
 * A signal that fires on the first Ctrl-C or SIGTERM; the second one ends the process at once.
 * Owns handlers of the process; dispose to take them off.
 */
export function interruptSignal(err: NodeJS.WriteStream): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    err.write(`${err.isTTY ? '\r\x1b[2K' : ''}Stopping; once more to quit at once.\n`);
    controller.abort(new Interrupted());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/** Thrown by work that stopped because of Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Stopped by Ctrl-C.');
  }
}
