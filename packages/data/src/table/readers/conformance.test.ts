// Every reader of the list, held to what each must keep.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { zipped } from '../../testing/zipped.ts';
import { openTable } from '../open-table.ts';
import { isTableName } from './format.ts';
import { type Format, tableReaders } from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-readers-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const path = (name: string) => join(dir, name);

const rows = [
  { id: 1, name: 'Zoë, "Co"', x: 1.5, big: '9007199254740993' },
  { id: 2, name: null, x: null, big: '9007199254740995' },
];
const lines = rows.map(({ id, name, x, big }) => `{"id":${id},"name":${JSON.stringify(name)},"x":${x},"big":${big}}`);
const csv = 'id,name,x,big\n1,"Zoë, ""Co""",1.5,9007199254740993\n2,,,9007199254740995\n';

/** The rows above in a file of each format. */
const samples: Record<Format, (file: string) => Promise<void> | void> = {
  csv: (file) => writeFileSync(file, csv),
  tsv: (file) =>
    writeFileSync(file, 'id\tname\tx\tbig\n1\t"Zoë, ""Co"""\t1.5\t9007199254740993\n2\t\t\t9007199254740995\n'),
  json: (file) => writeFileSync(file, `[${lines.join(',\n')}]`),
  jsonl: (file) => writeFileSync(file, `${lines.join('\n')}\n`),
  async parquet(file) {
    writeFileSync(path('seed.csv'), csv);
    await using table = await openTable(path('seed.csv'));
    await table.write(file);
  },
  excel: (file) => writeFileSync(file, workbook()),
  sqlite(file) {
    using database = new DatabaseSync(file);
    database.exec(
      `create table t (id integer, name text, x real, big integer); insert into t values (1, 'Zoë, "Co"', 1.5, 9007199254740993), (2, null, null, 9007199254740995)`,
    );
  },
};

/** The least .xlsx that holds the rows: numbers as numbers, the long ones as text, as Excel keeps fifteen digits. */
function workbook(): Buffer {
  const cell = (value: unknown) =>
    value === null
      ? '<c/>'
      : typeof value === 'number'
        ? `<c><v>${value}</v></c>`
        : `<c t="inlineStr"><is><t>${String(value)}</t></is></c>`;
  const table = [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))];
  const sheet = `<worksheet><sheetData>${table.map((cells) => `<row>${cells.map(cell).join('')}</row>`).join('')}</sheetData></worksheet>`;
  return zipped({
    'xl/workbook.xml': '<workbook><sheets><sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': sheet,
  });
}

for (const { format, endings, help } of tableReaders) {
  const file = path(`sample.${endings[0]}`);

  test(`${format}: the rows come back to the last digit, by name and under any name`, async () => {
    await samples[format](file);
    await using table = await openTable(file);
    assert.deepEqual(await table.head(), rows);
    assert.equal(table.reading.format, format);
    assert.ok(help.length > 5 && endings.every((ending) => isTableName(`a.${ending}`)));
    const bare = path(`bare-${format}`);
    writeFileSync(bare, readFileSync(file));
    await using named = await openTable(bare, { format });
    assert.deepEqual(await named.head(), rows);
  });

  test(`${format}: packed with gzip and zstd it is the same`, async () => {
    for (const [ending, pack] of [
      ['gz', gzipSync],
      ['zst', zstdCompressSync],
    ] as const) {
      const packed = `${file}.${ending}`;
      writeFileSync(packed, pack(readFileSync(file)));
      await using table = await openTable(packed);
      assert.deepEqual(await table.head(), rows);
      assert.equal(table.reading.notes[0]!.kind, 'compressed');
      assert.ok(isTableName(packed));
    }
  });

  test(`${format}: an empty file and a cut one are refused in our words`, async () => {
    for (const content of [
      Buffer.alloc(0),
      readFileSync(file).subarray(0, Math.min(100, readFileSync(file).length - 5)),
    ]) {
      const broken = path(`broken.${endings[0]}`);
      writeFileSync(broken, content);
      const opened = await openTable(broken).then(
        (table) => table.close(),
        (error) => error,
      );
      if (opened === undefined) continue; // a line of text less is a table still
      assert.match(opened.code, /^table-(empty|unreadable|malformed)$/);
      assert.doesNotMatch(opened.message, /DuckDB|Invalid Input|Binder|Parser|read_(csv|json|parquet)|Error:/);
    }
  });
}

test('one table within a ZIP file is read; several are refused', async () => {
  writeFileSync(path('one.zip'), zipped({ 'folder/a.csv': csv }));
  await using table = await openTable(path('one.zip'));
  assert.deepEqual(await table.head(), rows);
  writeFileSync(path('two.zip'), zipped({ 'a.csv': csv, 'b.csv': csv }));
  await assert.rejects(openTable(path('two.zip')), { code: 'table-unsupported', message: /2 files are in it/ });
  const bomb = path('bomb.csv.gz');
  writeFileSync(bomb, gzipSync(Buffer.alloc(200_000_000, 'a,')));
  await assert.rejects(openTable(bomb), { code: 'archive-too-large' });
  writeFileSync(path('x.csv.bz2'), 'BZh91AY');
  await assert.rejects(openTable(path('x.csv.bz2')), { code: 'table-unsupported', message: /bzip2.*gzip or zstd/ });
});

test('several files are one table, and what they do not share is said', async () => {
  writeFileSync(path('day-1.csv'), 'id,town\n1,Rome\n');
  writeFileSync(path('day-2.csv'), 'id,town,note\nx2,Oslo,late\n');
  await using table = await openTable(path('day-*.csv'));
  assert.deepEqual(await table.head(), [
    { id: '1', town: 'Rome', note: null },
    { id: 'x2', town: 'Oslo', note: 'late' },
  ]);
  assert.deepEqual(
    table.reading.notes.map(({ kind }) => kind),
    ['files', 'short-rows', 'kept-as-text'],
  );
  await assert.rejects(openTable(path('none-*.csv')), { code: 'table-missing' });
  await using listed = await openTable({ files: [path('day-1.csv'), path('day-1.csv')] });
  assert.equal(await listed.count(), 2);
});
