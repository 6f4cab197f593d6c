import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { profileTable } from '../profile/table-profile.ts';
import { openTable } from '../table/open-table.ts';
import type { Table } from '../table/table.ts';
import { cleanTable } from './clean-table.ts';
import { type Proposal, proposeSteps } from './propose.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-propose-'));
after(() => rmSync(dir, { recursive: true, force: true }));

async function proposed(csv: string, look: (proposals: Proposal[], table: Table) => Promise<void> | void) {
  const path = join(dir, 'table.csv');
  writeFileSync(path, csv);
  await using table = await openTable(path);
  await look(await proposeSteps(table, await profileTable(table)), table);
}

const provenChanges = (proposals: readonly Proposal[]) =>
  proposals.filter(({ proven }) => proven).map(({ name }) => name);

test('calls of a bank: few days since the last one are true, though nearly all rows say 999', async () => {
  const rows = Array.from({ length: 600 }, (_, i) => {
    const called = i % 25 === 3;
    return `${i},${called ? 3 + (i % 9) : 999},${called ? 1 + (i % 2) : 0},${called ? (i % 2 ? 'success' : 'failure') : 'nonexistent'},${i % 3 ? 'no' : i % 7 ? 'yes' : 'unknown'}`;
  });
  await proposed(`row,pdays,previous,poutcome,housing\n${rows.join('\n')}\n`, (proposals) => {
    assert.deepEqual(provenChanges(proposals), []);
  });
});

test('a rare marital status is not a slip of a frequent one', async () => {
  const rows = Array.from(
    { length: 900 },
    (_, i) =>
      `${i},${i % 40 === 7 ? 'Married-AF-spouse' : i % 2 ? 'Married-civ-spouse' : 'Never-married'},${20 + (i % 50)}`,
  );
  await proposed(`row,status,age\n${rows.join('\n')}\n`, (proposals) => assert.deepEqual(provenChanges(proposals), []));
});

test('NA among codes of countries is Namibia', async () => {
  const codes = ['DE', 'FR', 'NA', 'US', 'CN', 'BR'];
  const rows = Array.from({ length: 120 }, (_, i) => `${i},${codes[i % 6]},${i * 3}`);
  await proposed(`row,country,orders\n${rows.join('\n')}\n`, (proposals) => {
    assert.deepEqual(
      proposals.map(({ name }) => name),
      [],
    );
  });
});

test('gaps in titles and identifiers are never filled', async () => {
  const rows = Array.from(
    { length: 200 },
    (_, i) =>
      `${i % 9 ? `On the ${i}th problem of ${i % 7} bodies` : ''},${i % 5 ? `10${i}-${1000 + i}` : ''},${i % 4 ? '1999' : ''}`,
  );
  await proposed(`title,issn,year\n${rows.join('\n')}\n`, (proposals) => {
    assert.ok(proposals.every(({ step }) => step.step !== 'impute'));
    assert.deepEqual(provenChanges(proposals), []);
  });
});

test('two rules without exceptions prove a cell wrong; of two columns that decide each other either may be', async () => {
  const cities = ['Oslo', 'Bergen', 'Trondheim', 'Stavanger'];
  const line = (i: number, city: string) => `${i},N-${i % 4}${i % 4}00,+47 ${20 + (i % 4)},${city},${i % 11}`;
  const rows = Array.from({ length: 800 }, (_, i) => line(i, i === 402 ? 'Oslo' : cities[i % 4]!));
  await proposed(`row,zip,prefix,city,visits\n${rows.join('\n')}\n`, async (proposals, table) => {
    const rules = proposals.find(({ name }) => name === 'rules');
    assert.ok(rules?.proven);
    assert.deepEqual(rules.change.examples, [{ row: 402, column: 'city', was: 'Oslo', becomes: 'Trondheim' }]);
    const { table: clean } = await cleanTable(table, [rules.step]);
    const { n } = await table.engine.one(`select count(*) as n from (${clean.query}) where city = 'Trondheim'`);
    assert.equal(Number(n), 200);
  });
  const two = rows.map((row) => row.replace(/\+47 \d+,/, ''));
  await proposed(`row,zip,city,visits\n${two.join('\n')}\n`, (proposals) => {
    assert.deepEqual(provenChanges(proposals), []);
  });
});

