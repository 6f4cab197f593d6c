// A cell keeps its text until a type is proven to hold the whole column, and what was worked out is said.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { split } from '../split/split.ts';
import { collect } from './memory/collect.ts';
import { columnsOf, textOf } from './memory/columns.ts';
import { openTable } from './open-table.ts';
import type { ReadingOptions } from './readers/options.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-lossless-'));
after(() => rmSync(dir, { recursive: true, force: true }));
let files = 0;

/** What is read of a CSV: types, cells of each column as text, and notes. */
async function read(content: string | Uint8Array, options: ReadingOptions = {}) {
  files += 1;
  const path = join(dir, `${files}.csv`);
  writeFileSync(path, content);
  await using table = await openTable(path, options);
  const cells: Record<string, (string | null)[]> = {};
  for (const { name } of table.columns) cells[name] = await table.texts(name);
  return {
    types: table.columns.map(({ sql }) => sql),
    names: table.columns.map(({ name }) => name),
    cells,
    rows: await table.count(),
    notes: table.reading.notes.map(({ kind, count }) => `${kind} ${count}`),
    messages: table.reading.notes.map(({ message, hint }) => `${message}; ${hint ?? ''}`),
  };
}

test('whole numbers of 19 digits are kept to the last, longer ones as text', async () => {
  const ids = ['1350000000000000001', '1350000000000000002', '9223372036854775807', '-9223372036854775808'];
  const long = ['9223372036854775808', '18446744073709551615', '89111702272002019559', '1'];
  const { types, cells } = await read(`id,long\n${ids.map((id, i) => `${id},${long[i]}`).join('\n')}\n`);
  assert.deepEqual([types, cells], [['BIGINT', 'VARCHAR'], { id: ids, long }]);
});

test('a cell that a type would change keeps the whole column as text, wherever it stands', async () => {
  const wide = 'x'.repeat(400); // so that the line is in no sample
  const rows = Array.from({ length: 20_000 }, (_, i) => `${i},${i}.5,${i},2024-01-01,${i}.5,${i}.25,true,${wide}`);
  rows[16_600] = `1e3x,1_000.5,007,2024-01-01 12:00,98765432109876543210,0012.5,yes,${wide}`;
  const { types, notes, messages } = await read(`a,b,c,d,e,f,g,h\n${rows.join('\n')}\n`);
  const text = 'VARCHAR';
  assert.deepEqual(types, [text, text, text, 'TIMESTAMP', text, text, text, text]);
  assert.deepEqual(notes, Array(6).fill('kept-as-text 1'));
  assert.match(messages[0]!, /column 'a' looked like whole numbers, but 1 cells are not/);
  const fractions = await read(`n\n${Array.from({ length: 600_000 }, (_, i) => i).join('\n')}\n1.5\n`);
  assert.equal(fractions.cells.n!.at(-1), '1.5', 'not 2');
  const doubles = await read('x\n1.5\n9007199254740993\n');
  assert.deepEqual(doubles.cells.x, ['1.5', '9007199254740993']);
});

test('decimal commas, thousands, brackets and other minus signs are read where all cells say so', async () => {
  const { types, cells, notes } = await read(
    'a;b;c;d;e;f\n1,5;1.234,56;(100);−5;1 234;1,234\n2,25;2.234,56;200;7;12 345 678;2,500\n',
  );
  assert.deepEqual(types, ['DOUBLE', 'DOUBLE', 'DOUBLE', 'DOUBLE', 'DOUBLE', 'VARCHAR']);
  assert.deepEqual(cells, {
    ...{ a: ['1.5', '2.25'], b: ['1234.56', '2234.56'], c: ['-100.0', '200.0'], d: ['-5.0', '7.0'] },
    ...{ e: ['1234.0', '12345678.0'], f: ['1,234', '2,500'] },
  });
  assert.deepEqual(notes, ['decimal 2', 'decimal 2', 'decimal 2', 'decimal 2', 'decimal 2', 'ambiguous 2']);
  const said = await read('f;g\n1,234;x\n2,500;y\n', { decimal: ',' });
  assert.deepEqual(said.cells.f, ['1.234', '2.5']);
  assert.deepEqual((await read('f;g\n1,234;x\n2,500;y\n', { thousands: ',' })).cells.f, ['1234.0', '2500.0']);
  assert.deepEqual((await read('f;g\n1.234;x\n2.500;y\n', { decimal: ',' })).cells.f, ['1234.0', '2500.0']);
});

