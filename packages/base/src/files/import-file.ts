import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CapstanError, type ErrorDetails } from '../errors/capstan-error.ts';
import { type Fault, faultOf } from './import-fault.ts';
import { openAwaits } from './open-awaits.ts';

/** What an import of a user's file is told. */
export interface ImportOptions {
  /** What such files import: the nearest is named where another is not installed. */
  readonly packages?: readonly string[] | undefined;
  /** Ends the waiting for a file that itself waits, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a file that a user wrote, TypeScript or JavaScript, and gives what it exports. What it fails on is told with its place,
 * as the error that `refuse` makes; errors of the packages, which say it in words of their own, pass as they are. So is an `await`
 * that nothing will ever end, where Node ends the program.
 *
 * @throws {Error} — what `refuse` makes, where the file does not parse, throws while it runs, or waits for nothing
 * @example
 * const { default: plan } = await importFile('plan.ts', (message, details) => new CliError('plan-unreadable', message, details));
 */
export async function importFile(
  path: string,
  refuse: (message: string, details: ErrorDetails) => Error,
  { packages = [], signal }: ImportOptions = {},
): Promise<Record<string, unknown>> {
  // Node's error has the name of a package that is not there in its words alone.
  let stranger: string | undefined;
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        stranger = specifier;
        throw error;
      }
    },
  });
  const told = ({ where, what, fields }: Fault, cause?: unknown) => {
    const end = what.endsWith('?') ? '' : '.';
    return refuse(`${where}: ${what}${end} The file can't be run; put that right and try again.`, { fields, cause });
  };
  try {
    return await ended(path, signal);
  } catch (error) {
    if (error instanceof Stalled) throw told(error.fault);
    if (error instanceof CapstanError || (signal?.aborted && error === signal.reason)) throw error;
    throw told(faultOf(path, error, stranger, packages), error);
  } finally {
    hooks.deregister();
  }
}

/** An import that nothing will end. */
class Stalled extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.what);
    this.fault = fault;
  }
}

/** The import's end: what it gives or throws, the signal's reason, or that nothing is left that could end it. */
async function ended(path: string, signal: AbortSignal | undefined): Promise<Record<string, unknown>> {
  signal?.throwIfAborted();
  using awaits = openAwaits();
  const { promise, resolve: done, reject } = Promise.withResolvers<Record<string, unknown>>();
  const onStall = () => {
    const place = awaits.latest();
    const where = place === undefined ? path : `${place.file}:${place.line}`;
    const what = 'it waits for something that never comes: nothing that could end this await is under way';
    reject(new Stalled({ where, what, fields: { path, ...place } }));
  };
  const onAbort = () => reject(signal?.reason);
  process.once('beforeExit', onStall);
  signal?.addEventListener('abort', onAbort);
  try {
    import(pathToFileURL(resolve(path)).href).then(done, reject);
    const module = await promise;
    await new Promise(setImmediate); // what failed in it with nobody waiting is told before anything follows
    signal?.throwIfAborted();
    return module;
  } finally {
    process.off('beforeExit', onStall);
    signal?.removeEventListener('abort', onAbort);
  }
}
