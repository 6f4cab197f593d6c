import { promiseHooks } from 'node:v8';
import { placeOfFrame, type UserPlace } from './user-place.ts';

/**
 * Notes at which lines of a user's own files something is waited for, until it is disposed of: Node says of an `await` that never
 * ends where it stands only for the program itself, not for a file that the program imports.
 *
 * @example
 * using awaits = openAwaits();
 * process.once('beforeExit', () => console.error('nothing will end the await at', awaits.latest()));
 */
export function openAwaits(): Disposable & { latest(): UserPlace | undefined } {
  const open = new Map<Promise<unknown>, UserPlace>();
  const close = (promise: Promise<unknown>) => void open.delete(promise);
  const stop = promiseHooks.createHook({
    init(promise) {
      const limit = Error.stackTraceLimit;
      Error.stackTraceLimit = 2; // this function, and who made the promise: `await` makes one
      const place = placeOfFrame((new Error().stack ?? '').split('\n')[2] ?? '');
      Error.stackTraceLimit = limit;
      if (place) open.set(promise, place);
    },
    before: close, // what follows an await begins
    after() {},
    settled: close,
  });
  return {
    latest: () => [...open.values()].at(-1),
    [Symbol.dispose]: () => void stop(),
  };
}