test('infinities go; a word for nothing, copies of rows and spellings are asked about', async () => {
  const rows = Array.from(
    { length: 300 },
    (_, i) => `${i % 50 === 3 ? 'inf' : i / 7},${i % 60 === 5 ? 'N/A' : ['red', 'green', 'blue', 'Blue'][i % 4]}`,
  );
  rows.push(rows[1]!, rows[2]!);
  await proposed(`x,colour\n${rows.join('\n')}\n`, (proposals) => {
    assert.deepEqual(provenChanges(proposals), ['finite:x']);
    const names = proposals.map(({ name }) => name);
    assert.ok(
      names.includes('null-words:colour') && names.includes('deduplicate') && names.includes('text:colour'),
      names.join(),
    );
    const finite = proposals.find(({ name }) => name === 'finite:x')!;
    assert.deepEqual([finite.change.cells, finite.change.nulled], [6, 6]);
    assert.ok(proposals.every(({ change }) => change.examples.length <= 10));
  });
});

test('a column of 1,234 alone is a question: thousands or a fraction, none of its cells says', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i};${1 + (i % 9)},${200 + i}`);
  await proposed(`row;amount\n${rows.join('\n')}\n`, async (proposals, table) => {
    assert.deepEqual(
      proposals.map(({ name, proven, instead }) => [name, proven, instead]),
      [
        ['number:amount:decimal-point', false, ['number:amount:decimal-comma']],
        ['number:amount:decimal-comma', false, ['number:amount:decimal-point']],
      ],
    );
    assert.deepEqual(
      proposals.map(({ change }) => change.examples[0]!.becomes),
      ['1200.0', '1.2'],
    );
    await assert.rejects(cleanTable(table, [{ step: 'number', column: 'amount' }]), {
      code: 'step-invalid',
      message: /decimal/,
    });
  });
});

test('numbers are read whole: signs, brackets, locale and units, and what is no number is counted, not cut', async () => {
  const read = async (cells: readonly string[]) => {
    const path = join(dir, 'numbers.csv');
    writeFileSync(path, `id;v\n${cells.map((cell, i) => `${i};"${cell}"`).join('\n')}\n`);
    await using table = await openTable(path, { delimiter: ';', text: true });
    const { table: clean, changes } = await cleanTable(table, [{ step: 'number', column: 'v' }]);
    const values = await clean.numbers('v');
    return { values: [...values].map((value) => (Number.isNaN(value) ? null : value)), nulled: changes[0]!.nulled };
  };
  assert.deepEqual(await read(['(100)', '200', '\u22125', '1\u00a0234', '1e3']), {
    values: [-100, 200, -5, 1234, 1000],
    nulled: 0,
  });
  assert.deepEqual(await read(['1.234,56', '2.234,56', '1,5']), { values: [1234.56, 2234.56, 1.5], nulled: 0 });
  const { values, nulled } = await read(['70 kg', '154 lb', '71 kg', '72.5 kg']);
  assert.ok(Math.abs(values[1]! - 154 * 0.45359237) < 1e-9 && nulled === 0);
  assert.deepEqual(await read(['10-20', '2024-01-01', 'v2', '5', '6']), {
    values: [null, null, null, 5, 6],
    nulled: 3,
  });
});

test('a column with decimal points and decimal commas is asked about, never put to the vote', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i};${i === 30 ? '1,5' : `${i}.25`}`);
  await proposed(`row;price\n${rows.join('\n')}\n`, async (proposals, table) => {
    const [note] = table.reading.notes.filter(({ kind }) => kind === 'ambiguous');
    assert.match(
      note!.message,
      /59 cells with a decimal point, such as 0\.25, and 1 cell with a decimal comma, such as 1,5: kept as text/,
    );
    assert.deepEqual(
      proposals.map(({ name, proven, instead }) => [name, proven, instead]),
      [
        ['number:price:decimal-point', false, ['number:price:decimal-comma']],
        ['number:price:decimal-comma', false, ['number:price:decimal-point']],
      ],
    );
    await assert.rejects(cleanTable(table, [{ step: 'number', column: 'price' }]), {
      code: 'step-invalid',
      reason: /'price' has 59 cells with a decimal point, such as 0\.25, and 1 cell with a decimal comma, such as 1,5/,
    });
    const { changes } = await cleanTable(table, [{ step: 'number', column: 'price', decimal: '.' }]);
    assert.equal(changes[0]!.nulled, 1);
  });
});
