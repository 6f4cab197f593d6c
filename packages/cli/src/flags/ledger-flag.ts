import type { Context, Flag } from '../commands/contract.ts';
import { text } from './parse.ts';

const USUAL = '.capstan/ledger.db';

/** The flag that names the book of runs. */
export const ledgerFlag: Flag = { type: 'string', value: 'FILE', help: `the book of runs; '${USUAL}'` };

/** The book of runs that a command is to open. */
export const ledgerOf = (context: Context): string => text(context, 'ledger') ?? USUAL;
