// `--json` of the commands that set something up or keep running: standard output is the outcome alone, and every line of standard
// error is JSON of its own.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { capstan, capstanEach } from './testing/capstan.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-json-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** What was said on the way. */
const lines = (err: string): { kind: string; text?: string }[] =>
  err
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

test('start: data, run, evaluation, answers and cost; the model then serves as a line of JSON says', async () => {
  const { code, out, err } = await capstan(root, 'start', '--digits', '200', '--epochs', '1', '--json');
  assert.equal(code, 0, err);
  const kinds = new Set(lines(err).map(({ kind }) => kind));
  for (const kind of ['read', 'start', 'epoch']) assert.ok(kinds.has(kind), `${kind} in ${[...kinds]}`);
  const { data, run, test: figures, answers, cost, report, model } = JSON.parse(out);
  assert.equal(data.found, 200);
  assert.equal(run.stopped, 'done');
  assert.ok(figures.accuracy >= 0 && figures.accuracy <= 1);
  assert.ok(answers.asked > 0 && answers.right <= answers.asked && answers.medianMs > 0);
  assert.ok(cost.money > 0);
  assert.ok(existsSync(join(root, report)) && existsSync(join(root, model, 'model.json')));

  const serving = capstan(root, 'serve', model, '--port', '0', '--name', 'digits', '--json');
  let said = '';
  serving.process.stdout!.on('data', (chunk: string) => {
    said += chunk;
  });
  await serving.says(/"url":.*\n/);
  const { url, models } = JSON.parse(said);
  assert.deepEqual(
    models.map(({ name }: { name: string }) => name),
    ['digits'],
  );
  const picture = readFileSync(join(root, '.capstan/digits-200/3/0000.png'));
  const answer = await fetch(`${url}/predict`, { method: 'POST', body: picture });
  assert.equal(answer.status, 200);
  serving.process.kill('SIGTERM');
  const ended = await serving;
  assert.equal(ended.code, 0);
  assert.equal(ended.out, said);
  assert.deepEqual(
    lines(ended.err)
      .filter(({ kind }) => kind === 'note')
      .map(({ text }) => text),
    ['Stopping; once more to quit at once.'],
  );
});

test('init: what was written; a file that is there is an error as JSON', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 9},${i % 3 ? 'yes' : 'no'}`);
  writeFileSync(join(root, 'loans.csv'), `x,good\n${rows.join('\n')}\n`);
  const results = await capstanEach(root, [
    ['init', 'loans.csv', '--target', 'good', '--json'],
    ['init', 'loans.csv', '--target', 'good', '--json'],
    ['init', '.capstan/digits-200', '--force', '--json'],
  ]);
  const [table, again, pictures] = results;
  assert.equal(table!.code, 0, table!.err);
  const { file, name, task } = JSON.parse(table!.out);
  assert.deepEqual([file, name, task], ['capstan.config.ts', 'loans', 'classification']);
  assert.deepEqual([again!.code, again!.out], [2, '']);
  assert.equal(JSON.parse(again!.err).code, 'config-exists');
  assert.equal(pictures!.code, 0, pictures!.err);
  const about = JSON.parse(pictures!.out);
  assert.deepEqual([about.classes.length, about.size], [10, [28, 28]]);
  assert.equal(about.split.train + about.split.validation + about.split.test, 200);
  assert.equal(lines(pictures!.err)[0]!.kind, 'read');
});

test('setup: what is ready, with nothing beside it', async () => {
  const { code, out, err } = await capstan(root, 'setup', '--json');
  assert.equal(code, 0, err);
  const { node, addon, torch, version } = JSON.parse(out);
  for (const path of [node, addon, torch]) assert.ok(existsSync(path), path);
  assert.match(version, /^2\.\d+\.\d+/);
  lines(err);
});
