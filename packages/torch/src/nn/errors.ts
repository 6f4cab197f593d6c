import { nearest } from '@capstan/base';
import { TorchError } from '../errors.ts';

/** An option's name that does not exist, with the nearest that does. */
export function unknownOption(where: string, name: string, known: readonly string[]): TorchError {
  const near = nearest(name, known);
  return new TorchError(
    'unknown-option',
    `${where}: expected one of the options ${known.join(', ')}, received '${name}'`,
    {
      op: where,
      ...(near ? { hint: `did you mean '${near}'?` } : {}),
    },
  );
}

/** A value where options belong, as in `new nn.Dropout(0.1)`. */
export const notOptions = (where: string, received: unknown, known: readonly string[]): TorchError =>
  new TorchError('not-options', `${where}: expected options { ${known.join(', ')} }, received ${String(received)}`, {
    op: where,
  });

/** An argument whose value does not fit. */
export const invalidArgument = (where: string, expected: string, received: string, hint?: string): TorchError =>
  new TorchError('value', `${where}: expected ${expected}, received ${received}`, { op: where, ...(hint && { hint }) });

/** Refuses a word that is not one of those that an option may be. */
export function requireWord(where: string, option: string, value: unknown, words: readonly string[]): void {
  // as: whatever it is, it is looked for
  if (!words.includes(value as string))
    throw invalidArgument(where, `${option} ${words.map((word) => `'${word}'`).join(' or ')}`, `'${String(value)}'`);
}

export interface Misshapen {
  readonly key: string;
  readonly expected: readonly number[];
  readonly received: readonly number[];
}

/** A state dict that does not fit a module: every key that is missing, unexpected or of another shape. */
export class StateDictError extends TorchError {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly misshapen: readonly Misshapen[];

  constructor(
    module: string,
    missing: readonly string[],
    unexpected: readonly string[],
    misshapen: readonly Misshapen[],
  ) {
    const lines = [
      ...missing.map((key) => `  missing ${key}${hint(nearest(key, unexpected))}`),
      ...unexpected.map((key) => `  unexpected ${key}`),
      ...misshapen.map(
        (m) => `  ${m.key}: expected shape (${m.expected.join(', ')}), received (${m.received.join(', ')})`,
      ),
    ];
    super('state-dict', `the state dict does not fit ${module}:\n${lines.join('\n')}`, {
      hint:
        missing.length + unexpected.length > 0
          ? 'rename the keys, or pass { strict: false } to load what fits'
          : 'was the model built with other options?',
    });
    this.missing = missing;
    this.unexpected = unexpected;
    this.misshapen = misshapen;
  }
}

const hint = (near: string | undefined): string => (near ? ` (the file has ${near})` : '');
