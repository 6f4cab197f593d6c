// `capstan train DATA` and `capstan init DATA` look at tables before anything costly begins.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { encodeWav } from '@capstan/data';
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
    [
      ['train', 'loans.csv', '--target', 'outcome', '--group', 'kind'],
      /--group and --test are about recordings, and loans\.csv/,
    ],
    [
      ['train', 'loans.csv', '--target', 'outcome', '--user', 'kind'],
      /--user, --item, --value and --time are about what users had/,
    ],
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

test('recordings whose names say their classes are trained on, evaluated, predicted, and written as a project', async () => {
  const folder = join(root, 'hums');
  mkdirSync(folder);
  for (let i = 0; i < 48; i++) {
    const [sound, machine] = [i % 2 === 0 ? 'low' : 'high', i % 6];
    const tone = Float32Array.from({ length: 1600 }, (_, t) => Math.sin(t * (sound === 'low' ? 0.1 : 1) + i) / 2);
    writeFileSync(join(folder, `${sound}_${machine}_${i}.wav`), encodeWav({ channels: [tone], sampleRate: 8000 }));
  }
  const names = ['--file-names', '{class}_{machine}_{take}'];
  const [bare, wrong, mixed, misspelt, left, init] = await capstanEach(root, [
    ['train', 'hums'],
    ['train', 'hums', ...names, '--group', 'machin'],
    ['train', 'hums', ...names, '--target', 'class'],
    ['train', 'hums', ...names, '--test', 'machine'],
    ['train', 'hums', ...names, '--leave-out', 'machine'],
    ['init', 'hums', ...names, '--group', 'machine', '--preset', 'fast', '--force'],
  ]);
  assert.match(
    bare!.err,
    /called like high_1_1: say which part is the class, as --file-names '\{class\}_\{part2\}_\{part3\}'/,
  );
  assert.match(wrong!.err, /no part \{machin\}/);
  assert.match(mixed!.err, /--target names a column of a table/);
  assert.match(misspelt!.err, /--test must be a part of the names and its values, as take=0,1/);
  assert.match(left!.err, /--leave-out names columns of a table, and hums/);
  assert.equal(init!.code, 0, init!.err);
  assert.match(
    readFileSync(join(root, 'capstan.config.ts'), 'utf8'),
    /data: recordingFolder\('hums', \{ names: '\{class\}_/,
  );
  const [said] = await capstanEach(root, [['train', '--group', 'machine']]);
  assert.match(
    said!.err,
    /--group is about data that are looked at, and .*capstan\.config\.ts says already what is trained/,
  );
  const trained = await capstan(root, 'train', '--epochs', '2', '--json');
  assert.equal(trained.code, 0, trained.err);
  const { dir } = JSON.parse(trained.out) as { dir: string };
  const [evaluated, predicted] = await capstanEach(root, [
    ['evaluate', dir, '--json'],
    ['predict', 'hums', '--run', dir, '--out', 'hums.csv'],
  ]);
  assert.equal(evaluated!.code, 0, evaluated!.err);
  assert.equal(predicted!.code, 0, predicted!.err);
  assert.equal(readFileSync(join(root, 'hums.csv'), 'utf8').trim().split('\r\n').length, 49);
});
