import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openTable } from './open-table.ts';
import { unchanged } from './readers/unchanged.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-dirty-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

const cities = 'city,people\nZürich,434000\nMálaga,586000\nKraków,804000\n';

test('UTF-8 with a mark, UTF-16 with and without one, Windows-1252: converted, and said', async () => {
  const wide = Buffer.from(cities, 'utf16le');
  const western = 'city,people\nZürich,434000\nMálaga,586000\n';
  const cases: [string, Uint8Array, RegExp | undefined][] = [
    ['utf8.csv', Buffer.from(cities), undefined],
    ['mark.csv', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(cities)]), undefined],
    ['wide.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), /UTF-16LE/],
    ['bare.csv', wide, /UTF-16LE/],
    ['big.csv', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()]), /UTF-16BE/],
    ['western.csv', Buffer.from(western, 'latin1'), /not UTF-8.*Windows-1252/],
  ];
  for (const [name, bytes, note] of cases) {
    await using table = await openTable(file(name, bytes));
    assert.deepEqual(
      (await table.head(2)).map(({ city }) => city),
      ['Zürich', 'Málaga'],
      name,
    );
    assert.deepEqual(
      table.columns.map((column) => column.name),
      ['city', 'people'],
      name,
    );
    const [found] = table.reading.notes;
    if (note) assert.match(found!.message, note, name);
    else assert.equal(found, undefined, name);
  }
});

test('lines of another encoding among UTF-8 ones are counted and shown', async () => {
  const rest = Buffer.from(Array.from({ length: 2000 }, (_, i) => `Łódź ${i},${i}\n`).join(''));
  const path = file(
    'mixed.csv',
    Buffer.concat([Buffer.from(cities), Buffer.from('Málaga,1\nMünchen,2\n', 'latin1'), rest]),
  );
  await using table = await openTable(path);
  const found = await table.filter('people in (1, 2)');
  assert.deepEqual(new Set(await found.texts('city')), new Set(['Málaga', 'München', 'Łódź 1', 'Łódź 2']));
  const [note] = table.reading.notes;
  assert.deepEqual([note!.kind, note!.count, note!.items[0]], ['encoding', 2, { line: 5, text: 'Málaga,1' }]);
  await using chinese = await openTable(file('gb.csv', Buffer.from([0x63, 10, 0xb1, 0xb1, 0xbe, 0xa9, 10])), {
    encoding: 'gb18030',
  });
  assert.deepEqual(await chinese.texts('c'), ['北京']);
  await assert.rejects(openTable(path, { encoding: 'ebcdic-37' }), { code: 'option-invalid' });
});

test('ragged rows: short ones padded in their place, empty tails cut, the rest set aside; each counted', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => `${i},n${i},${i / 2}`);
  rows[10] = '10,n10';
  rows[20] = '20,n20,10, ,';
  rows[30] = '30,n30,15,surplus';
  rows[40] = '40,"n\n40",20';
  await using table = await openTable(file('ragged.csv', `id,name,x\n${rows.join('\n')}\n`));
  assert.equal(await table.count(), 99);
  const ids = (await table.texts('id')).map(Number);
  assert.deepEqual(
    ids,
    Array.from({ length: 100 }, (_, i) => i).filter((i) => i !== 30),
  );
  assert.deepEqual(
    table.reading.notes.map(({ kind, count, items }) => [kind, count, items[0]!.text, items[0]!.line]),
    [
      ['short-rows', 1, '10,n10', 12],
      ['long-rows', 1, '20,n20,10, ,', 22],
      ['set-aside', 1, '30,n30,15,surplus', 32],
    ],
  );
});

test('a table that mostly does not fit is refused', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => (i % 3 ? `${i},x` : `${i},x,y,z`));
  const message = /100 lines do not fit the 2 columns, 200 do/;
  await assert.rejects(openTable(file('misfit.csv', `id,name\n${rows.join('\n')}\n`)), {
    code: 'table-malformed',
    message,
  });
});

test('a header in the middle is left out and counted', async () => {
  await using numbers = await openTable(file('twice.csv', 'a,b\n1,2\n3,4\na,b\n5,6\na,b\n'));
  assert.deepEqual(await numbers.texts('a'), ['1', '3', '5']);
  assert.deepEqual(
    numbers.columns.map(({ type }) => type),
    ['integer', 'integer'],
  );
  assert.deepEqual(
    numbers.reading.notes.map(({ kind, count }) => [kind, count]),
    [['header-repeated', 2]],
  );
  await using texts = await openTable(file('twice-text.csv', 'a,b\nx,y\nz,w\na,b\nu,v\n'));
  assert.deepEqual(await texts.texts('a'), ['x', 'z', 'u']);
  assert.deepEqual(
    texts.reading.notes.map(({ kind, count }) => [kind, count]),
    [['header-repeated', 1]],
  );
});

