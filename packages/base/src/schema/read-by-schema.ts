import { printable } from '../text/printable.ts';
import { messageOf } from './message.ts';
import { pathText } from './path-text.ts';
import type { Issue, RawIssue, Schema } from './schema.ts';

/** What is wrong at one place of a value. */
export interface ValueFault {
  /** As it is written: `runs[0].start`; empty for the value itself. */
  readonly path: string;
  /** What was expected, what came, and the nearest name where one is not known. */
  readonly message: string;
}

/**
 * Reads a value from outside by a Zod schema, whose words never reach a user: what is wrong is said here, with its place,
 * what came, and the names that there are.
 *
 * @param refuse makes the error of all that is wrong
 * @throws {Error} — what `refuse` makes of the faults
 * @unguarded it checks what it is given
 * @example readBySchema(schema, json, (faults) => new ModelError('bad-card', `${path} is damaged:\n${faultLines(faults)}`))
 */
export function readBySchema<T>(
  schema: Schema<T>,
  value: unknown,
  refuse: (faults: readonly ValueFault[]) => Error,
): T {
  const opened = new Set<unknown>(); // the unions that have no words of their own: what their kinds say is told
  const error = (issue: RawIssue) => {
    if (issue.code === 'invalid_union') opened.add(issue.errors);
    return messageOf(issue);
  };
  const read = schema.safeParse(value, { error });
  if (read.success) return read.data;
  throw refuse(read.error.issues.flatMap((issue) => faultsOf(issue, [], opened)));
}

/**
 * Faults as lines of a message, `most` of them.
 *
 * @param top what the value itself is called
 * @example faultLines([{ path: 'port', message: 'Missing: expected a number.' }]) // '  port: Missing: expected a number.'
 */
export function faultLines(faults: readonly ValueFault[], top = 'the value', most = 50): string {
  const lines = faults
    .slice(0, most)
    .map(({ path, message }) => `  ${path === '' ? top : printable(path)}: ${message}`);
  return [...lines, ...(faults.length > most ? [`  … and ${faults.length - most} more`] : [])].join('\n');
}

function faultsOf(issue: Issue, within: readonly PropertyKey[], opened: ReadonlySet<unknown>): ValueFault[] {
  const path = [...within, ...issue.path];
  const meant = issue.errors === undefined || !opened.has(issue.errors) ? undefined : meantKind(issue.errors);
  return meant === undefined
    ? [{ path: pathText(path), message: issue.message }]
    : meant.flatMap((each) => faultsOf(each, path, opened));
}

/** Which kind of a union was meant: of the right type and tag, and with the least wrong; undefined where none is. */
function meantKind(kinds: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const isType = ({ path, code }: Issue) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
  const isTag = ({ path, code, values }: Issue) =>
    path.length === 1 && code === 'invalid_value' && values?.length === 1;
  const fitting = kinds.filter((issues) => !issues.some(isType));
  const tagged = fitting.filter((issues) => !issues.some(isTag));
  const [best] = (tagged.length > 0 ? tagged : fitting).toSorted((a, b) => wrongs(a) - wrongs(b));
  return best;
}

const wrongs = (issues: readonly Issue[]): number =>
  issues.reduce((sum, { keys }) => sum + Math.max(1, keys?.length ?? 1), 0);
