import type { TableReader } from './contract.ts';
import { csvReader, tsvReader } from './csv/read-csv.ts';
import { excelReader } from './excel.ts';
import { jsonlReader, jsonReader } from './json/json.ts';
import { parquetReader } from './parquet.ts';
import { sqliteReader } from './sqlite.ts';

/** Every format of table files: the one list that formats, endings and their help follow. */
export const tableReaders = [
  csvReader,
  tsvReader,
  jsonReader,
  jsonlReader,
  parquetReader,
  excelReader,
  sqliteReader,
] as const satisfies readonly TableReader[];

/** The file formats of tables. */
export type Format = (typeof tableReaders)[number]['format'];
