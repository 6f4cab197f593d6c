// What every task must hold to, on each kind of data that it is for: looked at, split, trained, stopped and gone on with, saved,
// opened, evaluated by its own figures, reported, asked about one example as the server does, and refused.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Random } from '@capstan/base';
import { boxFolder, encodeWav, horizontalFlip, imageFolder, matrix } from '@capstan/data';
import { parsePipeline } from '@capstan/data/apply-pipeline';
import { metrics } from '@capstan/evaluate';
import { openLedger } from '@capstan/ledger';
import { architectures, openModel, type Takes } from '@capstan/models';
import { fromTypedArray, inferenceMode, setNumThreads, type Tensor } from '@capstan/torch';
import sharp from 'sharp';
import {
  defineProject,
  evaluateRun,
  fit,
  lookAt,
  openFeed,
  openForModel,
  type Project,
  predictData,
  readProject,
  type SeenTarget,
  TrainError,
  taskNamed,
  usd,
} from '../index.ts';
import { readLoss, targetsOf } from '../losses/loss.ts';
import { namesAsConll } from '../testing/names.ts';
import { writeScenes } from '../testing/scenes.ts';
import type { Preset, Task } from './contract.ts';
import { SURE_ENOUGH } from './seen.ts';
import { chooseTask, taskList } from './task-of.ts';

