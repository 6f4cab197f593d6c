import { isOwn, makersOf, readValue, type ValueOf } from '../values/list.ts';
import type { CallbackWork, Course } from './contract.ts';
import * as callbacks from './index.ts';

export { callbacks };

/** A callback as plain JSON: it is kept with the run as it is. */
export type Callback = ValueOf<typeof callbacks>;

/** A callback of your own; what it returns, if that is a text, is why the training ends here. */
export type OwnCallback = (course: Course) => string | undefined | Promise<string | undefined> | Promise<void> | void;

/**
 * A callback with every option filled in.
 *
 * @throws {TrainError} unknown-kind, unknown-option, wrong-option — where there is none of that name, there is no such option, or an option is of another kind
 */
export const readCallback = (value: unknown): Callback | OwnCallback =>
  isOwn<OwnCallback>(value) ? value : readValue('callback', callbacks, value);

/** Why a training ends after this epoch, or undefined to go on; all are asked, in their order. */
export async function reasonToEnd(
  values: readonly (Callback | OwnCallback)[],
  course: Course,
): Promise<string | undefined> {
  let reason: string | undefined;
  for (const value of values) {
    const said = isOwn<OwnCallback>(value) ? ((await value(course)) ?? undefined) : ask(value, course);
    reason ??= said;
  }
  return reason;
}

function ask({ kind, ...options }: Callback, course: Course): string | undefined {
  const maker = makersOf(callbacks).get(kind) as unknown as CallbackWork<object>; // every value is of a kind in the list
  return maker.afterEpoch(course, options);
}
