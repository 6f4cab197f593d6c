import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { DataError } from '../errors.ts';
import { zipped } from '../testing/zipped.ts';
import { openTable } from './open-table.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-tables-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const fixtures = join(import.meta.dirname, '../../fixtures');
const real = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
const skip = existsSync(join(real, 'scms-delivery')) ? false : 'the real data is not here';

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

const people = 'name,age,born\nAnn,31,1994-02-01\nBo,,2001-12-31\n"Li, Wei",44,\n';

test('a CSV has typed columns, lazy selections and batches by column', async () => {
  await using table = await openTable(file('people.csv', people));
  assert.deepEqual(
    table.columns.map(({ name, type }) => [name, type]),
    [
      ['name', 'text'],
      ['age', 'integer'],
      ['born', 'date'],
    ],
  );
  assert.equal(await table.count(), 3);
  assert.deepEqual(await table.head(1), [{ name: 'Ann', age: 31, born: '1994-02-01' }]);
  const old = await (await table.filter('age > 40')).derive({ decade: 'age // 10', age: 'age + 1' });
  assert.deepEqual(await old.select('name', 'age', 'decade').head(), [{ name: 'Li, Wei', age: 45, decade: 4 }]);
  const [batch] = await Array.fromAsync(table.batches());
  assert.deepEqual(batch!.columns.name, ['Ann', 'Bo', 'Li, Wei']);
  assert.deepEqual(batch!.columns.age, Float64Array.of(31, Number.NaN, 44));
  assert.deepEqual(batch!.columns.born, Float64Array.of(Date.UTC(1994, 1, 1), Date.UTC(2001, 11, 31), Number.NaN));
  assert.deepEqual(table.reading.notes, []);
});

test('the same rows come back from every format, and have the same hash', async () => {
  const csv = file('rows.csv', people);
  await using table = await openTable(csv);
  const hash = await table.hash();
  const rows = await Array.fromAsync(table.rows());
  for (const name of ['rows.parquet', 'rows.jsonl', 'rows.tsv', 'copy.csv']) {
    await table.write(join(dir, name));
    await using again = await openTable(join(dir, name));
    assert.deepEqual(await Array.fromAsync(again.rows()), rows, name);
    assert.equal(await again.hash(), hash, name);
    assert.ok(!existsSync(join(dir, `${name}.next`)));
  }
  await using other = await openTable(file('other.csv', people.replace('44', '45')));
  assert.notEqual(await other.hash(), hash);
});

test('batches are of the size asked for, to the last', async () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => `${i},${i * 0.5}`);
  await using table = await openTable(file('many.csv', `n,half\n${rows.join('\n')}\n`));
  const lengths: number[] = [];
  let sum = 0;
  for await (const { length, columns } of table.batches({ size: 3000 })) {
    lengths.push(length);
    for (const value of columns.half as Float64Array) sum += value;
  }
  assert.deepEqual(lengths, [3000, 3000, 3000, 1000]);
  assert.equal(sum, (10_000 * 9_999) / 4);
});

test('SQLite: types as declared, the only table by itself, another by name', async () => {
  const path = join(dir, 'shop.sqlite');
  using database = new DatabaseSync(path);
  database.exec(
    "create table sale (id integer primary key, code text, price real, note); insert into sale values (1, '007', 2.5, null), (2, '12', 3, 'a\"b\nc'), (9007199254740993, '13', null, 5)",
  );
  {
    await using table = await openTable(path);
    assert.deepEqual(
      table.columns.map(({ type }) => type),
      ['integer', 'text', 'number', 'text'],
    );
    assert.deepEqual(await table.head(), [
      { id: 1, code: '007', price: 2.5, note: null },
      { id: 2, code: '12', price: 3, note: 'a"b\nc' },
      { id: '9007199254740993', code: '13', price: null, note: '5' },
    ]);
  }
  database.exec('create table client (name text)');
  await assert.rejects(openTable(path), { code: 'table-missing', message: /more than one table.*client, sale/ });
  await assert.rejects(openTable({ sqlite: path, table: 'sales' }), /Did you mean 'sale'/);
  await using some = await openTable({ sqlite: path, sql: 'select code from sale where price > 2.6' });
  assert.deepEqual(await some.head(), [{ code: '12' }]);
});

