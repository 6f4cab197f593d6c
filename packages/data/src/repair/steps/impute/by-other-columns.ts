import { iterativeImputerKind } from '../../../impute/iterative-imputer.ts';
import { knnImputerKind } from '../../../impute/knn-imputer.ts';
import type { ComputedCells, Rows } from '../contract.ts';
import { rowNumbers } from '../row-numbers.ts';

/** Gaps of several columns filled by each other. */
export interface ModelFill {
  columns: readonly string[];
  how: 'nearest' | 'iterative';
  neighbors: number;
  iterations: number;
}

/** Gaps of some columns filled from the rows themselves, by the imputers that pipelines fit. */
export async function byOtherColumns(step: ModelFill, rows: Rows): Promise<ComputedCells> {
  const input: Record<string, Float64Array> = {};
  for (const one of step.columns) input[one] = await rows.table.numbers(one);
  const replaced = step.how === 'nearest' ? nearest(input, step) : iterative(input, step);
  const values = Object.fromEntries(
    Object.entries(input).map(([one, given]) => {
      const filled = replaced?.get(one)?.[one];
      return [one, filled instanceof Float64Array ? filled : given];
    }),
  );
  return { columns: { row: await rowNumbers(rows), values }, drop: false };
}

const context = { target: undefined, seed: 0 };

function nearest(input: Record<string, Float64Array>, { neighbors }: ModelFill) {
  const given = knnImputerKind.options.parse({ neighbours: neighbors });
  return knnImputerKind.apply(input, given, knnImputerKind.learn(input, given, input, context));
}

function iterative(input: Record<string, Float64Array>, { iterations }: ModelFill) {
  const given = iterativeImputerKind.options.parse({ rounds: iterations });
  const learned = iterativeImputerKind.learn(input, given, input, context);
  return iterativeImputerKind.applyToTrain?.(input, given, learned, input, context);
}
