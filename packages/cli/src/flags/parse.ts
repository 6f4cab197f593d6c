import { parseArgs } from 'node:util';
import { nearest } from '@capstan/base';

import type { Command, Context, Flag } from '../commands/contract.ts';
import { CliError } from '../errors.ts';
import { badFlag } from './bad-flag.ts';
import { checkWritable } from './writable.ts';

/**
 * Reads a command's arguments.
 *
 * @throws {CliError} unknown-flag, bad-flag, bad-words — where there is no such flag, a flag's value does not fit, or there are too many words, or too few
 */
export function parse(name: string, command: Command, args: readonly string[]): Pick<Context, 'flags' | 'words'> {
  const flags: Record<string, Flag> = { ...command.flags, help: HELP };
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { help: _, value: __, writes: ___, ...option }]) => [name, option]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) throw unknown(name, command, asTyped(args[token.index] ?? token.rawName, token.rawName));
    if (option.type === 'string' && (token.value === undefined || token.value === '')) {
      throw new CliError(
        'bad-flag',
        `${token.rawName} needs a value: ${token.rawName} ${command.flags[token.name]?.value ?? 'VALUE'}.`,
        { fields: { flag: token.name } },
      );
    }
    if (option.type === 'string' && !token.inlineValue && token.value?.startsWith('-')) {
      throw new CliError(
        'bad-flag',
        `${token.rawName} is followed by '${token.value}', which looks like a flag. If it is the value, write ${token.rawName}=${token.value}.`,
        { fields: { flag: token.name, value: token.value } },
      );
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      throw new CliError('bad-flag', `${token.rawName} takes no value, received '${token.value}'.`, {
        fields: { flag: token.name, value: token.value },
      });
    }
  }
  const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  const [least, most] = command.wordCount ?? [0, 0];
  if (!values.help && (positionals.length < least || positionals.length > most)) {
    if (positionals.length === 0) {
      throw new CliError(
        'bad-words',
        `capstan ${name} needs ${command.words}, as in: ${command.examples[0]}. See capstan ${name} --help.`,
        { fields: { command: name, words: positionals } },
      );
    }
    const what = most === 0 ? 'no argument' : least === most ? `${least}` : `${least} to ${most}`;
    const received = positionals.map((word) => `'${word}'`).join(', ');
    throw new CliError(
      'bad-words',
      `capstan ${name} takes ${what}${command.words ? ` (${command.words})` : ''} beside its flags, received ${received}. See capstan ${name} --help.`,
      { fields: { command: name, words: positionals } },
    );
  }
  for (const [flag, { writes }] of Object.entries(flags)) {
    const path = values[flag];
    if (writes && typeof path === 'string') checkWritable(flag, path);
  }
  return { flags: values as Context['flags'], words: positionals }; // `values` holds what the options above declare
}

const HELP = { type: 'boolean', short: 'h', help: 'this text' } as const;

/** `-data` as it was typed, which is read as -d -a -t -a. */
function asTyped(arg: string, rawName: string): string {
  return /^-[a-z]{2,}/.test(arg) ? arg.replace(/=.*$/, '') : rawName;
}

function unknown(name: string, command: Command, rawName: string): CliError {
  const known = Object.keys(command.flags).map((flag) => `--${flag}`);
  const close = nearest(rawName, [...known, '--help']);
  const all = known.length > 0 ? ` Its flags are ${known.join(', ')}.` : '';
  return new CliError(
    'unknown-flag',
    `capstan ${name} has no ${rawName}${close ? `; did you mean ${close}?` : '.'}${all} See capstan ${name} --help.`,
    { fields: { command: name, flag: rawName, nearest: close } },
  );
}

/** A flag that must be a whole number from `least` on. */
export function wholeNumber(
  context: Context,
  name: string,
  least = 1,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const text = context.flags[name];
  if (typeof text !== 'string') return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    const end = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
    throw badFlag(name, `a whole number from ${least}${end}`, text);
  }
  return value;
}

/** `--port`, 0 for a free one. */
export const portFlag = (context: Context): number | undefined => wholeNumber(context, 'port', 0, 65_535);

/**
 * Flags that a command knows but that say nothing about what was named: they are refused, not passed over.
 *
 * @param about as in "--target is of tables, and … is a folder of pictures"
 * @example refuseFlags(context, ['target', 'split'], 'of tables', `${dir} is a folder of pictures`)
 */
export function refuseFlags(context: Context, names: readonly string[], of: string, about: string): void {
  const given = names.filter((name) => context.flags[name] !== undefined && context.flags[name] !== false);
  if (given.length === 0) return;
  const flags = given.map((name) => `--${name}`).join(', ');
  throw new CliError(
    'flags-conflict',
    `${flags} ${given.length === 1 ? 'is' : 'are'} ${of}, and ${about}. Leave ${given.length === 1 ? 'it' : 'them'} out.`,
    {
      fields: { flags: given },
    },
  );
}

/** A flag that must be a number above 0. */
export function positiveNumber(context: Context, name: string): number | undefined {
  const text = context.flags[name];
  if (typeof text !== 'string') return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw badFlag(name, 'a number above 0', text);
  }
  return value;
}

/** A flag's text. */
export function text(context: Context, name: string): string | undefined {
  const value = context.flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** A flag that must be one of some words. */
export function oneOf<T extends string>(context: Context, name: string, choices: readonly T[]): T | undefined {
  const value = text(context, name);
  if (value === undefined) return undefined;
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw badFlag(name, `one of ${choices.join(', ')}`, value, choices);
}
