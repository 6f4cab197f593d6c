import { exitCode } from './errors.ts';
import { jsonLines } from './output/progress/json-lines.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal that fires on the first Ctrl-C, SIGTERM or SIGHUP (a terminal that closed); the second one ends the process at once.
 * Owns handlers of the process; dispose to take them off.
 */
export function interruptSignal(
  err: NodeJS.WriteStream,
  json = false,
): Disposable & { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const stop = () => controller.abort(new Interrupted());
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    const text = 'Stopping; once more to quit at once.';
    if (json) jsonLines(err)({ kind: 'note', text });
    else err.write(`${err.isTTY ? '\r\x1b[2K' : ''}${text}\n`);
    stop();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop,
    [Symbol.dispose]() {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}

/** For the `catch` of a run's work: where a signal ended it the book says so. @throws {Error} — what it is given */
export function endingAsStopped(
  run: { finish(status: 'stopped'): void },
  signal: AbortSignal,
): (error: unknown) => never {
  return (error) => {
    if (signal.aborted) run.finish('stopped');
    throw error;
  };
}

/** Thrown by work that stopped because of Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Stopped by Ctrl-C.');
  }
}
