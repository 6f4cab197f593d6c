import type { ColumnProfile } from '../profile/column-profile.ts';
import type { TableFinding } from '../profile/finding.ts';

/** One column in the two tables; a side is missing where the table lacks it. */
export interface ColumnComparison {
  name: string;
  before?: ColumnProfile;
  after?: ColumnProfile;
  /** The population stability index: above 0.25 the column is distributed otherwise. */
  shift?: number;
  /** What the index is on average where nothing but chance is at work: much, in tables of few rows. */
  chance?: number;
  /** Values of a column of categories that only the later table has, the most frequent first. */
  fresh?: { value: string; count: number }[];
  /** Values that only the earlier table has. */
  gone?: { value: string; count: number }[];
}

/** What became of a table. */
export interface TableComparison {
  before: { source: string; rows: number };
  after: { source: string; rows: number };
  columns: ColumnComparison[];
  findings: TableFinding[];
}
