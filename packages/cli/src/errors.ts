import { type CallFault, CapstanError, type Catalogue, codesOf } from '@capstan/base';

/** Every error of this package, by code. All but `answer-unreadable` and `unawaited` mean that the command line was used wrongly. */
export const cliErrors = {
  'unknown-command': { what: 'there is no such command', hint: '`capstan --help` lists them; the nearest is named' },
  'unknown-flag': { what: 'the command has no such flag', hint: '`capstan COMMAND --help`; the nearest is named' },
  'bad-flag': { what: "a flag's value is missing or does not fit", hint: 'give one that the message describes' },
  'flags-conflict': { what: 'two flags exclude each other', hint: 'leave one of them out' },
  'bad-words': {
    what: 'what stands beside the flags is too much, too little or something else',
    hint: '`capstan COMMAND --help` shows the line',
  },
  'plan-missing': { what: 'there is no such plan file', hint: 'name one, `capstan plan FILE`' },
  'plan-unreadable': {
    what: 'the plan file does not parse or exports no plan',
    hint: 'correct it at the place named; `export default definePlan({ … })`',
  },
  'file-unreadable': {
    what: 'a file that a flag or word names cannot be read, or is a folder',
    hint: 'name a file that you may read',
  },
  'no-pictures': {
    what: 'data were expected, a folder or a table, and none were named or something else',
    hint: 'name them, `capstan train DATA`',
  },
  'no-runs': {
    what: 'there is no book of runs there, or no run that was stopped',
    hint: 'go into the folder of the runs, or name it',
  },
  'same-name': { what: 'two models would be served under one name', hint: 'name them, `first=DIR second=DIR`' },
  'config-exists': { what: 'a project file is there already', hint: 'change it by hand, or `--force`' },
  unawaited: {
    what: 'something in a project or plan file failed where nothing waited for it or could catch it, or waits for what never comes',
    hint: 'at the place named, write await before it, or catch what it fails with',
  },
  'answer-unreadable': {
    what: 'the server of `capstan start` did not answer a picture with a label',
    hint: 'look at what it logged; `capstan doctor` looks at the machine',
  },
} as const satisfies Catalogue;

export const cliErrorCodes = codesOf(cliErrors);

export type CliErrorCode = keyof typeof cliErrors | CallFault;

/**
 * What the command line refuses: `code` from the catalogue, the values it is about in `fields`.
 *
 * @example
 * try { await loadPlan('plan.ts'); } catch (error) { if (error instanceof CliError && error.code === 'plan-missing') … }
 */
export class CliError extends CapstanError<CliErrorCode> {
  override readonly name = 'CliError';
}

/** What the process ends with. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Ctrl-C, as shells count it; what was done up to then is saved. */
  interrupted: 130,
} as const;
