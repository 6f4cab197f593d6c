import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cleanTable } from '../repair/clean-table.ts';
import { openTable } from '../table/open-table.ts';
import { openLineage, renderLineage } from './lineage.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-lineage-'));
after(() => rmSync(dir, { recursive: true, force: true }));

test('what came from what, and which data sets hold a record', async () => {
  const path = join(dir, 'visits.csv');
  writeFileSync(path, 'patient,weight\np1,60\np2,\np2,\np3,70\n');
  await using table = await openTable(path);
  const steps = [{ step: 'deduplicate' }, { step: 'drop-missing' }] as const;
  const { table: clean } = await cleanTable(table, steps);
  const book = join(dir, 'book/lineage.db');
  let raw = '';
  {
    using lineage = openLineage(book);
    raw = await lineage.add(table, { name: 'visits', id: 'patient' });
    const made = await lineage.add(clean, {
      name: 'visits, clean',
      id: 'patient',
      parents: [{ hash: raw, how: JSON.stringify(steps) }],
    });
    assert.equal(await lineage.add(table, { name: 'again', id: 'patient' }), raw);
    assert.notEqual(made, raw);
  }
  using lineage = openLineage(book, { create: false });
  assert.deepEqual(
    lineage.versions().map(({ name, rows }) => [name, rows]),
    [
      ['visits', 4],
      ['visits, clean', 2],
    ],
  );
  assert.deepEqual(
    lineage.holding('p1').map(({ name }) => name),
    ['visits', 'visits, clean'],
  );
  assert.deepEqual(
    lineage.holding('p2').map(({ name }) => name),
    ['visits'],
  );
  assert.deepEqual(lineage.holding('p4'), []);
  assert.equal(lineage.version(raw.slice(0, 8)).name, 'visits');
  assert.throws(() => lineage.version('%'), { code: 'option-invalid' });
  assert.match(renderLineage(lineage.versions()), /visits {2}4 rows.*\n {2}└ .*visits, clean {2}2 rows.*deduplicate/);
  await assert.rejects(lineage.add(table, { name: 'x', parents: [{ hash: 'ff'.repeat(32), how: '' }] }), {
    code: 'option-invalid',
  });
  assert.throws(() => openLineage(join(dir, 'none.db'), { create: false }), { code: 'table-missing' });
});
