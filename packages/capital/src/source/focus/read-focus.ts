import { nearest } from '@capstan/base';
import { parseCsv, writeCsv } from '../../csv.ts';
import { CapitalError } from '../../errors.ts';
import { record } from '../../record.ts';
import { cellReader } from '../bills/cells.ts';

/** What FOCUS lets a charge be (1.0 to 1.2). */
const CATEGORIES = ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'] as const;

/** One charge of a bill. */
export interface FocusCharge {
  readonly category: (typeof CATEGORIES)[number];
  /** ISO 8601, UTC; the end is outside. */
  readonly start: string;
  readonly end: string;
  /** What the invoice says, and what the use of the period costs, prepayments spread over it. */
  readonly billed: number;
  readonly effective: number;
  readonly currency: string;
  readonly provider: string;
  readonly service: string;
  readonly description: string;
  readonly resource?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The run that it is for, where the bill says so: x_RunId, or a tag 'run'. */
  readonly run?: string;
  /** Every cell as it was written. */
  readonly cells: Readonly<Record<string, string>>;
}

/** A bill with all that it says. */
export interface FocusBill {
  /** As it was read. */
  readonly text: string;
  readonly charges: readonly FocusCharge[];
}

/** Columns without which a bill is not in FOCUS's form. */
export const NEEDED = [
  'BilledCost',
  'EffectiveCost',
  'BillingCurrency',
  'ChargeCategory',
  'ChargePeriodStart',
  'ChargePeriodEnd',
  'ServiceName',
] as const;

/**
 * Reads a bill in FOCUS's form (1.0 to 1.2, as CSV): numbers, times and categories are checked row by row; columns that are not known
 * are kept.
 *
 * @throws {CapitalError} bad-input — on a column that is missing or a cell that says something else
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @throws {CapitalError} bad-date — each with its row
 * @example readFocus(await readFile('focus.csv', 'utf8')).charges.length
 */
export function readFocus(text: string): FocusBill {
  const rows = parseCsv(text);
  const columns = Object.keys(rows[0] ?? {});
  for (const column of NEEDED)
    if (rows[0] && !columns.includes(column)) {
      const meant = nearest(column, columns);
      throw new CapitalError('bad-input', `The column ${column} is missing: expected a bill in FOCUS's form.`, {
        fields: { column },
        hint: meant === undefined ? undefined : `There is ${meant}, which is not it.`,
      });
    }
  return { text, charges: rows.map((cells, i) => chargeOf(cells, `row ${i + 1}`)) };
}

/**
 * A bill as text: to the byte as it was read where its charges are, else their cells as CSV.
 *
 * @example writeFocus(readFocus(text)) // text
 */
export function writeFocus({ text, charges }: FocusBill): string {
  const before = parseCsv(text);
  const now = charges.map(({ cells }) => cells);
  if (JSON.stringify(before) === JSON.stringify(now)) return text;
  return writeCsv(Object.keys(before[0] ?? now[0] ?? {}), now);
}

/**
 * What a bill comes to by month and service, in its own currency: the actual cost to hold beside a plan. A charge of several months is
 * spread over them by the hour.
 *
 * @throws {CapitalError} bad-input — on a bill in two currencies
 * @example billedByMonth(readFocus(text)).months['2026-11']
 */
export function billedByMonth({ charges }: FocusBill): {
  currency: string;
  months: Record<string, { billed: number; effective: number }>;
} {
  const currencies = [...new Set(charges.map(({ currency }) => currency))];
  if (currencies.length > 1)
    throw new CapitalError('bad-input', `The bill is in ${currencies.join(' and ')}. Split it, or convert it to one.`, {
      fields: { currencies },
    });
  const months = record<{ billed: number; effective: number }>();
  for (const { start, end, billed, effective } of charges)
    for (const { month, share } of monthsOf(start, end)) {
      months[month] ??= { billed: 0, effective: 0 };
      months[month].billed += share * billed;
      months[month].effective += share * effective;
    }
  return { currency: currencies[0] ?? '', months };
}

