import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { drawsFor } from '@capstan/base';
import { columnsOfQuery } from '../../columns.ts';
import { TableEngine } from '../../engine.ts';
import { sniffCsv } from '../../text/sniff-csv.ts';
import type { CellType } from '../../text/values.ts';
import { readCsv } from './read-csv.ts';
import { loadRegular, mayBeRegular } from './regular.ts';

let folder: string;
let engine: TableEngine;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-regular-'));
  engine = await TableEngine.open();
});

after(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** Whether a file with this content is read in one pass. */
async function isRead(content: string | Buffer, type?: CellType): Promise<boolean> {
  const path = join(folder, 'one.csv');
  writeFileSync(path, content);
  const dialect = await sniffCsv(path);
  if (type) dialect.columns[1]!.type = type; // as samples of a larger file make it seem
  if (!mayBeRegular(dialect, {})) return false;
  const source = { from: path, path, dialect, maxLine: 2_000_000, dropHeaders: false };
  return loadRegular(engine, join(folder, `${engine.name('regular')}.parquet`), source);
}

/** Rows, types and notes, read in one pass where that can be, or in any case not. */
async function read(content: string | Buffer, regularBytes: number, type?: CellType) {
  const path = join(folder, 'both.csv');
  writeFileSync(path, content);
  const { query, notes, bytes } = await readCsv(engine, path, {
    regularBytes,
    ...(type ? { types: { v: type } } : {}),
  });
  return { rows: await engine.all(query), columns: await columnsOfQuery(engine, query), notes, bytes };
}

const rows = (cell: (i: number) => string, end = '\n') =>
  `id,v,t${end}${Array.from({ length: 300 }, (_, i) => `${i},${cell(i)},w${i % 3}${end}`).join('')}`;

const regular: Record<string, string> = {
  plain: rows((i) => `${i / 8}`),
  'ends in CRLF': rows((i) => `${i / 8}`, '\r\n'),
  'no last end of line': rows((i) => `${i / 8}`).trimEnd(),
  'quoted and empty': rows((i) => (i % 3 ? `"${i}.5"` : i % 2 ? '' : '""')),
  'quoted text': rows((i) => (i % 2 ? `"a ""b"", c${i}"` : `"line\nof ${i}"`)),
  'signs and exponents': rows((i) => ['-1.5', '+2.25', '1e5', '1.5E-3', '.5', '5.'][i % 6]!),
  'a mark in front': `\ufeff${rows((i) => `${i / 8}`)}`,
  umlauts: rows((i) => `Käse ${i}`),
  'whole numbers': rows((i) => `${i * 1e12}`),
};

/** Each is a reason to look at every cell. */
const irregular: Record<string, [content: string | Buffer, type?: CellType]> = {
  'leading zeros far down': [rows((i) => (i === 299 ? '007' : `${i}`)), 'BIGINT'],
  'an underscore': [rows((i) => (i === 250 ? '1_000' : `${i / 8}`)), 'DOUBLE'],
  'more digits than a double holds': [rows((i) => (i === 250 ? '12345678901234567' : `${i / 8}`)), 'DOUBLE'],
  'beyond 64 bits': [rows((i) => (i === 250 ? '89111702272002019559' : `${i}`)), 'BIGINT'],
  'a word': [rows((i) => (i === 250 ? 'n/a' : `${i / 8}`)), 'DOUBLE'],
  'nan and inf': [rows((i) => (i === 250 ? 'nan' : i === 251 ? 'inf' : `${i / 8}`)), 'DOUBLE'],
  'a fraction among whole numbers': [rows((i) => (i === 299 ? '1.5' : `${i}`)), 'BIGINT'],
  'an exponent among whole numbers': [rows((i) => (i === 299 ? '1e3' : `${i}`)), 'BIGINT'],
  'an unlike end of line': [rows((i) => `${i / 8}${i === 250 ? ',w\r' : ''}`), 'DOUBLE'],
  'a cell too few': [rows((i) => (i === 250 ? '1\n9' : `${i / 8}`)), 'DOUBLE'],
  'a cell too many': [rows((i) => (i === 250 ? '1,2' : `${i / 8}`)), 'DOUBLE'],
  'an empty line': [rows((i) => (i === 250 ? '1,w\n\n9,8' : `${i / 8}`)), 'DOUBLE'],
  'a quote in a cell': [rows((i) => (i === 250 ? 'a"b' : `t${i}`))],
  'an open quote': [rows((i) => (i === 250 ? '"open' : `t${i}`))],
  'text behind a quote': [rows((i) => (i === 250 ? '"a"b' : `t${i}`))],
  'the header again': [rows((i) => (i === 250 ? '1,w\nid,v,t\n9,8' : `${i / 8}`)), 'DOUBLE'],
  'a zero byte': [rows((i) => (i === 250 ? 'a\0b' : `t${i}`))],
  'Latin-1': [
    Buffer.from(
      rows((i) => `Käse ${i}`),
      'latin1',
    ),
  ],
  'spaces around': [rows((i) => (i === 250 ? ' 5' : `${i}`)), 'BIGINT'],
};

test('a regular file is read in one pass, as it is in several', async () => {
  for (const [name, content] of Object.entries(regular)) {
    assert.equal(await isRead(content), true, name);
    assert.deepEqual(await read(content, 0), await read(content, Number.POSITIVE_INFINITY), name);
  }
});

test('a file with anything out of the ordinary is looked at cell by cell', async () => {
  for (const [name, [content, type]] of Object.entries(irregular)) {
    assert.equal(await isRead(content, type), false, name);
    assert.deepEqual(await read(content, 0, type), await read(content, Number.POSITIVE_INFINITY, type), name);
  }
});

test('records that chunks cut are put together', async () => {
  const long = 'ü'.repeat(700_001);
  const content = rows((i) => (i % 30 === 0 ? `"${long}${i}\n"` : `"t${i}"`));
  assert.ok(Buffer.byteLength(content) > 3 * 4 * 2 ** 20);
  assert.equal(await isRead(content), true);
  assert.deepEqual(await read(content, 0), await read(content, Number.POSITIVE_INFINITY));
});

test('files of random cells are read alike both ways', async () => {
  const random = drawsFor('resample', 5);
  const pick = <T>(some: readonly T[]): T => some[random.below(some.length)]!;
  const cells = [
    '1',
    '2.5',
    '-3',
    '',
    '""',
    '"4"',
    '1e2',
    'a',
    '"b,c"',
    '"d\ne"',
    '007',
    '0',
    '-0',
    '.5',
    '1.',
    'NA',
    '1 ',
  ];
  for (let round = 0; round < 60; round++) {
    const common = [pick(cells), pick(cells)];
    const line = (i: number) =>
      `${i},${random.uniform() < 0.02 ? pick(cells) : common[i % 2]},${random.uniform() < 0.01 ? pick(cells) : i / 4}`;
    const content = `id,a,b\n${Array.from({ length: 120 }, (_, i) => line(i)).join('\n')}\n`;
    assert.deepEqual(await read(content, 0), await read(content, Number.POSITIVE_INFINITY), content);
  }
});
