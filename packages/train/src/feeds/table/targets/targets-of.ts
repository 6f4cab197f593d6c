import type { Columns } from '@capstan/data';
import { columnOf } from '@capstan/data/table';
import type { Targets } from '@capstan/models';
import type { TableTargets } from './contract.ts';
import * as list from './index.ts';

/** What a table's targets may be, by kind. */
export const tableTargetsList: readonly TableTargets[] = Object.values(list);

/** How a target becomes numbers: as it is said; else text, or numbers that are all 0 or 1, are classes. */
export function tableTargetsOf(
  columns: Columns,
  { target, targets }: { target: string; targets?: Targets | undefined },
): TableTargets {
  if (targets !== undefined) return tableTargetsList.find(({ kind }) => kind === targets)!; // checked to be of the list
  const column = columnOf(columns, target);
  const isNumbers = column instanceof Float64Array && !column.every((value) => value === 0 || value === 1);
  return isNumbers ? list.numbers : list.classes;
}
