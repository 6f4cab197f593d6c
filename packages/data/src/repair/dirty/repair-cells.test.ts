import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTable } from '../../table/open-table.ts';
import { repairCells } from './repair-cells.ts';
import type { TextTable } from './text-table.ts';

const real = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../../shared/data');
const skip = existsSync(join(real, 'dirty-beers')) ? false : 'the real data is not here';

async function read(path: string): Promise<TextTable> {
  await using table = await openTable(path, { text: true });
  const names = table.columns.map(({ name }) => name);
  const columns: string[][] = [];
  for (const name of names) columns.push((await table.texts(name)).map((cell) => cell ?? ''));
  return { names, columns };
}

/** F1 by cell of what was found and of what it was changed to. */
function score(dirty: TextTable, clean: TextTable): { detect: number; repair: number } {
  const found = repairCells(dirty);
  const truth = (row: number, column: string) => clean.columns[clean.names.indexOf(column)]![row]!;
  const wrong = dirty.columns.flatMap((cells, c) => cells.filter((cell, r) => cell !== clean.columns[c]![r])).length;
  const hits = found.filter(({ row, column, was }) => truth(row, column) !== was).length;
  const changed = found.filter(({ becomes }) => becomes !== undefined);
  const right = changed.filter(({ row, column, becomes }) => truth(row, column) === becomes).length;
  return { detect: (2 * hits) / (found.length + wrong), repair: (2 * right) / (changed.length + wrong) };
}

test('the published dirty tables are repaired without labels', { skip }, async () => {
  for (const [name, least] of [
    ['hospital', 0.92],
    ['flights', 0.85],
    ['beers', 0.95],
  ] as const) {
    const [dirty, clean] = [
      await read(join(real, `dirty-${name}/dirty.csv`)),
      await read(join(real, `dirty-${name}/clean.csv`)),
    ];
    const { detect, repair } = score(dirty, clean);
    assert.ok(detect > least && repair > least, `${name}: detection ${detect}, repair ${repair}`);
  }
});

test('clean tables are nearly left alone', { skip }, async () => {
  for (const name of ['hospital', 'flights', 'beers']) {
    const clean = await read(join(real, `dirty-${name}/clean.csv`));
    const found = repairCells(clean);
    assert.ok(found.length < 0.003 * clean.columns.length * clean.columns[0]!.length, `${name}: ${found.length}`);
  }
});

test('every repair says which cell, what it was, what it becomes, its kind and why', () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) =>
      [
        ['Paris', 'FR'],
        ['Berlin', 'DE'],
        ['Madrid', 'ES'],
      ][i % 3]!,
  );
  const columns = [
    rows.map(([city]) => city!),
    rows.map(([, land]) => land!),
    rows.map((_, i) => (i % 2 ? `${i} kg` : `${i}`)),
  ];
  columns[0]![6] = 'Parys';
  columns[1]![9] = '';
  columns[1]![10] = 'N/A';
  const found = repairCells({ names: ['city', 'land', 'weight'], columns });
  assert.deepEqual(
    found
      .filter(({ column }) => column !== 'weight')
      .map(({ row, column, was, becomes, kind }) => [row, column, was, becomes, kind]),
    [
      [6, 'city', 'Parys', 'Paris', 'rule'],
      [9, 'land', '', 'FR', 'rule'],
      [10, 'land', 'N/A', 'DE', 'rule'],
    ],
  );
  assert.deepEqual([...new Set(found.filter(({ column }) => column === 'weight').map(({ kind }) => kind))], ['unit']);
  assert.deepEqual(found.filter(({ column }) => column === 'weight').length, 30);
  assert.deepEqual(repairCells({ names: [], columns: [] }), []);
});

test('two columns together decide a third that neither decides alone', () => {
  const [shops, sizes] = [
    ['north', 'south', 'east', 'west'],
    ['small', 'medium', 'large'],
  ];
  const prices = ['red', 'blue', 'green', 'black', 'white', 'grey'];
  const at = (i: number) => ({ shop: i % 4, size: Math.floor(i / 4) % 3 });
  const truth = Array.from({ length: 240 }, (_, i) => prices[(2 * at(i).shop + 5 * at(i).size) % 6]!);
  const columns = [
    truth.map((_, i) => shops[at(i).shop]!),
    truth.map((_, i) => sizes[at(i).size]!),
    truth.map((label, i) => (i === 17 ? 'violet' : i === 100 ? '' : label)),
  ];
  const found = repairCells({ names: ['shop', 'size', 'label'], columns });
  assert.deepEqual(
    found.map(({ row, column, was, becomes }) => [row, column, was, becomes]),
    [
      [17, 'label', 'violet', truth[17]],
      [100, 'label', '', truth[100]],
    ],
  );
});
