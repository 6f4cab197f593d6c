import { DataError } from '../../errors.ts';

/** How a table is to be read, where what the reader works out from all the cells is not what is meant. */
export type ReadingOptions = {
  /** Whether the first line names the columns. */
  header?: boolean;
  /** Names of the columns, in place of those in the file. */
  names?: readonly string[];
  /** Lines left out at the beginning. Without it, titles and comments above the table are found. */
  skip?: number;
  /** What lines begin with that are no rows. */
  comment?: string;
  /** The character between cells; a space stands for any run of spaces. */
  delimiter?: string;
  /** The character round cells that hold the delimiter; empty for none. */
  quote?: string;
  /** The character before a quote within quotes. */
  escape?: string;
  /** A WHATWG label such as `gb18030`. */
  encoding?: string;
  /** The sign between whole and fraction. */
  decimal?: '.' | ',';
  /** The sign between thousands. */
  thousands?: '.' | ',' | ' ' | "'";
  /** How dates such as 03/04/2024 are meant. */
  dateOrder?: 'dmy' | 'mdy' | 'ymd';
  /** More words that stand for no value. */
  na?: readonly string[];
  /** Leave every cell as the text that it is: nothing is taken for a number or a date. */
  text?: boolean;
  /** Bytes that one line may have. */
  maxLine?: number;
  /** The sheet of an Excel file. */
  sheet?: string;
  /** The cells of a sheet, such as `B3:F200`. */
  range?: string;
  /** The table of a database. */
  table?: string;
};

/** What is said of an option, and how a command line reads it. */
export type ReadingOption = {
  kind: 'flag' | 'text' | 'number' | 'list' | 'choice';
  help: string;
  choices?: readonly string[];
  /** A value to show. */
  example: string;
  formats: readonly ('text' | 'excel' | 'json' | 'database')[];
};

const inText = { formats: ['text'] } as const;
const inSheets = { formats: ['text', 'excel'] } as const;

/**
 * Every option of reading, by name: the flags and the help of the command line follow from this.
 *
 * @example for (const [name, { help }] of Object.entries(readingOptions)) console.log(`--${name}  ${help}`);
 */
export const readingOptions: { readonly [K in keyof Required<ReadingOptions>]: ReadingOption } = {
  header: { kind: 'flag', help: 'whether the first line names the columns', example: 'true', ...inSheets },
  names: {
    kind: 'list',
    help: 'names of the columns, in place of those in the file',
    example: 'id,price',
    ...inSheets,
  },
  skip: { kind: 'number', help: 'lines left out at the beginning', example: '3', ...inSheets },
  comment: { kind: 'text', help: 'what lines begin with that are no rows', example: '#', ...inText },
  delimiter: { kind: 'text', help: 'the character between cells', example: ';', ...inText },
  quote: { kind: 'text', help: 'the character round cells that hold the delimiter', example: "'", ...inText },
  escape: { kind: 'text', help: 'the character before a quote within quotes', example: '\\', ...inText },
  encoding: { kind: 'text', help: 'how its bytes are to be read', example: 'gb18030', formats: ['text', 'json'] },
  decimal: {
    kind: 'choice',
    choices: ['.', ','],
    help: 'the sign between whole and fraction',
    example: ',',
    ...inSheets,
  },
  thousands: {
    ...{ kind: 'choice', choices: ['.', ',', ' ', "'"], help: 'the sign between thousands', example: '.' },
    ...inSheets,
  },
  dateOrder: {
    ...{
      kind: 'choice',
      choices: ['dmy', 'mdy', 'ymd'],
      help: 'how dates such as 03/04/2024 are meant',
      example: 'dmy',
    },
    ...inSheets,
  },
  na: { kind: 'list', help: 'more words that stand for no value', example: '-999,none given', ...inSheets },
  text: { kind: 'flag', help: 'leave every cell as the text that it is', example: 'true', ...inSheets },
  maxLine: { kind: 'number', help: 'bytes that one line may have', example: '16000000', formats: ['text', 'json'] },
  sheet: { kind: 'text', help: 'the sheet of an Excel file', example: 'Visits', formats: ['excel'] },
  range: { kind: 'text', help: 'the cells of a sheet', example: 'B3:F200', formats: ['excel'] },
  table: { kind: 'text', help: 'the table of a database', example: 'sales', formats: ['database'] },
};

/** Refuses what no option can be. @throws {DataError} option-invalid — where an option makes no sense */
export function checkReading(options: ReadingOptions): void {
  const { skip, maxLine, comment, delimiter, quote, decimal, thousands } = options;
  for (const [name, value] of Object.entries({ skip, maxLine })) {
    const least = name === 'skip' ? 0 : 1;
    if (value !== undefined && !(Number.isInteger(value) && value >= least)) {
      throw new DataError('option-invalid', `${name} must be a whole number from ${least}, received ${value}`);
    }
  }
  for (const [name, value] of Object.entries({ delimiter, quote, escape: options.escape })) {
    const isOne = value === undefined || value.length === 1 || (name === 'quote' && value === '');
    if (!isOne || value === '\n' || value === '\r') {
      const hint = name === 'delimiter' ? "Write a tab as '\\t'; for runs of spaces say ' '" : 'Give one character';
      throw new DataError('option-invalid', `${name} must be one character, received ${JSON.stringify(value)}`, {
        hint,
      });
    }
  }
  if (comment === '')
    throw new DataError('option-invalid', 'comment must be what such lines begin with, received none');
  for (const [name, { choices }] of Object.entries(readingOptions)) {
    const value = options[name as keyof ReadingOptions]; // as: the list has its keys
    if (choices && value !== undefined && !choices.some((one) => one === value)) {
      const hint = `Say one of ${choices.map((one) => JSON.stringify(one)).join(', ')}`;
      throw new DataError('option-invalid', `there is no ${name} ${JSON.stringify(value)}`, { hint });
    }
  }
  if (thousands !== undefined && thousands === (decimal ?? '.')) {
    const hint = `Say which the decimal sign is: decimal: '${thousands === '.' ? ',' : '.'}'`;
    throw new DataError('option-invalid', `thousands and decimal are both '${thousands}'`, { hint });
  }
}
