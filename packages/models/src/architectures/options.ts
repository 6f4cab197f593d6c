import { nearest } from '@capstan/base';
import { ModelError } from '../errors.ts';

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) > 0;

interface Rule {
  expected: string;
  holds: (value: unknown) => boolean;
}
const COUNT: Rule = { expected: 'a whole number above 0', holds: isCount };
const SHARE: Rule = {
  expected: 'from 0 to below 1',
  holds: (value) => typeof value === 'number' && value >= 0 && value < 1,
};
const WHOLE: Rule = {
  expected: 'a whole number',
  holds: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
};
const LIST: Rule = {
  expected: 'a list of whole numbers above 0',
  holds: (value) => Array.isArray(value) && value.length <= 64 && value.every(isCount),
};

const WEIGHT: Rule = {
  expected: 'a number of at least 0',
  holds: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
};
const BOOLEAN: Rule = { expected: 'true or false', holds: (value) => typeof value === 'boolean' };
const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'number' && Number.isFinite(each));

const RULES: Record<string, Rule> = {
  ...Object.fromEntries(
    [
      'classes',
      'channels',
      'size',
      'patch',
      'layers',
      'heads',
      'width',
      'units',
      'vocabulary',
      'positions',
      'rows',
      'k',
      'filters',
      'users',
      'factors',
      'epochs',
    ].map((name) => [name, COUNT]),
  ),
  interactions: WHOLE,
  neighbours: WHOLE,
  lr: WEIGHT,
  alpha: WEIGHT,
  hidden: LIST,
  dropout: SHARE,
  eps: SHARE,
  padding: WHOLE,
  norm: BOOLEAN,
  votes: BOOLEAN,
  bytes: WHOLE,
  l1: WEIGHT,
  l2: WEIGHT,
  smoothing: WEIGHT,
  sizes: LIST,
  widths: LIST,
  level: { expected: 'a list of numbers', holds: isNumbers },
  spread: {
    expected: 'a list of numbers above 0',
    holds: (value) => isNumbers(value) && value.every((each) => each > 0),
  },
  stem: { expected: "'imagenet' or 'small'", holds: (value) => value === 'imagenet' || value === 'small' },
  weights: { expected: 'the path of a file of weights', holds: (value) => typeof value === 'string' && value !== '' },
};

/**
 * Checks the options of an architecture, which may come from a file that somebody else wrote.
 * @throws {ModelError} bad-options — naming the option, what it may be and what it was
 * @example checkOptions('resnet18', { classes: 0 }, ['classes']) // throws
 */
export function checkOptions(architecture: string, options: object, known: readonly string[]): void {
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) {
      const close = nearest(name, known);
      throw new ModelError(
        'bad-options',
        `${architecture} has no option '${name}'${close ? `; did you mean '${close}'?` : '.'} It takes ${known.join(', ')}.`,
      );
    }
    const rule = RULES[name];
    if (value !== undefined && rule && !rule.holds(value)) {
      throw new ModelError(
        'bad-options',
        `${architecture}: '${name}' must be ${rule.expected}, received ${JSON.stringify(value)}.`,
      );
    }
  }
}

/**
 * Checks that heads of attention share a token's numbers alike.
 * @throws {ModelError} bad-options — where they don't
 * @example checkHeads('bert', { heads: 5, width: 64 }) // throws
 */
export function checkHeads(architecture: string, { heads, width }: { heads: number; width: number }): void {
  if (width % heads === 0) return;
  throw new ModelError(
    'bad-options',
    `${architecture}: 'heads' must divide 'width': ${heads} does not divide ${width}.`,
  );
}
