import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { profileTable } from '../profile/table-profile.ts';
import { openTable } from '../table/open-table.ts';
import { cleanTable } from './clean-table.ts';
import { proposeSteps } from './propose.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-dates-'));
after(() => rmSync(dir, { recursive: true, force: true }));

async function opened(cells: readonly string[]) {
  const path = join(dir, 'dates.csv');
  writeFileSync(path, `i,d\n${cells.map((cell, i) => `${i},"${cell}"`).join('\n')}\n`);
  return await openTable(path, { text: true });
}

async function cleaned(cells: readonly string[], dayFirst?: boolean) {
  await using table = await opened(cells);
  const { table: clean, changes } = await cleanTable(table, [
    { step: 'dates', column: 'd', ...(dayFirst === undefined ? {} : { dayFirst }) },
  ]);
  return { cells: await clean.texts('d'), type: clean.column('d').type, nulled: changes[0]!.nulled };
}

test('whether day or month comes first is proven by all cells, for each sign between the numbers', async () => {
  assert.deepEqual((await cleaned(['07/08/2024', '13/04/2024'])).cells, ['2024-08-07', '2024-04-13']);
  assert.deepEqual((await cleaned(['07/08/2024', '04/13/2024'])).cells, ['2024-07-08', '2024-04-13']);
  assert.deepEqual((await cleaned(['07/08/2024', '13/04/2024', '07-08-2024', '04-13-2024'])).cells, [
    ...['2024-08-07', '2024-04-13', '2024-07-08', '2024-04-13'],
  ]);
  assert.deepEqual((await cleaned(['3/4/24', '13/04/2024', '2024-02-29', '5.6.2023'])).cells, [
    ...['2024-04-03', '2024-04-13', '2024-02-29', '2023-06-05'],
  ]);
});

test('where no cell says it, or cells contradict each other, it is a question', async () => {
  const question = { code: 'step-invalid', message: /a question: .*Say dayFirst: true or false/ };
  await assert.rejects(cleaned(['03/04/2024', '05/06/2024']), question);
  await assert.rejects(cleaned(['13/04/2024', '04/13/2024', '07/08/2024']), question);
  assert.deepEqual((await cleaned(['03/04/2024', '05/06/2024'], true)).cells, ['2024-04-03', '2024-06-05']);
  assert.deepEqual((await cleaned(['03/04/2024', '05/06/2024'], false)).cells, ['2024-03-04', '2024-05-06']);
  const { cells, nulled } = await cleaned(['13/04/2024', '04/13/2024', '07/08/2024'], true);
  assert.deepEqual([cells, nulled], [['2024-04-13', null, '2024-08-07'], 1]);
});

test('the plan shows both answers of a question, and applies neither by itself', async () => {
  await using table = await opened(Array.from({ length: 40 }, (_, i) => `0${1 + (i % 9)}/0${1 + (i % 7)}/2024`));
  const profile = await profileTable(table);
  assert.match(profile.findings.find(({ kind }) => kind === 'mixed-dates')?.message ?? '', /could be either/);
  const proposals = (await proposeSteps(table, profile)).filter(({ step }) => step.step === 'dates');
  assert.deepEqual(
    proposals.map(({ name, proven, instead }) => ({ name, proven, instead })),
    [
      { name: 'dates:d:day-first', proven: false, instead: ['dates:d:month-first'] },
      { name: 'dates:d:month-first', proven: false, instead: ['dates:d:day-first'] },
    ],
  );
  assert.deepEqual(proposals[0]!.change.examples[1], { row: 1, column: 'd', was: '02/02/2024', becomes: '2024-02-02' });
});

test('a column that all cells prove is proposed once, and proven', async () => {
  await using table = await opened(Array.from({ length: 40 }, (_, i) => `${1 + (i % 28)}/0${1 + (i % 7)}/2024`));
  const proposals = await proposeSteps(table, await profileTable(table));
  const dates = proposals.filter(({ step }) => step.step === 'dates');
  assert.deepEqual(
    dates.map(({ name, proven }) => [name, proven]),
    [['dates:d', true]],
  );
});

test('times of day are kept, in UTC where cells say how far they are from it', async () => {
  const stamps = await cleaned(['2024-01-01T12:00:00Z', '2024-01-02T00:30:15.250+02:00', '2024-07-01 06:00:00-0430']);
  assert.deepEqual(stamps, {
    cells: ['2024-01-01 12:00:00', '2024-01-01 22:30:15.25', '2024-07-01 10:30:00'],
    type: 'timestamp',
    nulled: 0,
  });
  const local = await cleaned([
    '13/04/2024 10:15',
    '14/04/2024 2:30 PM',
    '15/04/2024 12:05 am',
    '16/04/2024',
    '17/04/2024 23:59',
  ]);
  assert.deepEqual(local.cells, [
    ...[
      '2024-04-13 10:15:00',
      '2024-04-14 14:30:00',
      '2024-04-15 00:05:00',
      '2024-04-16 00:00:00',
      '2024-04-17 23:59:00',
    ],
  ]);
  // A time without its distance among those with one is no time of UTC.
  const mixed = await cleaned(['2024-01-01T12:00:00Z', '2024-01-02T12:00:00', '2024-01-03T12:00:00Z']);
  assert.deepEqual([mixed.cells[1], mixed.nulled], [null, 1]);
  assert.equal((await cleaned(['2024-01-01 10:00', '2024-01-02 25:00', '2024-01-03 10:61'])).nulled, 2);
});

test('what was read as a time already stays as it is', async () => {
  const path = join(dir, 'times.csv');
  writeFileSync(path, 't\n2024-01-01T12:00:00Z\n2024-01-02T12:00:00Z\n');
  await using table = await openTable(path);
  const { table: clean, changes } = await cleanTable(table, [{ step: 'dates', column: 't' }]);
  assert.deepEqual([changes[0]!.cells, await clean.texts('t')], [0, ['2024-01-01 12:00:00', '2024-01-02 12:00:00']]);
});