test('units are said and left as text', async () => {
  const { types, notes, messages } = await read('w,p\n70 kg,12%\n154 lb,7 %\n');
  assert.deepEqual(
    [types, notes],
    [
      ['VARCHAR', 'VARCHAR'],
      ['units 2', 'units 2'],
    ],
  );
  assert.match(messages[0]!, /numbers with a unit or sign \(lb, kg\).*step number/);
});

test('dates of numbers: the order is decided by all cells, said where none decides, never mixed', async () => {
  const dmy = await read('d\n03/04/2024\n13/04/2024\n');
  assert.deepEqual([dmy.types, dmy.cells.d, dmy.notes], [['DATE'], ['2024-04-03', '2024-04-13'], ['date-order 2']]);
  assert.deepEqual((await read('d\n03/04/2024\n04/13/2024\n')).cells.d, ['2024-03-04', '2024-04-13']);
  const either = await read('d\n03/04/2024\n05/06/2024\n');
  assert.deepEqual([either.types, either.notes], [['VARCHAR'], ['ambiguous 2']]);
  assert.match(either.messages[0]!, /dateOrder: 'dmy' or 'mdy'/);
  assert.deepEqual((await read('d\n03/04/2024\n', { dateOrder: 'dmy' })).cells.d, ['2024-04-03']);
  const mixed = await read('d\n13/04/2024\n04/13/2024\n07/08/2024\n');
  assert.deepEqual([mixed.types, mixed.cells.d], [['VARCHAR'], ['13/04/2024', '04/13/2024', '07/08/2024']]);
  assert.deepEqual((await read('d\n13.04.2024\n01.02.2024\n')).cells.d, ['2024-04-13', '2024-02-01']);
});

test('times with a zone are times of UTC; with and without one together they stay text', async () => {
  const utc = await read('t\n2024-01-01T12:00:00Z\n2024-01-02T12:00:00.250Z\n');
  assert.deepEqual([utc.types, utc.cells.t], [['TIMESTAMP'], ['2024-01-01 12:00:00', '2024-01-02 12:00:00.25']]);
  assert.deepEqual((await read('t\n2024-01-01T12:00:00+02:00\n')).cells.t, ['2024-01-01 10:00:00']);
  assert.deepEqual((await read('t\n2024-01-01T12:00:00Z\n2024-01-01T12:00:00\n')).types, ['VARCHAR']);
});

test('lines that end in several ways are read and counted', async () => {
  for (const content of ['a,b\n1,2\n3,4\r\n5,6\n', 'a,b\r\n1,2\r\n3,4\n5,6\r\n', 'a,b\n1,2\n3,4\r5,6\n']) {
    const { cells, notes } = await read(content);
    assert.deepEqual(
      [cells, notes],
      [{ a: ['1', '3', '5'], b: ['2', '4', '6'] }, ['line-ends 1']],
      JSON.stringify(content),
    );
  }
  const within = await read('a,b\n"x\r\ny",2\nz,4\r\n"5"" x",6\n');
  assert.deepEqual(within.cells.a, ['x\r\ny', 'z', '5" x'], 'within quotes they stay');
});

test('titles, comments and sep= above a table are left out and said', async () => {
  const cases: [string, string[]][] = [
    [`Report for 2024\na,b,c\n${'1,2,3\n'.repeat(3)}`, ['preamble 1']],
    [`Report for 2024,,\n,,\na,b,c\n${'1,2,3\n'.repeat(3)}`, ['preamble 1']],
    [`# made by us\n# on Monday\na,b,c\n1,2,3\n# in between\n1,2,3\n1,2,3\n`, ['preamble 2', 'comments 1']],
    [`sep=;\na;b;c\n${'1;2;3\n'.repeat(3)}`, ['preamble 1']],
    [`Report,2024\nSource:,us\na,b,c\n${'1,2,3\n'.repeat(3)}`, ['preamble 2']],
    [`# a,b,c\n${'1,2,3\n'.repeat(3)}`, ['preamble 1']],
  ];
  for (const [content, notes] of cases) {
    const found = await read(content);
    assert.deepEqual(
      found.names.map((name) => name.trim()),
      ['a', 'b', 'c'],
      content,
    );
    assert.deepEqual([found.rows, found.types], [3, ['BIGINT', 'BIGINT', 'BIGINT']], content);
    assert.deepEqual(found.notes, notes, content);
  }
  assert.deepEqual((await read('x\ny\na,b\n1,2\n', { skip: 2 })).names, ['a', 'b']);
  assert.deepEqual((await read('a;b\n1;2\n% note\n3;4\n', { comment: '%' })).cells.a, ['1', '3']);
});

