import type { CellRepair, TextTable } from '../../repair/dirty/text-table.ts';
import type { Table } from '../../table/table.ts';
import type { ProfileOptions, TableProfile } from '../column-profile.ts';
import type { Distributions } from '../distributions.ts';
import type { TableFinding } from '../finding.ts';
import type { Measured } from '../measure-columns.ts';

/** What the doctor looks at: a table, what was measured of it, and its cells. */
export interface Examined {
  table: Table;
  profile: TableProfile;
  options: ProfileOptions;
  /** Values beyond the fences, by column. */
  outliers: Distributions['outliers'];
  /** Words for no value, by column of text. */
  words: Measured['words'];
  /** Values that come more than once in the column where fewest do, where they are known. */
  repeated: Measured['repeated'];
  /** The first 20,000 rows as text, read once. */
  cells(): Promise<TextTable>;
  /** Cells of these that look wrong, each with its kind. */
  repairs: readonly CellRepair[];
}

/** A kind of finding: one file, which looks for nothing else. */
export interface TableFindingKind {
  kind: string;
  /** Of findings of one severity those with the least of these are shown first. */
  place: number;
  /** What it is, in a sentence, for the documentation. */
  about: string;
  look(examined: Examined): TableFinding[] | Promise<TableFinding[]>;
}
