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

/** Where a file with this content is laid that is read in one pass; nothing where it is not. */
async function laid(content: string | Buffer, type?: CellType, pieceBytes?: number): Promise<string | undefined> {
  const path = join(folder, 'one.csv');
  writeFileSync(path, content);
  const dialect = await sniffCsv(path);
  if (type) dialect.columns[1]!.type = type; // as samples of a larger file make it seem
  if (!mayBeRegular(dialect, {})) return undefined;
  const source = { from: path, path, dialect, maxLine: 2_000_000, dropHeaders: false };
  const table = join(folder, `${engine.name('regular')}.parquet`);
  return (await loadRegular(engine, table, source, pieceBytes)) ? table : undefined;
}

const isRead = async (content: string | Buffer, type?: CellType) => (await laid(content, type)) !== undefined;

/** DuckDB's dictionaries know one zero: which sign it has depends on the first. */
const oneZero = (row: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === 0 ? 0 : value]));

/** Rows, types and notes, read in one pass where that can be, or in any case not. */
async function read(content: string | Buffer, regularBytes: number, type?: CellType) {
  const path = join(folder, 'both.csv');
  writeFileSync(path, content);
  const { query, notes, bytes } = await readCsv(engine, path, {
    regularBytes,
    ...(type ? { types: { v: type } } : {}),
  });
  return { rows: (await engine.all(query)).map(oneZero), columns: await columnsOfQuery(engine, query), notes, bytes };
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
  'umlauts behind doubled quotes': rows((i) => `"a""é${i}"`),
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

test('pieces that threads read are put together, whatever they cut', async () => {
  const cells: Record<string, (i: number) => string> = {
    'quoted line ends': (i) => (i % 4 === 0 ? `"one\ntwo\n""${i}""\n\n1,2,3"` : `t${i}`),
    'nothing but quoted line ends': (i) => `"${'\n'.repeat(i % 9)}"`,
    gaps: (i) => (i % 3 ? '' : `${i}`),
    'no value': () => '',
    'few texts': (i) => `Käse ${i % 7}`,
    'more than 256': (i) => `w${i % 300}`,
    'long ones': (i) => (i % 50 === 0 ? 'ü'.repeat(5000) : `${i}`),
  };
  for (const [name, cell] of Object.entries(cells)) {
    const content = `id,v,x\n${Array.from({ length: 1500 }, (_, i) => `${i},${cell(i)},${i % 5 ? i / 8 : ''}\n`).join('')}`;
    const { rows: expected } = await read(content, Number.POSITIVE_INFINITY, 'VARCHAR');
    for (const pieceBytes of [100, 4096, 1 << 20]) {
      const table = await laid(content, 'VARCHAR', pieceBytes);
      assert.ok(table, name);
      assert.deepEqual(await engine.all(`from read_parquet('${table}')`), expected, `${name}, ${pieceBytes}`);
    }
  }
});

test('more different texts than a dictionary takes are kept as they are', async () => {
  const content = `id,v\n${Array.from({ length: 20_000 }, (_, i) => `${i % 5000},${i % 3 ? `"text ""${i}"""` : ''}\n`).join('')}`;
  const table = await laid(content, 'VARCHAR', 1 << 20);
  const rows = await engine.all(`from read_parquet('${table}')`);
  assert.deepEqual(
    rows,
    Array.from({ length: 20_000 }, (_, i) => ({ id: i % 5000, v: i % 3 ? `text "${i}"` : null })),
  );
});

test('every double is the one that JavaScript reads', async () => {
  const random = drawsFor('resample', 9);
  const bits = new DataView(new ArrayBuffer(8));
  const digits = (n: number) =>
    Array.from({ length: n }, () => random.below(10))
      .join('')
      .replace(/^0+(?=.)/, '');
  const texts = [
    ...['0.1', '1e22', '1e23', '9007199254740993.0', '9007199254740992.5', '2.2250738585072014e-308', '-0.0', '+1.5'],
    ...[
      '1.7976931348623157e308',
      '123456789012345678901234567890.5',
      '0.000000000000000000000000000001',
      '1.0000000000000002',
    ],
    ...['8.5e-10', '6.02214076e23', '0.30000000000000004', '1.00000000000000000000000000000000001', '4.35', '5e-324'],
  ];
  for (let i = 0; i < 12_000; i++) {
    bits.setUint32(0, random.below(2 ** 32));
    bits.setUint32(4, random.below(2 ** 32));
    const any = bits.getFloat64(0);
    if (Number.isFinite(any)) texts.push(any.toExponential());
    texts.push(`${digits(1 + random.below(9))}.${digits(1 + random.below(17))}`, `${random.uniform()}`);
    const [mantissa, half] = [2 ** 52 + random.below(2 ** 32), random.below(60)];
    texts.push(`${BigInt(mantissa) * 2n ** BigInt(half) + 2n ** BigInt(Math.max(0, half - 1))}.0`); // halfway between two, mostly
  }
  const table = await laid(`id,v\n${texts.map((text, i) => `${i},${text}\n`).join('')}`, 'DOUBLE', 1 << 16);
  assert.ok(table);
  const rows = await engine.all(`select v from read_parquet('${table}')`);
  const wrong = rows.flatMap(({ v }, i) => (Object.is(v, Number(texts[i])) ? [] : [`${texts[i]} → ${v}`]));
  assert.deepEqual(wrong.slice(0, 10), []);
});

test('what no double holds is kept as text', async () => {
  for (const cell of ['1e400', '1e-400', '-1.5e999'])
    assert.equal(
      await isRead(
        rows((i) => (i === 7 ? cell : '1.5')),
        'DOUBLE',
      ),
      false,
      cell,
    );
});

test('files of random cells are read alike both ways', async () => {
  const random = drawsFor('resample', 5);
  const pick = <T>(some: readonly T[]): T => some[random.below(some.length)]!;
  const cells = [
    ...['1', '2.5', '-3', '', '""', '"4"', '1e2', 'a', '"b,c"', '"d\ne"', '007', '0', '-0', '.5', '1.', 'NA', '1 '],
    ...[
      '1e400',
      '1e-400',
      '5e-324',
      '9007199254740993',
      '9223372036854775808',
      '123456789012345678',
      '0.1234567890123456789',
    ],
    ...[
      'nan',
      '-inf',
      '+5',
      '0.10',
      '+',
      '-',
      '.',
      '5.e3',
      '1e',
      '0x10',
      '1_000',
      '"ä""é"',
      '"日""本"',
      '"x\r\ny"',
      ' 5',
    ],
  ];
  for (let round = 0; round < 60; round++) {
    const common = [pick(cells), pick(cells)];
    const [mark, end] = [pick(['', '', '\ufeff']), pick(['\n', '\n', '\r\n'])];
    const line = (i: number) =>
      `${i},${random.uniform() < 0.02 ? pick(cells) : common[i % 2]},${random.uniform() < 0.01 ? pick(cells) : i / 4}`;
    const content = `${mark}id,a,b${end}${Array.from({ length: 120 }, (_, i) => line(i)).join(end)}${pick(['', end])}`;
    assert.deepEqual(await read(content, 0), await read(content, Number.POSITIVE_INFINITY), content);
  }
});
