import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { drawsFor } from '@capstan/base';
import { openTable } from '../../../table/open-table.ts';
import { profileTable } from '../../table-profile.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-drift-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** The columns that drift between the splits of a table, the worst first, and what is said of them. */
async function drifting(columns: string, rows: number, row: (i: number) => string) {
  const path = join(dir, 'table.csv');
  writeFileSync(path, `${columns}\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`);
  await using table = await openTable(path);
  const { findings } = await profileTable(table, { split: 'part' });
  return findings.filter(({ kind }) => kind === 'drift').map(({ column, message }) => ({ column, message }));
}

test('small splits drawn at random do not drift, though their index is above what is usual', async () => {
  const random = drawsFor('resample', 3);
  for (let round = 0; round < 5; round++) {
    const found = await drifting('x,word,few,part', 120, (i) => {
      const x = random.uniform().toFixed(4);
      return `${x},w${random.below(40)},${'abcdefgh'[random.below(8)]},${i % 6 ? 'train' : 'test'}`;
    });
    assert.deepEqual(found, []);
  }
});

test('what is wholly elsewhere is found first, and a category that is in one split alone', async () => {
  const found = await drifting('same,far,kind,part', 600, (i) => {
    const isTest = i % 10 === 0;
    const x = ((i * 7919) % 100) / 100;
    return `${(i * 31) % 97},${isTest ? 10 + x : x},${isTest && i % 4 ? 'new' : 'ab'[i % 2]},${isTest ? 'test' : 'train'}`;
  });
  assert.deepEqual(
    found.map(({ column }) => column),
    ['far', 'kind'],
  );
});

test('gaps in one split alone are a drift, of numbers without any too', async () => {
  const found = await drifting('x,none,part', 400, (i) => {
    const part = i % 4 ? 'train' : 'test';
    return `${part === 'test' ? '' : i / 8},${part === 'test' ? i % 50 : ''},${part}`;
  });
  assert.deepEqual(found.map(({ column }) => column).sort(), ['none', 'x']);
});
