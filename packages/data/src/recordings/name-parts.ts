import { DataError } from '../errors.ts';

/** The parts of files' names, by what a pattern calls them. */
export type NameParts = Readonly<Record<string, string>>;

/**
 * Reads a pattern of names, such as `{class}_{speaker}_{take}`: the function that it makes takes a file's name, without folder
 * and ending, apart; undefined where it is another one.
 *
 * @throws {DataError} option-invalid — where it has no part, one twice, or two that nothing stands between
 * @example namePattern('{class}_{speaker}_{take}')('7_jackson_32') // { class: '7', speaker: 'jackson', take: '32' }
 */
export function namePattern(pattern: string): (name: string) => NameParts | undefined {
  const pieces = pattern.split(/(\{[^{}]*\})/);
  const parts = pieces.filter((piece) => piece.startsWith('{')).map((piece) => piece.slice(1, -1));
  const bad = parts.find((part) => !/^[a-z][a-z0-9]*$/i.test(part));
  const twice = parts.find((part, i) => parts.indexOf(part) !== i);
  if (parts.length === 0 || bad !== undefined || twice !== undefined || pattern.includes('}{')) {
    throw new DataError('option-invalid', `names: ${JSON.stringify(pattern)} does not take names apart`, {
      hint: 'Write each part in braces, once, with something between them: {class}_{speaker}_{take}',
    });
  }
  // A part ends where what stands behind it comes first, so that a name is read once, however it is made.
  const whole = pieces.map((piece, i) => {
    if (!piece.startsWith('{')) return escaped(piece);
    const next = escaped(pieces[i + 1] ?? '');
    return next === '' ? '(.+)' : `((?:(?!${next}).)+)`;
  });
  const found = new RegExp(`^${whole.join('')}$`, 'su');
  return (name) => {
    const [, ...values] = found.exec(name) ?? [];
    return values.length === 0 ? undefined : Object.fromEntries(parts.map((part, i) => [part, values[i]!]));
  };
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
