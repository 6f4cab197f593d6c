import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { mnistFolder } from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { capstan, capstanEach } from './testing/capstan.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-cli-'));
after(() => rmSync(root, { recursive: true, force: true }));
before(() => mnistFolder(join(root, 'digits'), { count: 300 }));

let folders = 0;
/** A folder of its own with 300 digits in `digits`. */
function folder(): string {
  const dir = join(root, `case-${folders++}`);
  mkdirSync(dir);
  cpSync(join(root, 'digits'), join(dir, 'digits'), { recursive: true });
  return dir;
}

const quick = ['--data', 'digits', '--model', 'cifarResnet20', '--size', '14', '--channels', '1', '--lr', '0.05'];

test('help on everything, with examples and exit codes', async () => {
  const { code, out } = await capstan(root, '--help');
  assert.equal(code, 0);
  assert.match(out, /130 stopped by Ctrl-C/);
  const commands = ['start', 'init', 'data', 'train', 'evaluate', 'serve', 'runs', 'setup', 'doctor'];
  const texts = await capstanEach(
    root,
    commands.map((name) => [name, '--help']),
  );
  for (const [i, { code, out }] of texts.entries()) {
    assert.equal(code, 0);
    assert.match(
      out,
      new RegExp(`Usage: capstan ${commands[i]}.*Examples:\n {2}((npx )?capstan ${commands[i]}|npm start)`, 's'),
    );
  }
});

