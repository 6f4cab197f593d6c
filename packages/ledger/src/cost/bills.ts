import type { DatabaseSync } from 'node:sqlite';
import { numberOf, optionalText, textOf } from '../database/row.ts';
import { LedgerError } from '../errors.ts';

/** What one provider charged in one month for one service, or for one run of it. */
export interface Charge {
  /** YYYY-MM. */
  readonly month: string;
  readonly provider: string;
  readonly service: string;
  /** ISO 4217. */
  readonly currency: string;
  /** By the invoice of the month. */
  readonly billed: number;
  /** Of what was used in the month, prepayments spread over it. */
  readonly effective: number;
  /** The run that it is for, where the bill says so. */
  readonly run?: string;
}

/**
 * Keeps a bill. One of a month and provider that is there already would be counted twice: it is refused, or replaces what was there.
 *
 * @throws {LedgerError} bill-overlaps, charge-invalid — where months of the provider are there already, or a charge cannot be read
 */
export function addBill(
  db: DatabaseSync,
  name: string,
  charges: readonly Charge[],
  { replace = false }: { replace?: boolean },
): void {
  charges.forEach(check);
  const overlapping = db.prepare(
    'SELECT DISTINCT bills.id, bills.name FROM charges JOIN bills ON bills.id = charges.bill WHERE month = ? AND provider = ?',
  );
  const months = new Map(
    charges.map(({ month, provider }) => [JSON.stringify([month, provider]), { month, provider }]),
  );
  for (const { month, provider } of months.values()) {
    const [before] = overlapping.all(month, provider);
    if (before === undefined) continue;
    if (!replace)
      throw new LedgerError(
        'bill-overlaps',
        `What ${provider || 'the provider'} charged in ${month} is in the ledger already, from ${textOf(before, 'name')}. Replace it, or leave the bill out.`,
        { fields: { month, provider } },
      );
    db.prepare('DELETE FROM charges WHERE month = ? AND provider = ?').run(month, provider);
  }
  db.exec('DELETE FROM bills WHERE id NOT IN (SELECT bill FROM charges)');
  const bill = numberOf(
    db.prepare('INSERT INTO bills (name, at) VALUES (?, ?) RETURNING id').get(name, Date.now()),
    'id',
  );
  const add = db.prepare(
    'INSERT INTO charges (bill, run, month, provider, service, currency, billed, effective) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  for (const { run, month, provider, service, currency, billed, effective } of charges)
    add.run(bill, run ?? null, month, provider, service, currency, billed, effective);
}

function check({ month, currency, billed, effective }: Charge): void {
  const wrong =
    !/^\d{4}-(0[1-9]|1[0-2])$/.test(month) ||
    !/^[A-Z]{3}$/.test(currency) ||
    !Number.isFinite(billed) ||
    !Number.isFinite(effective);
  if (wrong)
    throw new LedgerError(
      'charge-invalid',
      `A charge needs a month as YYYY-MM, a currency of three capitals and finite amounts, received ${JSON.stringify({ month, currency, billed, effective })}.`,
      { fields: { month, currency } },
    );
}

/** All that was billed, oldest month first. */
export function readCharges(db: DatabaseSync): Charge[] {
  return db
    .prepare('SELECT * FROM charges ORDER BY month, provider, service, currency, run')
    .all()
    .map((row) => {
      const run = optionalText(row, 'run');
      return {
        month: textOf(row, 'month'),
        provider: textOf(row, 'provider'),
        service: textOf(row, 'service'),
        currency: textOf(row, 'currency'),
        billed: numberOf(row, 'billed'),
        effective: numberOf(row, 'effective'),
        ...(run === undefined ? {} : { run }),
      };
    });
}

/** What bills say that a run cost; nothing where none names it, or where they do so in two currencies. */
export function billedFor(db: DatabaseSync, run: string): { money: number; currency: string } | undefined {
  const rows = db
    .prepare('SELECT currency, sum(effective) AS money FROM charges WHERE run = ? GROUP BY currency')
    .all(run);
  if (rows.length !== 1) return undefined;
  return { money: numberOf(rows[0], 'money'), currency: textOf(rows[0], 'currency') };
}