test('Excel: dates, booleans, entities, codes and a note on the sheets not read', async () => {
  const path = join(fixtures, 'book.xlsx');
  await using table = await openTable(path);
  assert.deepEqual(await table.head(), [
    {
      name: 'Zoë & "Co"',
      born: '1990-05-17',
      seen: '2024-01-02 13:45:00',
      'weight, kg': 61.5,
      smokes: true,
      code: '007',
    },
    { name: '  Ann <x>', born: null, seen: '2024-02-29 00:00:01', 'weight, kg': null, smokes: false, code: '012' },
    { name: '二', born: '2001-12-31', seen: null, 'weight, kg': null, smokes: null, code: '100' },
  ]);
  assert.match(table.reading.notes[0]!.message, /first of 2 sheets.*other/);
  await assert.rejects(openTable({ excel: path, sheet: 'visit' }), /Did you mean 'visits'/);
  const bytes = readFileSync(path);
  await assert.rejects(openTable(file('cut.xlsx', bytes.subarray(0, 900))), { code: 'table-unreadable' });
});

test('Excel: times, lengths of time, the days before March 1900, a range, titles above', async () => {
  const style =
    '<numFmts><numFmt numFmtId="164" formatCode="[h]:mm:ss"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="164"/><xf numFmtId="22"/></cellXfs>';
  const cell = (style: number, value: number | string) =>
    typeof value === 'string' ? `<c t="inlineStr"><is><t>${value}</t></is></c>` : `<c s="${style}"><v>${value}</v></c>`;
  const sheet = [
    ['Report', '', ''],
    ['day', 'at', 'long'],
    [1, 0.5625, 1.1],
    [59, 0.25, 0.5],
    [61, 0.999988425925926, 2],
  ].map((row, r) => `<row r="${r + 1}">${row.map((value, c) => cell(c + 1, value)).join('')}</row>`);
  const path = file(
    'times.xlsx',
    zipped({
      'xl/workbook.xml': '<workbook><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/styles.xml': style,
      'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheet.join('')}</sheetData></worksheet>`,
    }),
  );
  await using table = await openTable(path);
  assert.deepEqual(await table.head(), [
    { day: '1900-01-01', at: '13:30:00', long: '26:24:00' },
    { day: '1900-02-28', at: '06:00:00', long: '12:00:00' },
    { day: '1900-03-01', at: '23:59:59', long: '48:00:00' },
  ]);
  assert.deepEqual(
    table.reading.notes.map(({ kind }) => kind),
    ['preamble'],
  );
  await using part = await openTable(path, { range: 'B2:C3' });
  assert.deepEqual(await part.head(), [{ at: '13:30:00', long: '26:24:00' }]);
  await assert.rejects(openTable(path, { range: 'B2' }), { code: 'option-invalid' });
  await assert.rejects(openTable(path, { sheet: 'S2' }), { code: 'table-missing' });
});

test('JSON: an array and lines; what is no object is counted', async () => {
  await using array = await openTable(file('a.json', '[{"x": 1, "y": "a"},\n {"x": 2.5, "y": null}]'));
  assert.deepEqual(await array.head(), [
    { x: 1, y: 'a' },
    { x: 2.5, y: null },
  ]);
  const path = file('a.jsonl', '{"x":1,"y":"a"}\n{"x":2\n\n[1]\n{"x":3,"y":"b\\nc","z":[1,2]}\n');
  await using lines = await openTable(path);
  assert.deepEqual(await lines.head(), [
    { x: 1, y: 'a', z: null },
    { x: 3, y: 'b\nc', z: [1, 2] },
  ]);
  const [note] = lines.reading.notes;
  assert.deepEqual(
    [note!.kind, note!.count, note!.items],
    [
      'malformed',
      2,
      [
        { line: 2, text: '{"x":2' },
        { line: 4, text: '[1]' },
      ],
    ],
  );
  await assert.rejects(openTable(file('b.json', '{"x": ')), { code: 'table-malformed' });
  await assert.rejects(openTable(file('b.jsonl', 'x\ny\n')), { code: 'table-malformed' });
});

