import { nearest } from '@capstan/base';
import { parseCsv } from '../../csv.ts';
import { CapitalError } from '../../errors.ts';

/** What books or a bank can be held against, and whether it is a balance at a month's end rather than a flow of the month. */
const ACTUAL_LINES = {
  income: false,
  serving: false,
  acquisition: false,
  payroll: false,
  compute: false,
  controls: false,
  other: false,
  losses: false,
  raised: false,
  customers: true,
  cash: true,
} as const;
export type ActualLine = keyof typeof ACTUAL_LINES;

/** What really happened in a month. */
export interface Actual {
  /** YYYY-MM. */
  readonly month: string;
  readonly line: ActualLine;
  /** Money of the month, above 0 whichever way it flows; for `cash` and `customers`, what there was at its end. */
  readonly amount: number;
}

/**
 * Reads what books or a bank say as CSV: a row for each `month` (or `date`), `line` and `amount`. Flows of one month and line are added
 * up; of a balance the last day's counts.
 *
 * @throws {CapitalError} bad-input — on columns and lines that are not known
 * @throws {CapitalError} bad-date — where a date is none
 * @throws {CapitalError} bad-number — each with its row
 * @example readActuals('month,line,amount\n2027-01,income,12000\n2027-01,cash,388000')
 */
export function readActuals(text: string): Actual[] {
  const rows = parseCsv(text);
  const columns = Object.keys(rows[0] ?? {});
  const when = columns.includes('month') ? 'month' : 'date';
  for (const column of [when, 'line', 'amount'])
    if (rows[0] && !columns.includes(column))
      throw new CapitalError(
        'bad-input',
        `Actuals: the column ${column} is missing; there are ${columns.join(', ')}.`,
        {
          fields: { column },
          hint: 'Expected month (or date), line and amount.',
        },
      );
  const found = new Map<string, Actual & { day: string }>();
  for (const [i, row] of rows.entries()) {
    const where = `Actuals, row ${i + 1}`;
    const day = row[when]!.trim();
    if (!/^\d{4}-(0[1-9]|1[0-2])(-\d\d)?$/.test(day))
      throw new CapitalError('bad-date', `${where}: expected ${when} as YYYY-MM or YYYY-MM-DD, received '${day}'.`, {
        fields: { row: i + 1 },
      });
    const line = lineOf(row.line!.trim(), where);
    const written = row.amount!.trim();
    const amount = Number(written.replace(/(?<=\d)[_ '](?=\d{3})/g, ''));
    if (written === '' || !Number.isFinite(amount))
      throw new CapitalError('bad-number', `${where}: expected an amount such as 1250.50, received '${row.amount}'.`, {
        fields: { row: i + 1 },
      });
    const month = day.slice(0, 7);
    const key = `${month} ${line}`;
    const before = found.get(key);
    if (ACTUAL_LINES[line]) {
      if (!before || before.day <= day) found.set(key, { month, line, amount, day });
    } else found.set(key, { month, line, amount: (before?.amount ?? 0) + amount, day });
  }
  return [...found.values()]
    .map(({ month, line, amount }) => ({ month, line, amount }))
    .sort((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : 0));
}

function lineOf(given: string, where: string): ActualLine {
  const known = Object.keys(ACTUAL_LINES) as ActualLine[]; // as: its own keys
  const line = known.find((each) => each === given);
  if (line !== undefined) return line;
  const meant = nearest(given, known);
  throw new CapitalError('bad-input', `${where}: there is no line '${given}'. There are: ${known.join(', ')}.`, {
    fields: { line: given },
    hint: meant === undefined ? undefined : `Did you mean '${meant}'?`,
  });
}
