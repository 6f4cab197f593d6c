import { simulation } from '@capstan/capital';

const line = (text: string, unit: string) => ({ formula: simulation.parseExpression(text), unit });

/** Cash of a company that spends, grows and is paid unevenly: the same in numpy and Squiggle. */
export const model: simulation.Model = {
  months: 36,
  inputs: { burn: { unit: 'USD' }, growth: { unit: '1' }, income: { unit: 'USD' } },
  shocks: { luck: { kind: 'normal' } },
  lines: {
    earned: line('if(month == 0, income, previous(earned, income) * (1 + growth))', 'USD'),
    cash: line('previous(cash, 1800000 [USD]) - burn + earned + 80000 [USD] * luck', 'USD'),
  },
};