setNumThreads(1);
const root = mkdtempSync(join(tmpdir(), 'capstan-tasks-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** A target of each kind, by what a task is about. */
const targets = {
  classes: 'late',
  numbers: 'days',
  tags: 'tags',
  items: 'late',
  ratings: 'days',
  boxes: 'late',
} as const;

/** 240 orders: numbers, words, holes, an identifier, and what became of them; 160 letters; 40 pictures of noise. */
before(async () => {
  const random = new Random(3);
  const draw = () => random.below(1000) / 1000;
  const orders = Array.from({ length: 240 }, (_, i) => {
    const [weight, miles] = [draw(), draw()];
    const by = ['truck', 'ship', 'plane'][random.below(3)]!;
    const days = 2 + 5 * miles + (by === 'ship' ? 4 : 0) + draw();
    const hole = random.below(10) === 0;
    return `O-${1000 + i},${hole ? '' : weight},${miles},${by},${days > 6 ? 'yes' : 'no'},${days.toFixed(3)}`;
  });
  writeFileSync(join(root, 'orders.csv'), `order id,weight,miles,by,late,days\n${orders.join('\n')}\n`);
  for (const [name, hertz] of [
    ['high', 1500],
    ['low', 200],
  ] as const) {
    mkdirSync(join(root, 'recordings', name), { recursive: true });
    for (let i = 0; i < 20; i++) {
      const tone = Float32Array.from(
        { length: 1600 },
        (_, t) => Math.sin((t * (hertz + 9 * i) * 2 * Math.PI) / 8000) / 2,
      );
      const bytes = encodeWav({ channels: [tone], sampleRate: 8000 });
      writeFileSync(join(root, 'recordings', name, `${i}.wav`), bytes);
    }
  }
  const good = ['lovely', 'warm', 'friendly', 'clean', 'quiet'];
  const bad = ['dirty', 'loud', 'cold', 'rude', 'broken'];
  const letters = Array.from({ length: 160 }, (_, i) => {
    const isLate = random.below(2) === 1;
    const word = () => (isLate ? bad : good)[random.below(5)]!;
    return `"The room ${i} was ${word()} and the people were ${word()}",${isLate ? 'yes' : 'no'},${(isLate ? 5 : 1) + draw()}`;
  });
  writeFileSync(join(root, 'letters.csv'), `text,late,days\n${letters.join('\n')}\n`);
  writeFileSync(join(root, 'names.conll'), namesAsConll(120));
  const had = Array.from({ length: 40 * 30 }, (_, at) => [Math.floor(at / 30), at % 30] as const).flatMap(
    ([user, item]) =>
      random.below(2) === 0
        ? []
        : [
            `u${user},i${item},${(user + item) % 2 === 0 ? 4 + random.below(2) : 1 + random.below(2)},${random.below(1000)}`,
          ],
  );
  writeFileSync(join(root, 'had.csv'), `user,item,rating,time\n${had.join('\n')}\n`);
  writeScenes(join(root, 'scenes'), 40);
  for (const [name, shade] of [
    ['dark', 40],
    ['light', 200],
  ] as const) {
    mkdirSync(join(root, 'pictures', name), { recursive: true });
    for (let i = 0; i < 20; i++) {
      const pixels = Buffer.from(Array.from({ length: 192 }, () => shade + random.below(50)));
      await sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
        .png()
        .toFile(join(root, 'pictures', name, `${i}.png`));
    }
  }
});

/** Data of a kind for a task, with the shortest training there is. */
async function projectOf(task: Task, takes: Takes, preset: Preset = 'fast'): Promise<Project> {
  const model = task.models[takes]![preset].at(-1)!; // a list has one at least
  if (task.targets === 'boxes') {
    const data = boxFolder(join(root, 'scenes'), { size: 64, augment: [horizontalFlip()] });
    return defineProject({ name: 'scenes', data, model, train: { epochs: 2, batchSize: 8 } });
  }
  if (takes === 'pictures') {
    const data = imageFolder(join(root, 'pictures'), { size: 8, nearLeaks: 'ignore' });
    return defineProject({ name: 'pictures', data, model, train: { epochs: 2, batchSize: 8, workers: 0 } });
  }
  if (takes === 'recordings') {
    const { projects } = await lookAt(join(root, 'recordings'), { task: task.kind, preset, model });
    return defineProject({ ...projects[0]!, train: { ...projects[0]!.train, epochs: 2, batchSize: 8 } });
  }
  if (task.targets === 'tags') {
    const { projects } = await lookAt(join(root, 'names.conll'), { task: task.kind, preset });
    return defineProject({ ...projects[0]!, train: { ...projects[0]!.train, epochs: 2, batchSize: 16 } });
  }
  if (takes === 'users') {
    const { projects } = await lookAt(join(root, 'had.csv'), { task: task.kind, preset, model });
    return defineProject(projects[0]!); // there is one at least
  }
  const file = takes === 'rows' ? 'orders.csv' : 'letters.csv';
  const target = targets[task.targets];
  const other = targets[task.targets === 'classes' ? 'numbers' : 'classes'];
  const { projects } = await lookAt(join(root, file), { target, task: task.kind, preset, model, leaveOut: [other] });
  const [project] = projects;
  return defineProject({
    ...project!,
    ...(project!.train ? { train: { ...project!.train, epochs: 3, batchSize: 16 } } : {}),
  });
}

const seen = (change: Partial<SeenTarget>): SeenTarget => ({
  ...{ name: 'x', type: 'numbers', rows: 100, distinct: 90, isWhole: false },
  ...change,
});

test('tasks: each target is for the one that is surest of it, with a reason', () => {
  const first = (...targets: SeenTarget[]) => chooseTask({ kind: 'table', targets })?.task.kind;
  assert.equal(first(seen({ type: 'text', distinct: 3 })), 'classification');
  assert.equal(first(seen({ type: 'booleans', distinct: 2 })), 'classification');
  assert.equal(first(seen({ distinct: 2, isWhole: true })), 'classification');
  assert.equal(first(seen({ distinct: 90, isWhole: true })), 'regression');
  assert.equal(first(seen({})), 'regression');
  assert.equal(first(seen({ type: 'text', distinct: 90 })), undefined, 'it names the rows');
  for (const kind of ['pictures', 'recordings', 'feed'] as const) {
    const chosen = chooseTask(kind === 'feed' ? { kind, targets: 'numbers' } : { kind });
    assert.ok(chosen && chosen.sure >= SURE_ENOUGH && chosen.reason.length > 5, kind);
  }
  assert.throws(
    () => taskNamed('classificaton'),
    (error) => error instanceof TrainError && /classification/.test(`${error.hint}`),
  );
});

for (const task of taskList.values()) {
  test(`${task.kind}: says what it is; its loss and its metrics are for its targets`, () => {
    assert.match(task.about, /^[A-Z].{10,}\.$/);
    const loss = task.loss();
    assert.deepEqual(readLoss(loss), loss);
    for (const name of task.metrics) assert.equal(metrics[name].tally.of, task.measures, name);
    if (task.best !== 'loss') assert.equal(metrics[task.best].tally.of, task.measures);
    assert.equal(targetsOf(loss), task.targets);
  });

  for (const takes of Object.keys(task.models) as Takes[]) {
    // as: the keys of a record of them
    test(`${task.kind} of ${takes}: from looking at data to an answer`, async () => {
      using ledger = openLedger(':memory:');
      const project = await projectOf(task, takes);
      const feed = await openFeed(project.data);
      noLeak(feed.rows);
      const runDir = join(root, `${task.kind}-${takes}`);
      const result = await fit(project, { ledger, data: feed, runDir });
      assert.equal(result.stopped, 'done');
      assert.deepEqual((await readProject(runDir)).data.kind, project.data.kind);

      const run = await evaluateRun({ result, data: feed, project, ledger });
      const figures = task.figures(run.evaluation);
      for (const [name, value] of Object.entries(figures)) {
        assert.ok(Number.isFinite(value), name);
        assert.equal(ledger.metrics(result.run, `${run.split}/${name}`).values.at(-1), value, `${name} is in the book`);
      }
      assert.match(readFileSync(run.reportPath, 'utf8'), /<h1>/);
      assert.ok(task.render(run.evaluation, { color: false }).length > 20);
      const lines = readFileSync(join(runDir, 'predictions.csv'), 'utf8').trim().split('\r\n');
      if (takes !== 'users') assert.equal(lines.length, 1 + feed.sizes[run.split]);

      const opened = await openForModel(result.bestDir);
      assert.equal(opened.card.task, task.kind);
      const kept = (note: string) => takes === 'users' || /no '|heard as/.test(note);
      assert.deepEqual(opened.notes, feed.notes?.filter(kept) ?? []);
      if (takes === 'recordings') await asWritten(result.bestDir, lines);
      else if (takes === 'users') await ofUsers(result.bestDir, lines);
      else if (takes !== 'pictures') await asTheServer(result.bestDir, run.split, lines);
    });
  }

  for (const takes of Object.keys(task.models) as Takes[]) {
    // as: likewise
    const trained = (Object.keys({ fast: 0, good: 0, best: 0 }) as Preset[]).find(
      (
        preset, // as: the presets
      ) => task.models[takes]![preset].some((model) => !architectures[model]?.fit),
    );
    if (!trained) continue;
    test(`${task.kind} of ${takes}: stopped in the middle of an epoch and gone on with, it comes to the same bits`, async () => {
      using ledger = openLedger(':memory:');
      const project = await projectOf(task, takes, trained);
      const whole = await fit(project, { ledger, runDir: join(root, `whole-${task.kind}-${takes}`) });
      const runDir = join(root, `parts-${task.kind}-${takes}`);
      const stop = new AbortController();
      const checkpoints = { ...project, train: { ...project.train, checkpoint: { everySteps: 1 } } };
      const first = await fit(checkpoints, {
        ...{ ledger, runDir, signal: stop.signal },
        onProgress: (event) => event.kind === 'checkpoint' && event.step >= 3 && stop.abort(),
      });
      assert.equal(first.stopped, 'interrupted');
      const rest = await fit(checkpoints, { ledger, runDir, resume: true });
      assert.equal(rest.stopped, 'done');
      const bytes = (dir: string) => readFileSync(join(dir, 'best', 'model.safetensors'));
      assert.ok(bytes(rest.dir).equals(bytes(whole.dir)));
    });
  }

  if (task.targets === 'boxes') continue; // what follows is about tables

  const whole = (['rows', 'users'] as const).find((takes) => task.models[takes]);
  if (whole !== 'users')
    test(`${task.kind}: bad input is refused with a reason`, async () => {
      const refused = async (target: string, words: RegExp, file = 'orders.csv') =>
        assert.rejects(
          lookAt(join(root, file), { target, task: task.kind }),
          (error) => error instanceof TrainError && words.test(error.message),
        );
      await refused('lat', /did you mean 'late'/);
      writeFileSync(join(root, 'same.csv'), `a,b\n${'1,x\n2,x\n'.repeat(40)}`);
      await refused('b', /every row has the same 'b'/, 'same.csv');
      const wrong = task.targets === 'classes' ? 'numbers' : 'classes';
      await refused(targets[wrong], task.models.rows ? /predicts (numbers|classes), and/ : /is for files/);
      if (!task.models.rows) return;
      const project = await projectOf(task, 'rows');
      await assert.rejects(fit({ ...project, train: { epochs: 3 } }), /is fitted whole/);
    });

  if (!whole) continue;
  test(`${task.kind}: the budget of a model that is fitted whole is kept`, async () => {
    using ledger = openLedger(':memory:');
    const project = await projectOf(task, whole);
    const stops: string[] = [];
    const spent = await fit(
      { ...project, budget: { limit: usd(1e-12) } },
      {
        ...{ ledger, runDir: join(root, `spent-${task.kind}`) },
        onProgress: (event) => event.kind === 'stop' && stops.push(event.reason),
      },
    );
    assert.deepEqual([spent.stopped, spent.best, spent.history, stops], ['budget', null, [], ['budget']]);
    assert.equal(ledger.run(spent.run).status, 'stopped');
    const within = { ...project, budget: { limit: usd(1e6) } };
    assert.equal((await fit(within, { ledger, runDir: join(root, `within-${task.kind}`) })).stopped, 'done');
  });
}

/** No row is in two splits. */
function noLeak(rows: Record<string, Int32Array> | undefined): void {
  const all = Object.values(rows ?? {}).flatMap((part) => [...part]);
  assert.equal(new Set(all).size, all.length);
}

/** What `predictData` says of the recordings is what the evaluation wrote of them. */
async function asWritten(dir: string, lines: string[]): Promise<void> {
  const answers = join(dir, 'answers.csv');
  await predictData(dir, join(root, 'recordings'), answers);
  const said = new Map(
    readFileSync(answers, 'utf8')
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => [line.split(',')[0]!, line.split(',').slice(1)]),
  );
  for (const line of lines.slice(1)) {
    const [file = '', , label, ...numbers] = line.split(',');
    const [found, ...values] = said.get(file) ?? [];
    assert.equal(found, label, file);
    for (const [i, value] of values.entries()) assert.ok(Math.abs(Number(value) - Number(numbers[i])) < 1e-4);
  }
}

/** Each user of a file is answered once, known or not, with what they have not had. */
async function ofUsers(dir: string, lines: string[]): Promise<void> {
  writeFileSync(join(root, 'asked.csv'), 'user\nu3\nu3\nsomeone new\nu1\n');
  const answers = join(dir, 'answers.csv');
  assert.equal(await predictData(dir, join(root, 'asked.csv'), answers), 3);
  const said = readFileSync(answers, 'utf8').trim().split('\r\n').slice(1);
  assert.deepEqual(
    said.map((line) => line.split(',')[0]),
    ['u3', 'someone new', 'u1'],
  );
  const { card } = await openModel(dir);
  for (const line of said)
    for (const item of line.split(',').filter((_, i) => i % 2 === 1 && i > 0))
      assert.ok(item === '' || card.classes.includes(item));
  assert.match(lines[0]!, /^user,/);
}

/** One row through the pipeline that is saved with the model gives what the evaluation wrote of it; so does `predictData`. */
async function asTheServer(dir: string, split: string, lines: string[]): Promise<void> {
  const { model, card } = await openModel(dir);
  const pipeline = parsePipeline(JSON.parse(JSON.stringify(card.preprocessing.pipeline)));
  assert.ok(['test', 'validation'].includes(split));
  const [row] = lines[1]!.split(',');
  const isRows = readdirSync(root).includes('orders.csv') && pipeline.inputs.some(({ name }) => name === 'miles');
  const file = pipeline.target === 'tags' ? 'names.conll' : isRows ? 'orders.csv' : 'letters.csv';
  const answers = join(dir, 'answers.csv');
  const count = await predictData(dir, join(root, file), answers);
  const said = readFileSync(answers, 'utf8').trim().split('\r\n').slice(1);
  assert.equal(said.length, count);
  const again = said[Number(row)]!.split(',');
  const cells = lines[1]!.split(',');
  const isNamed = card.classes.length > 0;
  if (isNamed) assert.equal(again[1], cells[2], 'the label, or the tags');
  // Other batches may round otherwise.
  const [found, expected] = isNamed ? [again.slice(2), cells.slice(3)] : [[again[1]], [cells[3]]];
  for (const [i, value] of found.entries()) {
    assert.ok(Math.abs(Number(value) - Number(expected[i])) < 1e-4, `${value} is ${expected[i]}`);
  }

  const unknown = Object.fromEntries(
    pipeline.inputs.map(({ name, type }) => [name, type === 'number' ? 0.5 : 'something never seen']),
  );
  assert.deepEqual(pipeline.faults([unknown]), [], 'what training did not see is served');
  const { values, rows } = matrix(pipeline.applyRows([unknown]), pipeline.features);
  const output = inferenceMode(() => model(fromTypedArray(values, [rows, pipeline.features.length])) as Tensor);
  assert.ok(Array.from(output.data(), Number).every(Number.isFinite));
  assert.equal(pipeline.faults([{}]).length, pipeline.inputs.length, 'columns that are not there are named');
}
