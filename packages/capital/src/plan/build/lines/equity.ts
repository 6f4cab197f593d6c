import { CapitalError } from '../../../errors.ts';
import { rational } from '../../../fund/exact/rational.ts';
import { capTable } from '../../../fund/table/cap-table.ts';
import { type Context, NOT_NEGATIVE } from '../builder.ts';
import { slug } from '../slug.ts';

/** Checks the cap table and builds what the rounds' terms need. */
export function equityLines({ builder, plan, money }: Context): void {
  if (plan.capTable) {
    try {
      capTable(plan.capTable);
    } catch (error) {
      if (!(error instanceof CapitalError)) throw error;
      builder.problem('capTable', error.message);
    }
  }
  plan.rounds.forEach(({ name, terms }, i) => {
    if (!terms) return;
    if (!plan.capTable) builder.problem(`rounds[${i}].terms`, 'What a round buys needs a capTable to begin with.');
    if (terms.kind === 'priced')
      builder.line(`round.${slug(name)}.premoney`, terms.preMoney, money, `rounds[${i}].terms.preMoney`, NOT_NEGATIVE);
    if (terms.kind === 'priced' && terms.investors) {
      const sum = terms.investors.reduce((all, each) => all.plus(each.part), rational(0));
      if (sum.compare(1) !== 0)
        builder.problem(`rounds[${i}].terms.investors`, `Expected parts that sum to 1, received ${sum}.`);
    }
  });
}