test('errors say what is wrong and what to do', async () => {
  await assert.rejects(openTable(join(dir, 'nothing.csv')), { code: 'table-missing' });
  await assert.rejects(openTable(file('empty.csv', '')), { code: 'table-empty' });
  await assert.rejects(openTable(dir), { code: 'table-unreadable' });
  await assert.rejects(openTable(file('page.csv', '<!DOCTYPE html><html>')), /web page/);
  await assert.rejects(openTable(file('picture.csv', Uint8Array.of(0x89, 80, 78, 71, 0, 0, 0))), /no text/);
  await assert.rejects(openTable(file('broken.parquet', 'PAR1 and then nothing')), { code: 'table-unreadable' });
  await assert.rejects(openTable(file('people2.csv', people), { memory: 'lots' }), { code: 'option-invalid' });
  await using table = await openTable(file('people3.csv', people));
  assert.throws(() => table.select('agee'), /there is no column 'agee'. Did you mean 'age'/);
  await assert.rejects(table.filter('age >'), (error) => error instanceof DataError && error.code === 'sql-invalid');
  await assert.rejects(table.write(join(dir, 'x.doc')), { code: 'table-unsupported' });
  await assert.rejects(table.write(join(dir, 'no/such/folder.csv')), { code: 'table-missing' });
  table.close();
  await assert.rejects(table.count(), { code: 'table-closed' });
});

test('a signal ends the question that is worked on, and refuses every later one with its reason', async () => {
  const path = join(dir, 'stop.csv');
  writeFileSync(path, 'x\n1\n2\n');
  const endless = 'select * from range(1000000000) a, range(1000000000) b where a.range + b.range < 0';
  for (const streamed of [false, true]) {
    const stop = new AbortController();
    const table = await openTable(path, { signal: stop.signal });
    const asked = streamed ? table.engine.stream(endless).next() : table.engine.run(endless);
    setImmediate(() => stop.abort(new Error('enough')));
    await assert.rejects(asked, { message: 'enough' });
    await assert.rejects(table.count(), { message: 'enough' });
    await table.close();
    assert.ok(!existsSync(table.engine.folder));
  }
  await assert.rejects(openTable(path, { signal: AbortSignal.abort(new Error('before')) }), { message: 'before' });
});

test('a table larger than the memory allowed goes through it', async () => {
  const path = join(dir, 'large.parquet');
  {
    await using seed = await openTable(file('seed.csv', 'a\n1\n'));
    const large = await seed.sql('select i, hash(i) % 1000003 as key, random() as x from this, range(3000000) as t(i)');
    await large.write(path);
  }
  await using table = await openTable(path, { memory: '60MB', threads: 1 });
  const sorted = await (await table.sql('from this order by key, x')).keep();
  assert.equal(await sorted.count(), 3_000_000);
});

test('real tables open as they are', { skip }, async () => {
  const facts: [string, number, number, RegExp | undefined][] = [
    ['scms-delivery/SCMS_Delivery_History_Dataset.csv', 10_324, 33, undefined],
    ['german/german.csv', 1000, 21, /names no columns/],
    ['pima/pima-indians-diabetes.csv', 768, 9, /names no columns/],
    ['uci-student/student-mat.csv', 395, 33, undefined],
    ['dirty-hospital/dirty.csv', 1000, 20, undefined],
    ['dirty-beers/clean.csv', 2410, 11, undefined],
    ['vix-daily/vix-daily.csv', 9235, 5, undefined],
    ['wdbc/wdbc.data', 569, 32, /29 columns are without a name/], // its header names three of 32
    ['chnsenticorp/train.tsv', 9600, 2, /3 lines have cells that begin with one/], // reviews with a lone quote
  ];
  for (const [name, rows, columns, note] of facts) {
    await using table = await openTable(join(real, name));
    assert.equal(await table.count(), rows, name);
    assert.equal(table.columns.length, columns, name);
    if (note) assert.match(table.reading.notes[0]!.message, note, name);
    else
      assert.deepEqual(
        table.reading.notes.map(({ message }) => message).filter((text) => !text.includes('no value')),
        [],
        name,
      );
  }
});
