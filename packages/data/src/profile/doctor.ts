import type { CellRepair, TextTable } from '../repair/dirty/text-table.ts';
import { name } from '../table/engine.ts';
import type { Table } from '../table/table.ts';
import type { ProfileOptions, TableProfile } from './column-profile.ts';
import type { Distributions } from './distributions.ts';
import type { TableFinding } from './finding.ts';
import { tableFindings } from './findings/list.ts';
import { noRows } from './findings/rows/no-rows.ts';
import type { Measured } from './measure-columns.ts';

const ORDER = { error: 0, warning: 1, note: 2 };

/** Looks for everything that would spoil a model, the grave first; each finding says how to mend it. */
export async function doctor(
  table: Table,
  profile: TableProfile,
  options: ProfileOptions &
    Pick<Distributions, 'outliers'> &
    Pick<Measured, 'words' | 'repeated'> & {
      cells(): Promise<TextTable>;
      repairs: readonly CellRepair[];
    },
): Promise<TableFinding[]> {
  const { outliers, words, repeated, cells, repairs } = options;
  const findings: TableFinding[] = [...(table.reading.found ?? [])];
  for (const { look } of profile.rows === 0 ? [noRows] : tableFindings) {
    findings.push(...(await look({ table, profile, options, outliers, words, repeated, cells, repairs })));
  }
  const meant = findings.filter((one) => table.reading.format !== 'folder' || !isOfFolder(one));
  return told(meant).sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

/** A folder's files, classes and splits are names: they are to be another one in every row, or digits. */
const isOfFolder = ({ column, kind }: TableFinding) =>
  (column === 'file' && kind === 'identifier') || (column === 'class' && kind === 'numbers-as-text');

/** What is far out needs no second word where a nearer reason is known. */
function told(findings: readonly TableFinding[]): TableFinding[] {
  const known = new Set(findings.filter(({ kind }) => NEARER.includes(kind)).map(({ column }) => column));
  return findings.filter(({ kind, column }) => kind !== 'outliers' || !known.has(column));
}

const NEARER = ['stand-in', 'impossible', 'mixed-magnitudes'];

/** Rows up to which cells are compared with each other; of larger tables the first ones. */
const mostCompared = 20_000;

/** The first rows of a table as text, read when first asked for. */
export function cellsOf(table: Table): () => Promise<TextTable> {
  let read: Promise<TextTable> | undefined;
  return () => {
    read ??= readCells(table);
    return read;
  };
}

async function readCells(table: Table): Promise<TextTable> {
  const names = table.columns.map(({ name: one }) => one);
  const cells = names.map((one, i) => `coalesce(${name(one)}::varchar, '') as c${i}`);
  const columns = await table.engine.columns(`select ${cells.join(', ')} from (${table.query}) limit ${mostCompared}`);
  return { names, columns: names.map((_, i) => (columns[i] ?? []).map(String)) };
}
