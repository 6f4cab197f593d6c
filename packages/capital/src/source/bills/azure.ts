import { type FocusCharge, tagsOf } from '../focus/read-focus.ts';
import { cellReader, nextDay } from './cells.ts';
import type { BillForm } from './contract.ts';

const CATEGORIES: Readonly<Record<string, FocusCharge['category']>> = {
  usage: 'Usage',
  unusedreservation: 'Usage',
  unusedsavingsplan: 'Usage',
  purchase: 'Purchase',
  refund: 'Credit',
  tax: 'Tax',
};

export const azure: BillForm = {
  kind: 'azure',
  about:
    "Microsoft Azure's cost details, by the day; an amortised file has costs as they are used, an actual one as they are paid.",
  columns: ['date', 'costinbillingcurrency', 'chargetype', 'metercategory'],
  name: (column) => column.toLowerCase().replace(/^billingcurrencycode$/, 'billingcurrency'),
  charge(cells, where) {
    const read = cellReader(cells, where);
    const start = read.time('date');
    const cost = read.number('costinbillingcurrency');
    const written = read.text('tags');
    // Some files write the tags without their brackets.
    const tags = tagsOf(written === undefined || written.startsWith('{') ? written : `{${written}}`, where);
    const resource = read.text('resourceid') ?? read.text('instanceid');
    return {
      category: CATEGORIES[read.needed('chargetype').toLowerCase()] ?? 'Adjustment',
      start,
      end: nextDay(start),
      billed: cost,
      effective: cost,
      currency: read.currency('billingcurrency'),
      provider: 'Azure',
      service: read.needed('metercategory'),
      description: read.text('productname') ?? read.text('metername') ?? '',
      ...(resource === undefined ? {} : { resource }),
      tags,
      ...(tags.run === undefined ? {} : { run: tags.run }),
      cells,
    };
  },
};