test('a wrong command, flag, value or word exits with 2 and says what was meant', async () => {
  const cases: [string[], RegExp][] = [
    [['trian'], /did you mean 'train'/],
    [['train', '--epoch', '3'], /did you mean --epochs/],
    [['train', '--data', 'digits', '--epochs', 'three'], /--epochs must be a whole number from 1, received 'three'/],
    [['train', '--data', 'digits', '--optimizer', 'sdg'], /did you mean sgd/],
    [['train', '--data', 'digits', '--lr', '0'], /--lr must be a number above 0, received '0'/],
    [['train', '--data', 'digits', '--device', 'gpu'], /--device must be cpu, cuda or cuda:N, received 'gpu'/],
    [['train', '--data', 'digits', '--workers=-1'], /--workers must be a whole number from 0, received '-1'/],
    [['train', '--lr', '-1'], /looks like a flag.*write --lr=-1/],
    [['train', '--data', 'digits', '--lr'], /--lr needs a value: --lr X/],
    [['train'], /capstan train DATA, a folder or a table, or a capstan\.config\.ts/],
    [['train', 'digits', '--data', 'digits'], /'digits' and --data digits both name data/],
    [['data'], /capstan data needs DIR\|FILE.*, as in: capstan data photos/],
    [['runs', 'delete', 'x'], /'show RUN' or 'compare RUN RUN'/],
    [['serve', 'a/m', 'b/m'], /a\/m and b\/m would both be served as 'm'.*first=a\/m second=b\/m/],
    [['train', '--resume'], /no stopped run in runs\//],
  ];
  const results = await capstanEach(
    root,
    cases.map(([args]) => args),
  );
  for (const [i, { code, err, out }] of results.entries()) {
    assert.equal(code, 2, `${cases[i]![0].join(' ')}: ${err}`);
    assert.match(err, cases[i]![1]);
    assert.equal(out, '');
    assert.doesNotMatch(err, /\n\s+at /);
  }
});

test('bad data and models end with 1 and one paragraph, with the stack only on request', async () => {
  openLedger(join(root, '.capstan/ledger.db')).close(); // without a run
  mkdirSync(join(root, 'hollow'));
  mkdirSync(join(root, 'texts/cat'), { recursive: true });
  mkdirSync(join(root, 'texts/dog'), { recursive: true });
  writeFileSync(join(root, 'texts/cat/1.png'), 'not a picture');
  writeFileSync(join(root, 'texts/dog/1.png'), 'nor this');
  const cases: [string[], RegExp][] = [
    [['train', '--data', 'nowhere'], /nowhere.*no such folder\. Give the folder that holds/],
    [['train', '--data', 'hollow'], /hollow.*the folder is empty\. Put the pictures of each class into a folder/],
    [['data', 'texts'], /texts.*no usable picture/],
    [['train', '--data', 'digits', '--model', 'resnet19'], /did you mean 'resnet18'/],
    [['train', '--data', 'digits', '--weights', 'none.safetensors'], /no file of weights at none\.safetensors/],
    [['evaluate', 'nothing-here'], /model\.json/],
    [['serve', 'nothing-here'], /nothing-here/],
    [['runs', 'show', 'zzzz'], /zzzz/],
    [['train', '--data', 'digits', '--resume', 'nothing-here'], /nothing-here/],
  ];
  const results = await capstanEach(
    root,
    cases.map(([args]) => args),
  );
  for (const [i, { code, err }] of results.entries()) {
    assert.equal(code, 1, `${cases[i]![0].join(' ')}: ${err}`);
    assert.match(err, cases[i]![1]);
    assert.doesNotMatch(err, /\n\s+at |not expected/);
  }
});

test('init, train, evaluate and runs on a folder of pictures', async () => {
  const dir = folder();
  const [init, again] = await capstanEach(dir, [
    ['init', 'digits'],
    ['init', 'digits'],
  ]);
  assert.equal(init!.code, 0, init!.err);
  assert.equal(again!.code, 2);
  assert.match(again!.err, /--force/);

  const train = await capstan(dir, 'train', '--epochs', '2');
  assert.equal(train.code, 0, train.err);
  assert.ok(!(train.out + train.err).includes('\x1b'), 'no escape codes where there is no terminal');
  assert.match(train.err, /2\/2/);
  assert.match(train.out, /accuracy \d/);
  assert.match(train.out, /Cost .*\$/);
  const report = /Report\s+(\S+)/.exec(train.out)![1]!;
  assert.match(readFileSync(join(dir, report), 'utf8'), /<img src="data:image\/png;base64,/);

  const runs = await capstan(dir, 'runs', '--json');
  const [run] = JSON.parse(runs.out);
  assert.equal(run.status, 'done');
  assert.match(train.out, new RegExp(`accuracy ${(100 * run.metrics['test/accuracy']).toFixed(1)} %`));
  assert.ok(run.cost.money > 0);
  const [shown, evaluated, all, looked, stranger] = await capstanEach(dir, [
    ['runs', 'show', run.id.slice(0, 4)],
    ['evaluate', `runs/${run.id}`, '--json'],
    ['evaluate', `runs/${run.id}`, '--data', 'digits', '--report', 'all.html'],
    ['data', 'digits', '--report', 'data.html'],
    ['evaluate', `runs/${run.id}`, '--data', 'runs'],
  ]);
  assert.match(shown!.out, /test\/accuracy/);
  assert.match(shown!.out, /report\.html/);
  assert.equal(evaluated!.code, 0, evaluated!.err);
  assert.equal(JSON.parse(evaluated!.out).accuracy, run.metrics['test/accuracy']);
  assert.equal(all!.code, 0, all!.err);
  assert.match(all!.out, /300 examples/);
  assert.ok(existsSync(join(dir, 'all.html')));
  assert.equal(looked!.code, 0, looked!.err);
  assert.match(readFileSync(join(dir, 'data.html'), 'utf8'), /300 pictures in 10 classes/);
  assert.equal(stranger!.code, 1);
});

test('a project file out of the checkout finds the packages, and its faults are named', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-project-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(
    join(dir, 'capstan.config.ts'),
    `import { imageFolder } from '@capstan/data';
     import { defineProject } from '@capstan/train';
     const epochs: number = -1;
     export default defineProject({ name: 'x', data: imageFolder('photos'), model: 'resnet19', train: { epochs, batch: 3 } as never });`,
  );
  const { code, err } = await capstan(dir, 'train');
  assert.equal(code, 1);
  assert.match(err, /model: there is no architecture 'resnet19' \(did you mean 'resnet18'\?\)/);
  assert.match(err, /train\.epochs/);
  assert.match(err, /train: There is no field 'batch' here\. Did you mean 'batchSize'\?/);
});

test('Ctrl-C in mid-epoch saves all, and --resume goes on to the bits of a run that was left alone; twice quits at once', async () => {
  const dir = folder();
  const six = ['train', ...quick, '--batch', '4', '--augment', 'shift', '--epochs', '6']; // 60 steps an epoch
  const first = capstan(dir, ...six);
  await first.says('1/6');
  first.process.kill('SIGINT');
  const stopped = await first;
  assert.equal(stopped.code, 130);
  const [, run] = /capstan train --resume (\S+)/.exec(stopped.err)!;
  const { position } = JSON.parse(readFileSync(join(dir, run!, 'last.json'), 'utf8'));
  assert.ok(position.epoch >= 1 && position.epoch < 6);
  assert.ok(position.batch > 0 && position.batch <= 60, `stopped after batch ${position.batch} of an epoch`);

  const alone = await capstan(dir, ...six, '--runs', 'alone');
  assert.equal(alone.code, 0, alone.err);
  const second = await capstan(dir, 'train', '--resume'); // the one that was stopped, though another was saved later
  assert.equal(second.code, 0, second.err);
  assert.match(second.err, /Going on with run/);
  assert.doesNotMatch(second.err, /from here on/);
  assert.match(second.err, /6\/6/);
  assert.match(second.out, /accuracy/);
  const untouched = join('alone', readdirSync(join(dir, 'alone'))[0]!);
  for (const file of ['last.safetensors', 'best/model.safetensors']) {
    const [resumed, straight] = [run!, untouched].map((of) => readFileSync(join(dir, of, file)));
    assert.ok(resumed!.equals(straight!), `${file} differs`);
  }

  const third = capstan(dir, 'train', ...quick, '--epochs', '500', '--name', 'long');
  await third.says('1/500');
  third.process.kill('SIGINT');
  third.process.kill('SIGTERM');
  assert.equal((await third).code, 130);
});

test('a budget that is spent stops with a checkpoint, gives the outcome so far and says how to go on', async () => {
  const dir = folder();
  const { code, out, err } = await capstan(dir, 'train', ...quick, '--epochs', '50', '--budget', '0.000001', '--json');
  assert.equal(code, 0, err);
  const said: { kind: string; text?: string }[] = err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)); // each a line of JSON
  assert.deepEqual([said[0]!.kind, said.at(-1)!.kind], ['read', 'note']);
  const [, run] = /budget is spent.*\n\s+capstan train --resume (runs\/\S+) --budget MORE/.exec(said.at(-1)!.text!)!;
  const outcome = JSON.parse(out);
  assert.equal(outcome.stopped, 'budget');
  assert.equal(outcome.dir, run);
  assert.ok(outcome.cost.money > 0.000001);
  const rateOf = () => JSON.parse(readFileSync(join(dir, run!, 'last.json'), 'utf8')).optimizer.paramGroups[0].lr;
  assert.equal(rateOf(), 0.05);
  // It goes on at another learning rate where a flag asks for that, and says so.
  const other = await capstan(dir, 'train', '--resume', run!, '--epochs', '1', '--budget', '100', '--lr', '0.01');
  assert.equal(other.code, 0, other.err);
  assert.match(other.err, /optimizer: .*"lr":0\.05.* until here, .*"lr":0\.01.* from here on/);
  assert.equal(rateOf(), 0.01);
});
