import { z } from 'zod';
import { makeStep, type Selection, type Step, type StepKind } from './contract.ts';

const dropColumnsKind: StepKind<Record<string, never>, null> = {
  kind: 'dropColumns',
  about: 'Columns are left out.',
  example: { columns: ['pay'] },
  options: z.strictObject({}),
  state: z.null(),
  learn: () => null,
  isOptional: true,
  apply: (input) => new Map(Object.keys(input).map((name) => [name, {}])),
};

/**
 * Leaves columns out.
 *
 * @example dropColumns(['customer id'])
 */
export function dropColumns(columns: Selection): Step {
  return makeStep(dropColumnsKind, columns, {});
}
dropColumns.kind = dropColumnsKind;
