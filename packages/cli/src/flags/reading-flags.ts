import { type ReadingOption, type ReadingOptions, readingOptions } from '@capstan/data/table';
import type { Context, Flag } from '../commands/contract.ts';
import { badFlag } from './bad-flag.ts';
import { text } from './parse.ts';

/** dateOrder → date-order */
const flagOf = (option: string): string => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const PLACEHOLDERS: Readonly<Record<ReadingOption['kind'], string>> = {
  flag: 'true|false',
  text: 'TEXT',
  number: 'N',
  list: 'A,B',
  choice: 'HOW',
};

/** A flag for every option of reading tables, from the list of them. */
export const readingFlags: Readonly<Record<string, Flag>> = Object.fromEntries(
  Object.entries(readingOptions).map(([name, { kind, help, choices, example }]) => [
    flagOf(name),
    {
      type: 'string' as const,
      value: choices?.every((one) => /^\w+$/.test(one)) ? choices.join('|') : PLACEHOLDERS[kind],
      help: `reading: ${help}, such as ${example}`,
    },
  ]),
);

/**
 * How a table is to be read, as the flags say.
 *
 * @throws {CliError} bad-flag — where a flag's value does not fit
 */
export function readingFrom(context: Context): ReadingOptions {
  const given = Object.entries(readingOptions).flatMap(([name, option]) => {
    const value = text(context, flagOf(name));
    return value === undefined ? [] : [[name, valueAs(flagOf(name), option, value)]];
  });
  return Object.fromEntries(given); // openTable checks each
}

function valueAs(flag: string, { kind, choices }: ReadingOption, value: string): unknown {
  const refuse = (expected: string): never => {
    throw badFlag(flag, expected, value, choices);
  };
  if (kind === 'flag') return value === 'true' ? true : value === 'false' ? false : refuse('true or false');
  if (kind === 'number') return /^\d+$/.test(value) ? Number(value) : refuse('a whole number');
  if (kind === 'list') return value.split(',');
  if (choices && !choices.includes(value)) return refuse(`one of ${choices.map((one) => `'${one}'`).join(', ')}`);
  return value === '\\t' ? '\t' : value;
}