/** What a bill says of runs. */
export interface BilledRuns<R> {
  /** The runs, those that the bill names with its money. */
  readonly runs: readonly R[];
  /** Ids of the runs that the bill names. */
  readonly matched: readonly string[];
  /** Effective cost that no run took. */
  readonly rest: number;
}

/**
 * Gives runs of the ledger what they really cost: the effective cost of the charges that name them, by x_RunId, a tag 'run', or their
 * ResourceId.
 *
 * @example billedRuns(readFocus(text), runs).matched
 */
export function billedRuns<R extends { readonly id: string; readonly money: number; readonly currency: string }>(
  { charges }: FocusBill,
  runs: readonly R[],
): BilledRuns<R> {
  const ids = new Set(runs.map(({ id }) => id));
  const found = new Map<string, { money: number; currency: string }>();
  let rest = 0;
  for (const { run, resource, effective, currency, description } of charges) {
    const id = [run, resource].find((each) => each !== undefined && ids.has(each));
    if (id === undefined) {
      rest += effective;
      continue;
    }
    const before = found.get(id);
    if (before && before.currency !== currency)
      throw new CapitalError(
        'bad-input',
        `Run '${id}' is billed in ${before.currency} and in ${currency} ('${description}'). Convert the bill to one currency.`,
        { fields: { run: id } },
      );
    found.set(id, { money: (before?.money ?? 0) + effective, currency });
  }
  return { runs: runs.map((run) => ({ ...run, ...found.get(run.id) })), matched: [...found.keys()], rest };
}

/** One row of a bill in FOCUS's form. */
export function chargeOf(cells: Readonly<Record<string, string>>, where: string): FocusCharge {
  const { text, needed, number, currency, time } = cellReader(cells, where);
  const [start, end] = [time('ChargePeriodStart'), time('ChargePeriodEnd')];
  if (end < start)
    throw new CapitalError('dates-out-of-order', `${where}: the charge ends at ${end}, before it starts at ${start}.`, {
      fields: { where },
    });
  const category = needed('ChargeCategory');
  const known = CATEGORIES.find((each) => each === category);
  if (known === undefined)
    throw new CapitalError(
      'bad-input',
      `${where}: ChargeCategory: expected ${CATEGORIES.join(', ')}, received '${category}'.`,
      { fields: { where, column: 'ChargeCategory' } },
    );
  const tags = tagsOf(text('Tags'), where);
  const resource = text('ResourceId');
  const run = text('x_RunId') ?? tags.run;
  return {
    category: known,
    start,
    end,
    billed: number('BilledCost'),
    effective: number('EffectiveCost'),
    currency: currency('BillingCurrency'),
    provider: text('ProviderName') ?? text('ServiceProviderName') ?? '',
    service: text('ServiceName') ?? '',
    description: text('ChargeDescription') ?? '',
    ...(resource === undefined ? {} : { resource }),
    tags,
    ...(run === undefined ? {} : { run }),
    cells,
  };
}

/** Tags as FOCUS has them, in JSON. */
export function tagsOf(text: string | undefined, where: string): Record<string, string> {
  if (text === undefined) return record();
  try {
    const tags: unknown = JSON.parse(text);
    if (typeof tags === 'object' && tags !== null && !Array.isArray(tags))
      return record(Object.entries(tags).map(([name, value]): [string, string] => [name, String(value)]));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CapitalError('bad-input', `${where}: Tags: expected a JSON object, received '${text.slice(0, 60)}'.`, {
    fields: { where, column: 'Tags' },
  });
}

/** The months that a period touches, each with its share of the hours; a moment is of its month. */
export function monthsOf(start: string, end: string): { month: string; share: number }[] {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  if (to === from) return [{ month: start.slice(0, 7), share: 1 }];
  const parts: { month: string; share: number }[] = [];
  for (let at = from; at < to; ) {
    const day = new Date(at);
    const next = Math.min(to, Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1));
    parts.push({ month: day.toISOString().slice(0, 7), share: (next - at) / (to - from) });
    at = next;
  }
  return parts;
}
