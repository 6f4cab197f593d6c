export type { Column, ColumnType } from './columns.ts';
export type { EngineOptions } from './engine.ts';
export { type Batches, collect } from './memory/collect.ts';
export {
  type Columns,
  columnOf,
  columnsOf,
  numbersOf,
  type Row,
  rowCount,
  rowsOf,
  takeRows,
  textOf,
} from './memory/columns.ts';
export { type OpenTableOptions, openTable, type TableSource } from './open-table.ts';
export type { Plain } from './plain.ts';
export { isTableName } from './readers/format.ts';
export { type Format, tableReaders } from './readers/index.ts';
export { type ReadingOption, type ReadingOptions, readingOptions } from './readers/options.ts';
export type { Reading, ReadingNote, ReadingNoteKind } from './readers/reading.ts';
export { type FetchOptions, type FetchProgress, fetchFile } from './remote/fetch-file.ts';
export type { S3Options } from './remote/s3.ts';
export { checkSchema, SchemaError, type SchemaFault, schemaCode, writeSchema } from './schema/infer-schema.ts';
export { Table, type TableBatch } from './table.ts';
