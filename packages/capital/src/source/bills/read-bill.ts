import { nearest } from '@capstan/base';
import { parseCsv } from '../../csv.ts';
import { CapitalError } from '../../errors.ts';
import { type FocusBill, type FocusCharge, monthsOf } from '../focus/read-focus.ts';
import type { BillForm } from './contract.ts';
import * as forms from './index.ts';

/** Every form of bill, by its kind. */
export const BILL_FORMS: ReadonlyMap<string, BillForm> = new Map(
  Object.values<BillForm>(forms).map((form) => [form.kind, form]),
);

/**
 * Reads a bill: FOCUS's form, AWS's report, Azure's cost details, or an invoice as CSV. Which it is, is told by its columns.
 *
 * @param options.from the form, where the columns shall not decide
 * @throws {CapitalError} bad-input — on columns of no form or a cell that says something else
 * @throws {CapitalError} bad-number, bad-date — where a figure is negative, endless or none where it may not be, or a date is none
 * @throws {CapitalError} dates-out-of-order — each with its row
 * @example readBill('date,provider,amount,currency\n2026-11-30,Nebius,1840.20,EUR').charges[0].billed // 1840.2
 */
export function readBill(text: string, { from }: { from?: string } = {}): FocusBill & { readonly form: string } {
  const rows = parseCsv(text);
  const columns = Object.keys(rows[0] ?? {});
  const form = formOf(columns, from);
  const { name = (column: string) => column } = form;
  const named = columns.map(name);
  return {
    form: form.kind,
    text,
    charges: rows.map((row, i) => {
      const where = `row ${i + 1}`;
      const charge = form.charge(Object.fromEntries(columns.map((column, c) => [named[c]!, row[column]!])), where);
      if (charge.end < charge.start)
        throw new CapitalError(
          'dates-out-of-order',
          `${where}: the charge ends at ${charge.end}, before it starts at ${charge.start}.`,
          { fields: { where } },
        );
      return { ...charge, cells: row };
    }),
  };
}

function formOf(columns: readonly string[], from: string | undefined): BillForm {
  const missing = ({ columns: needed, name = (column: string) => column }: BillForm): string[] => {
    const there = new Set(columns.map(name));
    return needed.filter((column) => !there.has(column));
  };
  const kinds = [...BILL_FORMS.keys()];
  if (from !== undefined) {
    const form = BILL_FORMS.get(from);
    if (!form) {
      const meant = nearest(from, kinds);
      throw new CapitalError('bad-input', `There is no form of bill '${from}'. There are: ${kinds.join(', ')}.`, {
        fields: { from },
        hint: meant === undefined ? undefined : `Did you mean '${meant}'?`,
      });
    }
    const [first] = missing(form);
    if (first !== undefined)
      throw new CapitalError('bad-input', `The bill has no column ${first}, which the form '${from}' has.`, {
        fields: { from, column: first },
      });
    return form;
  }
  const found = [...BILL_FORMS.values()].find((form) => missing(form).length === 0);
  if (found) return found;
  const closest = [...BILL_FORMS.values()].reduce((a, b) => (missing(b).length < missing(a).length ? b : a));
  throw new CapitalError(
    'bad-input',
    `The file has the columns of no bill. Closest is '${closest.kind}', without ${missing(closest).join(', ')}.`,
    { fields: { columns }, hint: 'Expected FOCUS, or a CSV of date, provider, amount, currency.' },
  );
}

/** What a bill says of one month, provider, service and run. */
export interface MonthlyCharge {
  readonly month: string;
  readonly provider: string;
  readonly service: string;
  readonly currency: string;
  /** In the month that the invoice is of. */
  readonly billed: number;
  /** Of what was used in the month. */
  readonly effective: number;
  readonly run?: string;
}

/**
 * A bill by month: what is used is spread over its period by the hour, what is bought once is billed in its first month. Sums are kept
 * apart by run where the bill names one, by x_RunId, a tag 'run', or a resource that is one of `runs`.
 *
 * @example chargesByMonth(readBill(text), ['3f2a']).filter(({ run }) => run === '3f2a')
 */
export function chargesByMonth({ charges }: FocusBill, runs: readonly string[] = []): MonthlyCharge[] {
  const known = new Set(runs);
  const found = new Map<string, MonthlyCharge>();
  const add = (charge: FocusCharge, month: string, billed: number, effective: number): void => {
    const { provider, service, currency } = charge;
    const run =
      charge.run ?? (charge.resource !== undefined && known.has(charge.resource) ? charge.resource : undefined);
    const key = JSON.stringify([month, provider, service, currency, run]);
    const before = found.get(key) ?? { billed: 0, effective: 0 };
    found.set(key, {
      ...{ month, provider, service, currency },
      ...(run === undefined ? {} : { run }),
      billed: before.billed + billed,
      effective: before.effective + effective,
    });
  };
  for (const charge of charges) {
    const once = charge.category === 'Purchase';
    for (const [i, { month, share }] of monthsOf(charge.start, charge.end).entries())
      add(charge, month, charge.billed * (once ? (i === 0 ? 1 : 0) : share), charge.effective * share);
  }
  return [...found.values()].sort((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : 0));
}
