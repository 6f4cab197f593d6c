import { CapstanError, shown } from '@capstan/base';
import { userPlace } from '@capstan/base/files';
import { CliError, exitCode } from './errors.ts';
import { Interrupted } from './interrupt.ts';

/** Handlers of the process for faults that nothing waits for; dispose to take them off. */
export interface Unawaited extends Disposable {
  /** Whether there was one. */
  readonly failed: boolean;
  /** Stops the work after the first, as Ctrl-C does, with everything saved; until it is set the process ends at once. */
  stop: () => void;
}

/**
 * Faults that reach no `await` of ours, which Node would end the process for with a stack: a promise of a project file that fails
 * while nothing waits for it, an exception in one of its timers, an `await` that nothing will ever end. The work is stopped; a
 * second fault, or one that is our own, ends the process at once.
 *
 * @param tell says one
 * @example using faults = unawaitedFaults((error) => err.write(renderError(error)));
 */
export function unawaitedFaults(tell: (error: unknown) => void): Unawaited {
  const quit = () => process.exit(exitCode.failed);
  let failed = false;
  const fault = (error: unknown, how: string) => {
    if (error instanceof Interrupted) return; // what was stopped says so
    const again = failed;
    failed = true;
    const place = error instanceof Error ? userPlace(error) : undefined;
    const known = place !== undefined || error instanceof CapstanError || !(error instanceof Error);
    tell(known ? told(error, place, how) : error);
    if (again || !known) quit();
    faults.stop();
  };
  const onRejection = (error: unknown) =>
    fault(error, 'Nothing waits for this promise: write await before it, or catch what it fails with');
  const onException = (error: unknown) =>
    fault(error, 'Nothing could catch it where it was thrown, in a timer or an event: catch it there');
  // Whoever imports a file says so of that file first.
  const onStall = () =>
    setImmediate(() => {
      if (!process.listeners('beforeExit').includes(onStall)) return;
      tell(
        new CliError('unawaited', 'It waits for something that never comes: nothing that could end it is under way.'),
      );
      quit();
    });
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onException);
  process.on('beforeExit', onStall);
  const faults: Unawaited = {
    get failed() {
      return failed;
    },
    stop: quit,
    [Symbol.dispose]() {
      process.off('unhandledRejection', onRejection);
      process.off('uncaughtException', onException);
      process.off('beforeExit', onStall);
    },
  };
  return faults;
}

function told(error: unknown, place: ReturnType<typeof userPlace>, how: string): CliError {
  const where = place === undefined ? '' : `${place.file}, near line ${place.line}: `;
  const what =
    error instanceof Error
      ? error.message.replace(/\.$/, '') || error.name
      : `it failed with ${shown(error)}, which is no Error and has no line`;
  return new CliError('unawaited', `${where}${what}. ${how}.`, { fields: { ...place }, cause: error });
}
