import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openTable } from '../open-table.ts';
import { checkSchema, SchemaError, writeSchema } from './infer-schema.ts';

const dir = mkdtempSync(join(import.meta.dirname, 'tmp-')); // within the repository, so that it finds zod
after(() => rmSync(dir, { recursive: true, force: true }));

function csv(name: string, rows: string[]): string {
  const path = join(dir, name);
  writeFileSync(path, `id,kind,"it's, x",born\n${rows.join('\n')}\n`);
  return path;
}

const good = Array.from(
  { length: 60 },
  (_, i) =>
    `${i + 1},${i % 2 ? "o'dd" : 'even'},${i % 5 ? i / 4 : ''},2024-01-${String((i % 28) + 1).padStart(2, '0')}`,
);

test('a schema is inferred, saved as code, and every fault of another table told at once', async () => {
  await using table = await openTable(csv('good.csv', good));
  const path = join(dir, 'row.schema.ts');
  await writeSchema(path, table);
  const { rowSchema } = await import(pathToFileURL(path).href);
  await checkSchema(table, rowSchema);
  const rows = good.slice();
  rows[3] = '-4,even,1,2024-01-01';
  rows[9] = '10,neither,1,2024-01-01';
  rows[20] = '21,even,1,';
  await using other = await openTable(csv('bad.csv', rows));
  await assert.rejects(checkSchema(other, rowSchema), (error) => {
    assert.ok(error instanceof SchemaError && error.code === 'schema-mismatch');
    assert.deepEqual(
      error.faults.map(({ row, column, value }) => [row, column, value]),
      [
        [4, 'id', -4],
        [10, 'kind', 'neither'],
        [21, 'born', null],
      ],
    );
    return true;
  });
  await assert.rejects(checkSchema(other.without('kind'), rowSchema), /kind.*the column is not there/);
  const wider = await other.derive({ more: '1' });
  await assert.rejects(checkSchema(wider, rowSchema), /more/);
});
