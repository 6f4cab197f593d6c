import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { compareTables, openTable } from '@capstan/data';
import { tableComparisonPage } from './table-comparison-page.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-comparison-page-'));
after(() => rmSync(dir, { recursive: true, force: true }));

test('a comparison’s page shows every column before and now, and lets nothing from the data be markup', async () => {
  const [a, b] = [join(dir, 'a.csv'), join(dir, 'b.csv')];
  const rows = (base: number, word: string) =>
    Array.from({ length: 100 }, (_, i) => `${base + (i % 30)},${word}`).join('\n');
  writeFileSync(a, `x,"<script>"\n${rows(0, 'plain')}\n`);
  writeFileSync(b, `x,"<script>"\n${rows(500, '<img src=x>')}\n`);
  await using before = await openTable(a);
  await using now = await openTable(b);
  const text = tableComparisonPage({ title: 'b against a', comparison: await compareTables(before, now) });
  assert.ok(!text.includes('<script>') && !text.includes('<img'));
  assert.match(text, /is distributed otherwise \(stability index/);
  assert.match(text, /has a value that it had not/);
  assert.match(text, /0 … 13 … 29 → 500 … 513 … 529/);
});
