import { TreesError } from '../errors.ts';
import type { Objective } from '../params/objectives.ts';
import { readGroups, readLabels, readWeights } from './labels.ts';
import { type Data, readTable, type Table } from './matrix.ts';

/** Rows with what is known of them. */
export interface Labelled {
  data: Data;
  /** What is to be learned of each row: a number, for classes 0, 1, 2, … */
  label: ArrayLike<number>;
  /** How much each row counts. */
  weight?: ArrayLike<number>;
  /** Of a ranking: the number of rows of each group, in the order of the rows. */
  group?: ArrayLike<number>;
}

/** A table with its labels, weights and groups, looked through. */
export interface Ready {
  readonly table: Table;
  readonly label: Float32Array;
  readonly weight: Float32Array | undefined;
  readonly group: Int32Array | undefined;
}

/**
 * Looks through rows and what is known of them.
 *
 * @throws {TreesError} data-invalid, label-invalid, weight-invalid, group-invalid — where the table does not fit, a label does not fit, a weight does not fit, or a group does not fit
 */
export function readLabelled(
  where: string,
  { data, label, weight, group }: Labelled,
  objective: Objective,
  names?: readonly string[],
): Ready {
  const table = readTable(where, data, names);
  if (table.names.length === 0) throw new TreesError('data-invalid', `${where}: there are no columns`);
  if (table.rows === 0) throw new TreesError('data-invalid', `${where}: there are no rows`);
  const ranks = objective === 'lambdarank' || objective === 'rankXendcg';
  if (ranks !== (group !== undefined)) {
    const what = ranks
      ? `${objective} ranks the rows of groups: give group`
      : `group is of rankings, not of ${objective}`;
    throw new TreesError('group-invalid', `${where}: ${what}`);
  }
  return {
    table,
    label: readLabels(where, label, table.rows, objective),
    weight: weight && readWeights(where, weight, table.rows),
    group: group && readGroups(where, group, table.rows),
  };
}