test('a table of which most lines do not fit is an error, however few they are', async () => {
  const few = 'a,b\n1,2\n1,2,3\n1,2,3,4\n1,2,3,4,5\n';
  await assert.rejects(read(few), {
    code: 'table-malformed',
    message: /3 lines do not fit the 2 columns, 1 do/,
  });
});

test('headers of years name columns; numbers and decimal commas do not', async () => {
  const years = await read('country,2019,2020\nA,1,2\nB,4,5\n');
  assert.deepEqual([years.names, years.rows], [['country', '2019', '2020'], 2]);
  const none = await read('1,5;2,5\n3,5;4,5\n');
  assert.deepEqual([none.rows, none.cells.column1], [2, ['1.5', '3.5']]);
  assert.deepEqual((await read('A,1,6\nB,2,7\n')).rows, 2);
});

test('every option says how a file is read', async () => {
  assert.deepEqual((await read('1,2\n3,4\n', { names: ['x', 'y'] })).names, ['x', 'y']);
  assert.deepEqual((await read('p,q\n1,2\n', { names: ['x', 'y'], header: true })).cells, { x: ['1'], y: ['2'] });
  assert.deepEqual((await read('a,b\n-999,none given\n1,2\n', { na: ['-999', 'none given'] })).cells, {
    a: [null, '1'],
    b: [null, '2'],
  });
  assert.deepEqual((await read("a,b\n'x,y',x\n", { quote: "'" })).cells.a, ['x,y']);
  assert.deepEqual((await read('a,b\n"x \\" y",1\n', { escape: '\\' })).cells.a, ['x " y']);
  assert.deepEqual((await read('a b   c\n1 2  3\n 4  5 6 \n')).cells, { a: ['1', '4'], b: ['2', '5'], c: ['3', '6'] });
  await assert.rejects(read('a\n', { delimiter: '||' }), { code: 'option-invalid' });
  await assert.rejects(read('a\n', { thousands: ',', decimal: ',' }), { code: 'option-invalid' });
  await assert.rejects(read('a,b\n1,2\n', { names: ['x'] }), { code: 'option-invalid' });
});

/** A JSON file, opened. */
function json(content: string, ending = 'json') {
  files += 1;
  const path = join(dir, `${files}.${ending}`);
  writeFileSync(path, content);
  return openTable(path);
}

test('JSON keeps the digits of whole numbers, at any depth; a mark in front is no row', async () => {
  await using ids = await json(
    '[{"id":89111702272002019559,"s":{"id":89111702272002019542,"x":1.5}},{"id":1,"s":null}]',
  );
  assert.deepEqual(await ids.head(2), [
    { id: '89111702272002019559', 's.id': '89111702272002019542', 's.x': 1.5 },
    { id: '1', 's.id': null, 's.x': null },
  ]);
  await using large = await json('{"k":18446744073709551615}\n{"k":9007199254740993}\n', 'jsonl');
  assert.deepEqual(await large.texts('k'), ['18446744073709551615', '9007199254740993']);
  await using marked = await json('\ufeff[{"a":1},{"a":2}]');
  assert.deepEqual([await marked.count(), marked.columns.map(({ sql }) => sql)], [2, ['BIGINT']]);
  await using nested = await json('[{"a":1,"b":{"c d":2,"e":{"f":"x"}},"g":[1,2]}]');
  assert.deepEqual(await nested.head(1), [{ a: 1, 'b.c d': 2, 'b.e.f': 'x', g: [1, 2] }]);
});

test('whole numbers beyond 2^53 are text in memory: unlike ones stay unlike', async () => {
  const ids = Array.from({ length: 200 }, (_, i) => 1350000000000000000n + BigInt(i));
  const columns = columnsOf(ids.map((user, x) => ({ user, x })));
  assert.equal(new Set(textOf(columns, 'user')).size, 200);
  const parts = split(columns, { group: 'user', seed: 1 });
  assert.ok(parts.train.rows.length > 100 && parts.test.rows.length > 0, 'two hundred groups, not two');
  await using table = await json(`[${ids.map((user) => `{"user":${user},"x":1}`).join(',')}]`);
  const collected = await collect(table);
  assert.deepEqual(collected.user, ids.map(String));
  assert.ok(collected.x instanceof Float64Array);
  await assert.rejects(table.numbers('user'), { code: 'option-invalid', message: /beyond 2\^53/ });
});
