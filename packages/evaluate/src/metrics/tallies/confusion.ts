import type { Tally } from '../contract.ts';
import { argmax } from '../labels/argmax.ts';
import { plain } from './plain.ts';

/** How often each class is taken for which: rows are the truth, columns the class with the highest probability. */
export const confusionCounts: Tally<'classes', number[][]> = {
  of: 'classes',
  begin: ({ classes }) => Array.from({ length: classes }, () => new Array<number>(classes).fill(0)),
  add(matrix, { probabilities, targets, classes, weights }) {
    const predictions = argmax(probabilities, classes);
    for (let i = 0; i < targets.length; i++) matrix[targets[i]!]![predictions[i]!]! += weights?.[i] ?? 1;
  },
  merge(matrix, other) {
    for (const [truth, row] of other.entries()) for (const [c, n] of row.entries()) matrix[truth]![c]! += n;
  },
  ...plain(),
};
