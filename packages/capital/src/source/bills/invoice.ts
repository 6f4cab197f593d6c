import { cellReader, nextDay } from './cells.ts';
import type { BillForm } from './contract.ts';

export const invoice: BillForm = {
  kind: 'invoice',
  about:
    'An invoice of any provider, typed or exported as date, provider, amount, currency; where there are any, service, description, run, end.',
  columns: ['date', 'provider', 'amount', 'currency'],
  name: (column) => column.toLowerCase(),
  charge(cells, where) {
    const read = cellReader(cells, where);
    const start = read.time('date');
    const amount = read.number('amount');
    const run = read.text('run');
    return {
      category: amount < 0 ? 'Credit' : 'Usage',
      start,
      end: read.text('end') === undefined ? nextDay(start) : read.time('end'),
      billed: amount,
      effective: amount,
      currency: read.currency('currency'),
      provider: read.needed('provider'),
      service: read.text('service') ?? '',
      description: read.text('description') ?? '',
      tags: {},
      ...(run === undefined ? {} : { run }),
      cells,
    };
  },
};
