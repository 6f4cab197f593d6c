import { shown } from '@capstan/base';
import { TreesError } from '../errors.ts';
import type { Lines } from './lines.ts';

/** Behind a model's text, as Python's own line is: what the columns are called, where LightGBM's text can't hold it. */
const MARK = 'capstan:';

/** What a name may consist of to stand in LightGBM's text, whose names have blanks between and reach JSON unescaped. */
const PLAIN = /^[^\s"{}[\]:,\\\p{Cc}\p{Cs}]{1,200}$/u;

/**
 * The names that LightGBM gets: each that can stand in its text, `Column_` and its place for others.
 *
 * @throws {TreesError} data-invalid — where two columns have one name
 */
export function plainNames(names: readonly string[]): string[] {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new TreesError('data-invalid', `two columns are called ${shown(name)}`);
    seen.add(name);
  }
  const plain = names.map((name, i) => (PLAIN.test(name) ? name : `Column_${i}`));
  return new Set(plain).size === plain.length ? plain : names.map((_, i) => `Column_${i}`);
}

/** The line that says what columns are called, where that is not what LightGBM was told. */
export function namesLine(names: readonly string[], plain: readonly string[]): string {
  return names.every((name, i) => name === plain[i]) ? '' : `${MARK}${JSON.stringify({ names })}\n`;
}

/**
 * What the columns of a model are called.
 *
 * @throws {TreesError} model-invalid — where the model is damaged
 */
export function readNames(lines: Lines, text: string, written: readonly string[]): readonly string[] {
  const at = text.lastIndexOf(`\n${MARK}`);
  if (at < 0) return written;
  const line = text.slice(at + 1 + MARK.length).split('\n', 1)[0]!;
  try {
    const { names }: { names: unknown } = JSON.parse(line);
    const good = Array.isArray(names) && names.every((name): name is string => typeof name === 'string');
    const plain = good ? plainNames(names) : [];
    if (good && plain.length === written.length && plain.every((name, i) => name === written[i])) return names;
  } catch {
    // said below
  }
  throw lines.fault('the line of the names does not go with feature_names');
}

/** What of a model's text LightGBM is given: no more than it reads. */
export function withoutNames(text: string): string {
  const at = text.indexOf('\nend of parameters');
  return at < 0 ? text : `${text.slice(0, at)}\nend of parameters\n`;
}
