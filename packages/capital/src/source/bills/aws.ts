import { record } from '../../record.ts';
import { type FocusCharge, tagsOf } from '../focus/read-focus.ts';
import { type CellReader, cellReader } from './cells.ts';
import type { BillForm } from './contract.ts';

/** lineItem/UsageStartDate of the first report and line_item_usage_start_date of the second are one name. */
const name = (column: string): string =>
  column
    .replace('/', '_')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .toLowerCase();

/** What a line costs once prepayments are spread over their use: AWS's own rule for amortised cost, by the kind of line. */
function effectiveOf({ text, number }: CellReader, type: string, unblended: number): number {
  const or0 = (column: string): number => (text(column) === undefined ? 0 : number(column));
  switch (type) {
    case 'DiscountedUsage':
      return or0('reservation_effective_cost');
    case 'RIFee':
      return (
        or0('reservation_unused_amortized_upfront_fee_for_billing_period') + or0('reservation_unused_recurring_fee')
      );
    case 'SavingsPlanCoveredUsage':
      return or0('savings_plan_savings_plan_effective_cost');
    case 'SavingsPlanRecurringFee':
      return or0('savings_plan_total_commitment_to_date') - or0('savings_plan_used_commitment');
    case 'SavingsPlanNegation':
    case 'SavingsPlanUpfrontFee':
      return 0;
    case 'Fee':
      return text('reservation_reservation_arn') === undefined ? unblended : 0;
    default:
      return unblended;
  }
}

function categoryOf(type: string): FocusCharge['category'] {
  if (/^(Usage|DiscountedUsage|SavingsPlanCoveredUsage|SavingsPlanNegation)$/.test(type)) return 'Usage';
  if (/^(Fee|RIFee|SavingsPlanUpfrontFee|SavingsPlanRecurringFee)$/.test(type)) return 'Purchase';
  return type === 'Tax' ? 'Tax' : /^(Credit|Refund)$/.test(type) ? 'Credit' : 'Adjustment';
}

/** Tags of one's own: a column each in the first report, one of JSON in the second. */
function tagsIn(
  cells: Readonly<Record<string, string>>,
  together: Readonly<Record<string, string>>,
): FocusCharge['tags'] {
  const apart = Object.entries(cells).filter(
    ([column, value]) => /^resource_tags_user[:_]/.test(column) && value !== '',
  );
  return record(
    [...apart, ...Object.entries(together)].map(([tag, value]): [string, string] => [
      tag.replace(/^(resource_tags_)?user[:_]/, ''),
      value,
    ]),
  );
}

export const aws: BillForm = {
  kind: 'aws',
  about: "AWS's Cost and Usage Report, the first and the second.",
  columns: [
    'line_item_usage_start_date',
    'line_item_usage_end_date',
    'line_item_line_item_type',
    'line_item_unblended_cost',
    'line_item_currency_code',
  ],
  name,
  charge(cells, where) {
    const read = cellReader(cells, where);
    const type = read.needed('line_item_line_item_type');
    const billed = read.number('line_item_unblended_cost');
    const tags = tagsIn(cells, tagsOf(read.text('resource_tags'), where));
    const resource = read.text('line_item_resource_id');
    return {
      category: categoryOf(type),
      start: read.time('line_item_usage_start_date'),
      end: read.time('line_item_usage_end_date'),
      billed,
      effective: effectiveOf(read, type, billed),
      currency: read.currency('line_item_currency_code'),
      provider: 'AWS',
      service: read.text('product_product_name') ?? read.text('line_item_product_code') ?? '',
      description: read.text('line_item_line_item_description') ?? '',
      ...(resource === undefined ? {} : { resource }),
      tags,
      ...(tags.run === undefined ? {} : { run: tags.run }),
      cells,
    };
  },
};
