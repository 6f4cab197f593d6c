import type { TableFindingKind } from '../contract.ts';
import { count, quoted } from '../words.ts';

export const classImbalance: TableFindingKind = {
  kind: 'class-imbalance',
  place: 230,
  about: 'Classes of which the largest is more than three times the smallest.',
  look({ profile: { target, columns } }) {
    if (!target || target.classes.length < 2) return [];
    const { column, classes } = target;
    if (columns.find(({ name }) => name === column)!.distinct > 50) return [];
    const [largest, smallest] = [classes[0]!.count, classes.at(-1)!.count];
    if (largest <= 3 * smallest) return [];
    return [
      {
        ...{ kind: 'class-imbalance', severity: 'note', column, items: [] },
        message: `the classes of ${quoted(column)} are of very different size: ${count(largest)} and ${count(smallest)} rows`,
        hint: 'Weigh the loss, or over- or undersample; judge by more than accuracy',
      },
    ];
  },
};