test('2 GB in a single line are refused in bounded memory', async () => {
  const path = join(dir, 'line.csv');
  const handle = openSync(path, 'w');
  writeSync(handle, 'a,b\n1,2\n');
  writeSync(handle, 'x', 2 * 2 ** 30); // a sparse file: it takes no room, but is read all the same
  closeSync(handle);
  const before = process.resourceUsage().maxRSS;
  await assert.rejects(openTable(path, { encoding: 'utf-8' }), /zero bytes|longer than/);
  writeFileSync(path, `a,b\n${'1,'.repeat(3_000_000)}`);
  await assert.rejects(openTable(path), { code: 'line-too-long', message: /longer than 2 MB.*maxLine/s });
  assert.ok(process.resourceUsage().maxRSS - before < 300_000, 'kilobytes');
});

test('a quote that never closes costs its own line, not the rest', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `${i},text number ${i}`);
  rows[3] = '3,"open';
  await using table = await openTable(file('quote.csv', `id,name\n${rows.join('\n')}\n`));
  assert.equal(await table.count(), 19_999);
  const [note, ...others] = table.reading.notes;
  assert.deepEqual(
    [note!.kind, note!.count, note!.items, others],
    ['set-aside', 1, [{ line: 5, text: '3,"open' }], []],
  );
  for (let i = 100; i < 20_000; i += 100) rows[i] = `${i},"open ${i}`;
  await using many = await openTable(file('quotes.csv', `id,name\n${rows.join('\n')}\n`));
  assert.equal(await many.count(), 19_800);
  assert.deepEqual(
    many.reading.notes.map(({ kind, count }) => [kind, count]),
    [['set-aside', 200]],
  );
});

test('where DuckDB cannot show a line with an open quote, quotes are taken as they stand, and counted', async () => {
  // It cuts such a line in the middle of a character, and then refuses its own cut.
  const rows = Array.from({ length: 3000 }, (_, i) => `${i % 2}\t房间${i}太小，${'其他的都一般。'.repeat(30)}`);
  rows[70] = '1\t"此期间预订，入住首日';
  rows[100] = '0\t也许评了个"四星",不然不好意思';
  await using table = await openTable(file('chinese.tsv', `label\ttext\n${rows.join('\n')}\n`));
  const texts = await table.texts('text');
  assert.deepEqual([texts.length, texts[70]], [3000, '"此期间预订，入住首日']);
  const [note, ...others] = table.reading.notes;
  assert.deepEqual([note!.kind, note!.count, note!.items[0]!.line, others], ['quotes', 1, 72, []]);
});

test('infinities are numbers; words for no value among numbers are missing, and counted', async () => {
  await using table = await openTable(file('inf.csv', 'x,y,z\n1,N/A,007\ninf,3,008\n-Infinity,null,N/A\n,4.5,010\n'));
  assert.deepEqual(
    table.columns.map(({ type }) => type),
    ['number', 'number', 'text'],
  );
  assert.deepEqual(await table.numbers('x'), Float64Array.of(1, Infinity, -Infinity, Number.NaN));
  assert.deepEqual(await table.numbers('y'), Float64Array.of(Number.NaN, 3, Number.NaN, 4.5));
  assert.deepEqual(await table.texts('z'), ['007', '008', 'N/A', '010']);
  assert.deepEqual(
    table.reading.notes.map(({ kind, count }) => [kind, count]),
    [['null-like', 2]],
  );
});

test('a value of another type after the sample keeps the whole column as text', async () => {
  const rows = Array.from({ length: 1_500_000 }, (_, i) => String(i));
  rows[777_777] = 'n. 777777';
  await using table = await openTable(file('late.csv', `id\n${rows.join('\n')}\n`));
  assert.equal(table.columns[0]!.type, 'text');
  assert.equal(await table.count(), 1_500_000);
  assert.deepEqual(
    table.reading.notes.map(({ kind, items }) => [kind, items]),
    [['kept-as-text', [{ line: 777_779, text: 'n. 777777' }]]],
  );
});

test('names that are empty or doubled are made unique, and said', async () => {
  await using table = await openTable(file('names.csv', 'a,,A,a\n1,2,3,4\n'));
  assert.deepEqual(
    table.columns.map(({ name }) => name),
    ['a', 'column2', 'A_2', 'a_3'],
  );
  assert.match(table.reading.notes[0]!.message, /3 columns/);
});

test('line ends and delimiters of every kind', async () => {
  for (const [name, content] of Object.entries({
    'crlf.csv': 'a;b\r\n1,5;x\r\n2,5;y\r\n',
    'cr.csv': 'a,b\r1,x\r2,y\r',
    'tabs.txt': 'a\tb\n1\tx\n2\ty',
    'pipe.csv': 'a|b\n1|x\n2|y\n',
  })) {
    await using table = await openTable(file(name, content));
    assert.deepEqual(await table.texts('b'), ['x', 'y'], name);
  }
});

test('a source that is changed or goes away while it is read is an error', async () => {
  const path = file('changing.csv', cities);
  const changed = unchanged(path, async () => writeFileSync(path, `${cities}Roma,1\n`));
  await assert.rejects(changed, { code: 'source-changed' });
  await assert.rejects(
    unchanged(path, async () => rmSync(path)),
    { code: 'source-lost' },
  );
  const parquet = join(dir, 'going.parquet');
  await using table = await openTable(file('going.csv', cities));
  await table.write(parquet);
  await using lazy = await openTable(parquet);
  rmSync(parquet);
  await assert.rejects(lazy.count(), { code: 'source-lost' });
});
