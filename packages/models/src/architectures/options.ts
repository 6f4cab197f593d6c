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
const LIST: Rule = {
  expected: 'a list of whole numbers above 0',
  holds: (value) => Array.isArray(value) && value.length <= 64 && value.every(isCount),
};

const RULES: Record<string, Rule> = {
  ...Object.fromEntries(
    ['classes', 'channels', 'size', 'patch', 'layers', 'heads', 'width', 'units', 'vocabulary', 'positions'].map(
      (name) => [name, COUNT],
    ),
  ),
  hidden: LIST,
  dropout: SHARE,
  eps: SHARE,
  padding: { expected: 'a whole number', holds: (value) => Number.isSafeInteger(value) && Number(value) >= 0 },
  norm: { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
  stem: { expected: "'imagenet' or 'small'", holds: (value) => value === 'imagenet' || value === 'small' },
  weights: { expected: 'the path of a file of weights', holds: (value) => typeof value === 'string' && value !== '' },
};

/**
 * Checks the options of an architecture, which may come from a file that somebody else wrote.
 * @throws ModelError 'bad-options' naming the option, what it may be and what it was.
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
