import { nearest } from '../text/nearest.ts';
import { shown } from '../text/shown.ts';
import type { Issue, RawIssue } from './schema.ts';

/** Names in one message; a record of columns may have thousands. */
const MOST_NAMES = 40;

/**
 * What a Zod schema found wrong, in our words, where it has none of its own: for `safeParse(value, { error: schemaMessage })`.
 *
 * @unguarded it checks what it is given
 * @example schema.safeParse(row, { error: schemaMessage })
 */
export function messageOf(issue: RawIssue): string | undefined {
  const { input } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownFields(issue.keys ?? [], namesOf(issue.inst));
    case 'invalid_type':
      return expected(typeWords(issue.expected), input);
    case 'invalid_value':
      return noneOf(issue.values ?? [], input);
    case 'invalid_union':
      return issue.discriminator === undefined
        ? expected(unionWords(issue.errors ?? []), input)
        : unknownKind(issue.discriminator, issue.options ?? [], input);
    case 'too_small':
      return expected(bound(issue, issue.minimum, 'at least', 'more than'), input);
    case 'too_big':
      return expected(bound(issue, issue.maximum, 'at most', 'less than'), input);
    case 'not_multiple_of':
      return expected(`a multiple of ${shown(issue.divisor)}`, input);
    case 'invalid_format':
      return expected(formatWords(issue), input);
    case 'invalid_key':
      return `The name does not fit: ${issue.issues?.[0]?.message ?? 'expected another'}`;
    case 'invalid_element':
      return issue.issues?.[0]?.message ?? expected('another element', input);
    default:
      return expected('something else', input);
  }
}

/** What a union expected, as its kinds say it. */
function unionWords(errors: readonly (readonly Issue[])[]): string {
  const words = errors.flatMap((issues) => {
    const [first] = issues;
    if (first?.path.length !== 0) return [typeWords('object')];
    if (first.code === 'invalid_type') return [typeWords(first.expected)];
    if (first.code === 'invalid_value') return (first.values ?? []).map(shownWord);
    return [];
  });
  return [...new Set(words)].join(' or ') || 'something else';
}

function unknownFields(keys: readonly string[], known: readonly string[]): string {
  const named = keys.map((key) => {
    const meant = nearest(key, known);
    return { key: shown(key), meant: meant === undefined ? undefined : shown(meant) };
  });
  const there =
    known.length === 0
      ? 'There are none: leave it out.'
      : `There are: ${known.slice(0, MOST_NAMES).join(', ')}${known.length > MOST_NAMES ? ', …' : ''}.`;
  const [first] = named;
  if (named.length === 1 && first) {
    return `There is no field ${first.key} here. ${first.meant === undefined ? '' : `Did you mean ${first.meant}? `}${there}`;
  }
  const all = named.map(({ key, meant }) => (meant === undefined ? key : `${key} (did you mean ${meant}?)`));
  return `There are no fields ${all.join(', ')} here. ${there}`;
}

function unknownKind(name: string, options: readonly unknown[], input: unknown): string {
  const given = typeof input === 'object' && input !== null && name in input ? Reflect.get(input, name) : undefined;
  const meant = typeof given === 'string' ? nearest(given, options.map(String)) : undefined;
  const list = options.length > 0 ? `: ${options.map(String).join(', ')}` : '';
  const hint = meant === undefined ? '' : ` Did you mean '${meant}'?`;
  return `Expected a ${name} that is known${list}, received ${given === undefined ? 'nothing' : shown(given)}.${hint}`;
}

function noneOf(values: readonly unknown[], input: unknown): string {
  const meant =
    typeof input === 'string'
      ? nearest(
          input,
          values.filter((value) => typeof value === 'string'),
        )
      : undefined;
  const what = expected(values.map(shownWord).join(' or '), input);
  return meant === undefined ? what : `${what} Did you mean ${shown(meant)}?`;
}

/**
 * What was expected and what came, as every message of a schema says it; what is not there is missing, not undefined.
 *
 * @example expected('a day as YYYY-MM-DD', undefined) // 'Missing: expected a day as YYYY-MM-DD.'
 */
export function expected(what: string, input: unknown): string {
  return input === undefined ? `Missing: expected ${what}.` : `Expected ${what}, received ${shown(input)}.`;
}

const shownWord = (value: unknown) => shown(value);

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a bigint',
  boolean: 'true or false',
  array: 'a list, [ … ]',
  tuple: 'a list, [ … ]',
  object: 'fields, { … }',
  record: 'names with values, { … }',
  date: 'a Date',
  function: 'a function',
  null: 'null',
  undefined: 'nothing',
  never: 'nothing',
  optional: 'it to be left out',
  nonoptional: 'a value',
};

const typeWords = (type = 'value'): string => TYPES[type] ?? `a ${type}`;

function bound({ origin, inclusive }: RawIssue, limit: unknown, from: string, beyond: string): string {
  const things: Readonly<Record<string, string>> = { array: ' entries', set: ' entries', string: ' characters' };
  return `${inclusive === false ? beyond : from} ${shown(limit)}${things[origin ?? ''] ?? ''}`;
}

function formatWords({ format, pattern }: RawIssue): string {
  const words: Readonly<Record<string, string>> = {
    date: 'a day as YYYY-MM-DD',
    datetime: 'a day and time as ISO 8601',
    time: 'a time as HH:MM:SS',
    url: 'an address such as https://example.com',
    email: 'an e-mail address',
  };
  return words[format ?? ''] ?? (pattern === undefined ? `a text of the form ${format}` : `a text like ${pattern}`);
}

/** The fields that an object, or a record of given names, takes. */
function namesOf(schema: unknown): string[] {
  const def = at(at(schema, '_zod'), 'def');
  const shape = at(def, 'shape');
  if (typeof shape === 'object' && shape !== null) return Object.keys(shape);
  const values = at(at(at(def, 'keyType'), '_zod'), 'values');
  return values instanceof Set ? [...values].map(String) : [];
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
