import type { Step } from '../repair/steps.ts';

/** Something wrong with a table or worth knowing, and how to put it right. */
export interface TableFinding {
  /** One of {@link tableFindingKinds}. */
  kind: string;
  severity: 'error' | 'warning' | 'note';
  column?: string;
  message: string;
  fix: string;
  /** A cleaning step that does it. */
  step?: Step;
  /** Some examples; `file` is where: a row, a value or a column. */
  items: { file: string; reason: string }[];
}
