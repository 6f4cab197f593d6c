import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { stability } from '../profile/stability.ts';
import { openTable } from '../table/open-table.ts';
import { compareTables } from './compare-tables.ts';
import type { TableComparison } from './comparison.ts';
import { renderComparison } from './render-comparison.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-compare-'));
after(() => rmSync(dir, { recursive: true, force: true }));

async function compared(first: string, second: string): Promise<TableComparison> {
  const [a, b] = [join(dir, 'a.csv'), join(dir, 'b.csv')];
  writeFileSync(a, first);
  writeFileSync(b, second);
  await using before = await openTable(a);
  await using now = await openTable(b);
  return await compareTables(before, now);
}

const table = (head: string, row: (i: number) => string, rows = 1000) =>
  `${head}\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`;
const kinds = ({ findings }: TableComparison) =>
  findings.map(({ kind, column }) => `${kind} ${column ?? ''}`.trim()).sort();

test('the index is the one of the textbook, and chance is told from change', () => {
  const { shift, chance } = stability([50, 30, 20], [20, 30, 50]);
  const [p, q] = [
    [50.5, 30.5, 20.5],
    [20.5, 30.5, 50.5],
  ].map((some) => some.map((n) => n / 101.5));
  const want = p!.reduce((sum, one, i) => sum + (one - q![i]!) * Math.log(one / q![i]!), 0);
  assert.ok(Math.abs(shift - want) < 1e-12 && shift > 0.5);
  assert.ok(Math.abs(chance - 4 / 101.5) < 1e-12);
});

test('the same rows in another order are no change, small tables of one source hardly ever', async () => {
  const rows = (i: number) =>
    `${i},${(i * 7919) % 100},${'abc'[i % 3]},2024-01-${String((i % 28) + 1).padStart(2, '0')}`;
  const head = 'id,x,c,d';
  const same = await compared(
    table(head, rows),
    table(head, (i) => rows(999 - i)),
  );
  assert.deepEqual(same.findings, []);
  assert.match(renderComparison(same), /✔ nothing changed that matters/);
  const small = await compared(
    table(head, (i) => rows(2 * i), 40),
    table(head, (i) => rows(2 * i + 1), 40),
  );
  assert.deepEqual(kinds(small), []);
});

test('columns that come, go, change type, have more gaps, other values or another distribution are found', async () => {
  const before = table(
    'id,amount,kind,code,note,day',
    (i) => `${i},${(i * 7919) % 100},${'ab'[i % 2]},${i % 7},n${i % 3},2024-01-01`,
  );
  const now = table(
    'id,amount,kind,code,score,day',
    (i) => `${i},${i % 3 ? 300 + (i % 50) : ''},${i % 4 ? 'a' : 'new'},c${i % 7},${i / 8},2024-02-01`,
    400,
  );
  const comparison = await compared(before, now);
  assert.deepEqual(kinds(comparison), [
    ...['column-gone note', 'column-new score', 'column-retyped code', 'drift amount', 'drift day', 'drift kind'],
    ...[
      'fewer-rows',
      'gone-values day',
      'gone-values kind',
      'more-missing amount',
      'new-values day',
      'new-values kind',
    ],
  ]);
  assert.equal(comparison.findings[0]!.severity, 'error');
  const kind = comparison.columns.find(({ name }) => name === 'kind')!;
  assert.deepEqual([kind.fresh, kind.gone], [[{ value: 'new', count: 100 }], [{ value: 'b', count: 500 }]]);
  const text = renderComparison(comparison);
  assert.match(text, /1,000 → 400 rows/);
  assert.match(text, /code +integer → text/);
});

test('what is wholly elsewhere is found, and personal data is masked', async () => {
  const of = (base: number, name: string) =>
    table('x,mail', (i) => `${base + (i % 100) / 100},${name}${i % 20}@example.org`);
  const comparison = await compared(of(0, 'ada'), of(10, 'bob'));
  assert.deepEqual(kinds(comparison), ['drift mail', 'drift x', 'gone-values mail', 'new-values mail']);
  assert.ok(comparison.columns[0]!.shift! > 5);
  assert.ok(!JSON.stringify(comparison).includes('bob1'));
});
