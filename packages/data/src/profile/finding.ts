import type { CleanStep } from '../repair/steps/step.ts';

/** Something wrong with a table or worth knowing, and how to put it right. */
export interface TableFinding {
  /** One of {@link tableFindingKinds}. */
  kind: string;
  severity: 'error' | 'warning' | 'note';
  column?: string;
  message: string;
  hint: string;
  /** A cleaning step that does it. */
  step?: CleanStep;
  /** Some examples; `file` is where: a row, a value or a column. */
  items: { file: string; reason: string }[];
}
