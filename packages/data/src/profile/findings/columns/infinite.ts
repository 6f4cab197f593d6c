import type { TableFindingKind } from '../contract.ts';
import { count, quoted } from '../words.ts';

export const infinite: TableFindingKind = {
  kind: 'infinite',
  place: 20,
  about: 'Numbers that are not finite.',
  look: ({ profile: { columns } }) =>
    columns
      .filter(({ numbers }) => numbers !== undefined && numbers.infinite > 0)
      .map(({ name: column, numbers }) => ({
        ...{ kind: 'infinite', severity: 'error', column, items: [] },
        message: `${quoted(column)} has ${count(numbers!.infinite)} infinite values`,
        hint: 'Make them missing, then impute',
        step: { step: 'finite', column },
      })),
};
