import { DataError, type FittedPipeline, matrix, type RowFault } from '@capstan/data/apply-pipeline';
import { quote, ServeError } from '../errors.ts';
import { type JsonLimits, jsonNames } from '../protocol/json-shape.ts';
import { readJson } from '../read-json.ts';

/** Rows as a model takes them: (rows, features), row by row. */
export type ReadRows = { values: Float32Array; rows: number; single: boolean };

/** Numbers that rows may become: a short text can become thousands (tf-idf). */
const MOST_NUMBERS = 2 ** 24;

/** Names that a row may have, of columns that are passed over too. */
const MOST_NAMES = 1000;
/** Names and texts of all rows. */
const MOST_STRINGS = 2 ** 22;
/** So many times more rows than are taken are counted, so as to be refused by their number. */
const SPARE = 4;

/** Faults that a refusal lists; there may be more. */
const MOST_FAULTS = 100;

/**
 * Reads a row of a table, or a list of them, as JSON and applies the pipeline that was fitted with the model.
 *
 * @throws {ServeError} bad-json — where it is no JSON
 * @throws {ServeError} bad-rows — with everything that does not fit
 * @throws {ServeError} too-many-rows — where there are too many rows
 * @example readRows(Buffer.from('{"age": 31, "job": "cook"}'), pipeline, 1000)
 */
export function readRows(body: Uint8Array, pipeline: FittedPipeline, maxRows: number): ReadRows {
  const { inputs, features } = pipeline;
  const names = jsonNames(body, limitsOf(maxRows, inputs.length));
  const json = parse(body);
  const given: unknown[] = Array.isArray(json) ? json : [json];
  if (given.length === 0) throw new ServeError('bad-rows', 'the list is empty; send at least one row');
  const stranger = given.findIndex((row) => typeof row !== 'object' || row === null || Array.isArray(row));
  if (stranger >= 0) {
    const place = Array.isArray(json) ? `row ${stranger}` : 'the body';
    throw new ServeError(
      'bad-rows',
      `${place} is ${quote(given[stranger])}; expected an object with ${named(pipeline)}, or a list of such objects`,
    );
  }
  const rows = given as Record<string, unknown>[]; // objects, as was just seen
  if (rows.length > maxRows) {
    throw new ServeError(
      'too-many-rows',
      `${rows.length} rows in one request, at most ${maxRows} are taken (option maxRows)`,
    );
  }
  if (rows.reduce((sum, row) => sum + Object.keys(row).length, 0) !== names[Array.isArray(json) ? 2 : 1]) {
    throw new ServeError('bad-rows', 'a row has a column twice; name each once');
  }
  if (rows.length * features.length > MOST_NUMBERS) {
    const most = Math.max(1, Math.floor(MOST_NUMBERS / features.length));
    throw new ServeError('too-many-rows', `${rows.length} rows in one request; send at most ${most}`);
  }
  if (rows.every((row) => inputs.every(({ name }) => Object.hasOwn(row, name)))) {
    try {
      const { values } = matrix(pipeline.applyRows(rows), features);
      return { values, rows: rows.length, single: !Array.isArray(json) };
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      const faults = pipeline.faults(rows, MOST_FAULTS);
      throw faults.length > 0 ? refusal(pipeline, rows, faults) : new ServeError('bad-rows', error.message);
    }
  }
  throw refusal(pipeline, rows, pipeline.faults(rows, MOST_FAULTS));
}

/** A list of rows; what lies within a cell is for the pipeline to refuse. */
export function limitsOf(maxRows: number, columns: number): JsonLimits {
  const names = Math.max(MOST_NAMES, 4 * columns);
  return {
    objects: SPARE * maxRows,
    arrays: SPARE * maxRows,
    depth: 16,
    strings: Math.min(MOST_STRINGS, 2 * maxRows * names),
    values: MOST_STRINGS,
  };
}

function parse(body: Uint8Array): unknown {
  if (body.byteLength === 0) throw new ServeError('bad-json', 'the body is empty; send a row as a JSON object');
  return readJson(body);
}

/** Of every row that does not fit, how many they are; of what is wrong with them, the first hundred. */
function refusal(pipeline: FittedPipeline, rows: Record<string, unknown>[], faults: RowFault[]): ServeError {
  const lines = faults.map(({ row, column, message }) => `row ${row}: ${quote(column)} ${message}`);
  const some = faults.length >= MOST_FAULTS;
  const bad = some ? rows.filter((row) => pipeline.faults([row], 1).length > 0) : new Set(faults.map(({ row }) => row));
  const count = 'size' in bad ? bad.size : bad.length;
  const head = `${count} of ${rows.length} rows do not fit; ${some ? `the first ${MOST_FAULTS} faults` : 'all of it'}:`;
  return new ServeError('bad-rows', [head, ...lines].join('\n'), { faults });
}

/** The columns with their types, for people: `age (number), job (text)`. */
export function named({ inputs }: Pick<FittedPipeline, 'inputs'>): string {
  return inputs.map(({ name, type }) => `${name} (${type})`).join(', ');
}
