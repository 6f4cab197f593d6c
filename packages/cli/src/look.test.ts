// `capstan train DATA` and `capstan init DATA` look at tables before anything costly begins.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { RunRecord } from '@capstan/ledger';
import { capstan, capstanEach } from './testing/capstan.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-look-'));
after(() => rmSync(root, { recursive: true, force: true }));

const rows = Array.from(
  { length: 120 },
  (_, i) => `${1000 + i},${(i * 37) % 50},${['a', 'b', 'c'][i % 3]},${i % 7 === 0 ? 'bad' : 'good'},x`,
);
writeFileSync(join(root, 'loans.csv'), `customer id,amount,kind,outcome,same\n${rows.join('\n')}\n`);

test('what cannot be trained is refused with the reason, and what can is said with how to choose otherwise', async () => {
  const refusals: [line: string[], words: RegExp][] = [
    [['train'], /capstan train needs data: capstan train DATA/],
    [['train', 'loans.csv', '--target', 'outcom'], /has no column 'outcom'; did you mean 'outcome'\?/],
    [['train', 'loans.csv', '--target', 'same'], /every row has the same 'same'/],
    [
      ['train', 'loans.csv', '--target', 'outcome', '--task', 'regression'],
      /regression predicts numbers, and 'outcome' holds text/,
    ],
    [
      ['train', 'loans.csv', '--target', 'outcome', '--model', 'resnet18'],
      /resnet18 takes pictures, and the data are the rows of a table/,
    ],
    [
      ['train', 'loans.csv', '--target', 'outcome', '--epochs', '3'],
      /logistic is fitted whole and not trained in steps, so it takes no epochs/,
    ],
    [['train', 'loans.csv', '--target', 'outcome', '--size', '32'], /--size.*are about pictures/],
    [['train', 'loans.csv', '--data', 'loans.csv'], /both name data/],
    [['train', 'loans.csv', '--target', 'outcome', '--device', 'cuda:9'], /no GPU|cuda:9/],
    [['train', 'loans.csv', '--target', 'outcome', '--preset', 'goood'], /did you mean good\?/],
    [['predict', 'loans.csv'], /needs --run RUN/],
  ];
  const finished = await capstanEach(
    root,
    refusals.map(([line]) => line),
  );
  for (const [i, [line, words]] of refusals.entries()) {
    assert.match(finished[i]!.err, words, line.join(' '));
    assert.notEqual(finished[i]!.code, 0, line.join(' '));
    assert.doesNotMatch(finished[i]!.err, /\n\s+at /, 'no stack');
  }
});

test('init writes what train would choose, as a file that trains', async () => {
  const [written, refused] = await capstanEach(root, [
    ['init', 'loans.csv', '--target', 'outcome'],
    ['init', 'loans.csv', '--target', 'outcome'],
  ]);
  assert.equal(written!.code, 0, written!.err);
  assert.match(written!.out, /120 rows; classification of 'outcome' from 3 columns/);
  assert.match(written!.out, /left out, as they only name the rows: 'customer id'/);
  assert.match(written!.out, /Otherwise:\n {2}--target COLUMN, one of 'customer id', 'amount', 'kind', 'same'/);
  assert.match(refused!.err, /is there already/);
  const config = readFileSync(join(root, 'capstan.config.ts'), 'utf8');
  assert.match(
    config,
    /tableFile\('loans\.csv', \{ target: 'outcome', targets: 'classes', leaveOut: \['customer id'\] \}\)/,
  );
  const [trained] = await capstanEach(root, [['train', '--json']]);
  assert.equal(trained!.code, 0, trained!.err);
  assert.deepEqual(JSON.parse(trained!.out).test.classes, ['bad', 'good']);
});

test('answers are booked as predictions, not as a server', async () => {
  const trained = await capstan(root, 'train', 'loans.csv', '--target', 'outcome', '--json');
  assert.equal(trained.code, 0, trained.err);
  const runs = async (kind: string) => {
    const { code, out, err } = await capstan(root, 'runs', '--json', '--kind', kind);
    assert.equal(code, 0, err);
    return JSON.parse(out) as RunRecord[]; // as: what runs --json writes
  };
  const { bestDir } = JSON.parse(trained.out) as { bestDir: string }; // as: what train --json writes
  const asked = await capstan(root, 'predict', 'loans.csv', '--run', bestDir, '--out', 'answers.csv');
  assert.equal(asked.code, 0, asked.err);
  assert.equal(readFileSync(join(root, 'answers.csv'), 'utf8').trimEnd().split('\n').length, 121);
  const [answers, ...others] = await runs('predict');
  assert.deepEqual(others, []);
  assert.equal(answers!.name, 'predict loans.csv');
  assert.equal(answers!.status, 'done');
  assert.deepEqual(await runs('serve'), []);
});
