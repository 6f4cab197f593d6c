// What DuckDB itself gives, so that another version that gives something else is seen here.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { test } from 'node:test';
import { DataError } from '../errors.ts';
import { TableEngine } from './engine.ts';
import { QueryError, queryError } from './query-error.ts';
import { sqlError } from './sql-error.ts';
import { unproven } from './text/prove.ts';

async function failure(run: () => Promise<unknown>): Promise<QueryError> {
  try {
    await run();
  } catch (error) {
    assert.ok(error instanceof QueryError, String(error));
    return error;
  }
  assert.fail('it did not fail');
}

const codeOf = (error: unknown) => (error instanceof DataError ? error.code : undefined);

test('a failed query has its kind, on every connection', async () => {
  const engine = await TableEngine.open();
  const parser = await failure(() => engine.run('selec 1'));
  assert.deepEqual([parser.type, codeOf(sqlError(parser))], ['Parser', 'sql-invalid']);
  const column = await failure(() => engine.all('select hight from (select 1 as height)'));
  assert.equal(column.type, 'Binder');
  const streamed = await failure(async () => {
    for await (const _ of engine.stream(
      "select case when range = 5000 then error('late') else range end from range(10000)",
    ));
  });
  assert.deepEqual([streamed.type, streamed.reason], ['Invalid Input', 'late']);
  const ours = await failure(() => engine.run(`select error('${unproven}')`));
  assert.equal(ours.reason, unproven, 'a text of ours comes back to the letter');
  await engine.close();
});

test('a file that is not there, a disk that is full, memory that is too little', async () => {
  const engine = await TableEngine.open({ memory: '20MB', threads: 1 });
  const gone = await failure(() => engine.run("from read_parquet('/nowhere/at all.parquet')"));
  assert.deepEqual([gone.type, codeOf(sqlError(gone))], ['IO', 'source-lost']);
  const folder = await failure(() => engine.run("copy (select 1) to '/nowhere/out.parquet' (format parquet)"));
  assert.deepEqual([folder.type, folder.errno], ['IO', constants.errno.ENOENT]);
  if (existsSync('/dev/full')) {
    const full = await failure(() => engine.run("copy (from range(100000)) to '/dev/full' (format csv)"));
    assert.deepEqual(
      [full.errno, full.isDiskFull, codeOf(sqlError(full))],
      [constants.errno.ENOSPC, true, 'table-memory'],
    );
  }
  const memory = await failure(() => engine.run('select list(range::varchar) from range(3000000)'));
  assert.deepEqual([memory.type, codeOf(sqlError(memory))], ['Out of Memory', 'table-memory']);
  await engine.close();
});

test('an error without fields is an invalid query, with what it says', () => {
  const error = queryError(new Error('Some words: {not JSON}\n\nLINE 1: select'));
  assert.ok(error instanceof QueryError);
  assert.deepEqual([error.type, error.reason, codeOf(sqlError(error))], ['', 'Some words: {not JSON}', 'sql-invalid']);
  assert.equal(queryError(error), error);
  assert.equal(queryError(5), 5);
});
