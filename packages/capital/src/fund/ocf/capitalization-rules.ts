import { CapitalError } from '../../errors.ts';
import { type Capitalization, countedIn } from '../convertibles/capitalization.ts';
import type { OcfRules } from './schema.ts';

const WORDS = ['post', 'pre'] as const;

/**
 * What OCF's rules count, by a word where one says the same. Promised options stand in no table: there are none to count.
 *
 * @throws {CapitalError} bad-ocf — on rules that leave out what is held, count new money, or part this instrument from the others
 */
export function capitalizationOf(rules: OcfRules, what: string): Capitalization {
  const converting = rules.include_other_converting_securities;
  if (!rules.include_outstanding_shares || rules.include_new_money || rules.include_this_security !== converting)
    throw new CapitalError(
      'bad-ocf',
      `${what}: its capitalization_definition_rules leave out shares that are held, count new money, or count this instrument apart from the others: that is not modelled. Work its conversion price out and give it as a cap.`,
      { fields: { what } },
    );
  const counted = {
    options: rules.include_outstanding_options,
    warrants: true,
    pool: rules.include_outstanding_unissued_options,
    poolIncrease: rules.include_additional_option_pool_topup,
    converting,
  };
  return WORDS.find((word) => JSON.stringify(countedIn(word)) === JSON.stringify(counted)) ?? counted;
}

/** A definition of one's own as OCF's rules; 'pre' and 'post' have a word of their own there. */
export function rulesOf(capitalization: Capitalization): { capitalization_definition_rules?: OcfRules } {
  if (typeof capitalization === 'string') return {};
  const { options, pool, poolIncrease, converting } = countedIn(capitalization);
  return {
    capitalization_definition_rules: {
      include_outstanding_shares: true,
      include_outstanding_options: options,
      include_outstanding_unissued_options: pool,
      include_this_security: converting,
      include_other_converting_securities: converting,
      include_option_pool_topup_for_promised_options: poolIncrease,
      include_additional_option_pool_topup: poolIncrease,
      include_new_money: false,
    },
  };
}
