import { DataError, type FittedPipeline, matrix, type RowFault } from '@capstan/data/apply-pipeline';
import { quote, ServeError } from '../errors.ts';

/** Rows as a model takes them: (rows, features), row by row. */
export type ReadRows = { values: Float32Array; rows: number; single: boolean };

/** Numbers that rows may become: a short text can become thousands (tf-idf). */
const MOST_NUMBERS = 2 ** 24;

/** Faults that a refusal lists; there may be more. */
const MOST_FAULTS = 100;

/**
 * Reads a row of a table, or a list of them, as JSON and applies the pipeline that was fitted with the model.
 *
 * @throws {ServeError} bad-json; bad-rows with everything that does not fit
 * @example readRows(Buffer.from('{"age": 31, "job": "cook"}'), pipeline)
 */
export function readRows(body: Uint8Array, pipeline: FittedPipeline): ReadRows {
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
  const { inputs, features } = pipeline;
  if (rows.length * features.length > MOST_NUMBERS) {
    const most = Math.max(1, Math.floor(MOST_NUMBERS / features.length));
    throw new ServeError('bad-rows', `${rows.length} rows in one request; send at most ${most}`);
  }
  if (rows.every((row) => inputs.every(({ name }) => Object.hasOwn(row, name)))) {
    try {
      const { values } = matrix(pipeline.applyRows(rows), features);
      return { values, rows: rows.length, single: !Array.isArray(json) };
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      const faults = pipeline.faults(rows, MOST_FAULTS);
      throw faults.length > 0 ? refusal(faults, rows.length) : new ServeError('bad-rows', error.message);
    }
  }
  throw refusal(pipeline.faults(rows, MOST_FAULTS), rows.length);
}

function parse(body: Uint8Array): unknown {
  if (body.byteLength === 0) throw new ServeError('bad-json', 'the body is empty; send a row as a JSON object');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ServeError('bad-json', `the body is not JSON: ${why.slice(0, 200)}`, { cause });
  }
}

function refusal(faults: RowFault[], of: number): ServeError {
  const lines = faults.map(({ row, column, message }) => `row ${row}: ${quote(column)} ${message}`);
  const many = faults.length >= MOST_FAULTS ? `the first ${MOST_FAULTS}` : 'all of it';
  const head = `${new Set(faults.map(({ row }) => row)).size} of ${of} rows do not fit; ${many}:`;
  return new ServeError('bad-rows', [head, ...lines].join('\n'), { faults });
}

/** The columns with their types, for people: `age (number), job (text)`. */
export function named({ inputs }: Pick<FittedPipeline, 'inputs'>): string {
  return inputs.map(({ name, type }) => `${name} (${type})`).join(', ');
}
