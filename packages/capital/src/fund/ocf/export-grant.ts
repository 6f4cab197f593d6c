import type { Grant } from '../table/cap-table.ts';
import { type Money, numeric } from './numeric.ts';

/** The transaction that issues options or a warrant. */
export function granted(
  { kind, holder, shares, strike, expires }: Grant,
  issuance: object,
  money: Money,
  common: string,
): object {
  const right = { ...issuance, quantity: numeric(shares, `the rights of ${holder}`) };
  const price = { exercise_price: money(strike, `the strike of ${holder}`) };
  if (kind === 'option')
    return {
      object_type: 'TX_EQUITY_COMPENSATION_ISSUANCE',
      ...right,
      ...price,
      stock_plan_id: 'plan',
      compensation_type: 'OPTION',
      expiration_date: expires ?? null,
      termination_exercise_windows: [],
    };
  return {
    object_type: 'TX_WARRANT_ISSUANCE',
    ...right,
    ...price,
    purchase_price: money(0, `the price of the warrant of ${holder}`),
    ...(expires === undefined ? {} : { warrant_expiration_date: expires }),
    exercise_triggers: [
      {
        trigger_id: `${holder}-exercise`,
        type: 'ELECTIVE_AT_WILL',
        conversion_right: {
          type: 'WARRANT_CONVERSION_RIGHT',
          conversion_mechanism: {
            type: 'FIXED_AMOUNT_CONVERSION',
            converts_to_quantity: numeric(shares, `the rights of ${holder}`),
          },
          converts_to_stock_class_id: common,
        },
      },
    ],
  };
}
