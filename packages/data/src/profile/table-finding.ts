import type { Step } from '../repair/steps.ts';

/** What can be found in a table; README.md says what each is. */
export const tableFindingKinds = [
  'missing',
  'null-like',
  'infinite',
  'constant',
  'identifier',
  'outliers',
  'duplicate-rows',
  'near-duplicate-text',
  'mixed-dates',
  'mixed-units',
  'wrong-cells',
  'one-class',
  'class-imbalance',
  'target-leak',
  'split-overlap',
  'drift',
  'personal-data',
] as const;

export type TableFindingKind = (typeof tableFindingKinds)[number];

/** Something wrong with a table or worth knowing, and how to put it right. */
export type TableFinding = {
  kind: TableFindingKind;
  severity: 'error' | 'warning' | 'note';
  column?: string;
  message: string;
  fix: string;
  /** A cleaning step that does it. */
  step?: Step;
  /** Some examples; `file` is where: a row, a value or a column. */
  items: { file: string; reason: string }[];
};
