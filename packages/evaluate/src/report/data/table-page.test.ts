import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openTable, profileTable } from '@capstan/data';
import { tablePage } from './table-page.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-table-page-'));
after(() => rmSync(dir, { recursive: true, force: true }));

test('a table’s page draws every column, tells every finding, and lets nothing from the data be markup', async () => {
  const path = join(dir, 'evil.csv');
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${i},${i % 3 ? '' : i * 2},<img src=x onerror=alert(1)>,${i % 2 ? 'a' : 'b'}`,
  );
  writeFileSync(path, `id,x,"<script>",y\n${rows.join('\n')}\n`);
  await using table = await openTable(path);
  const profile = await profileTable(table, { target: 'y' });
  const text = tablePage({ title: 'evil.csv', profile });
  assert.ok(!text.includes('<script>') && !text.includes('<img'));
  assert.match(text, /60 rows and 4 columns/);
  assert.match(text, /missing in 67 %/);
  assert.equal(text.match(/aria-label="distribution of/g)?.length, 4);
  assert.match(text, /The classes of y/);
  assert.match(text, /missing together.*<td class="name">x<\/td><td class="n">40<\/td>/s);
  assert.match(text, /Some rows as they were read.*&lt;img src=x onerror=alert\(/s);
});
