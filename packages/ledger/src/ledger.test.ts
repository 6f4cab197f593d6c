import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openLedger } from './ledger.ts';
import { START, temporaryFolder } from './testing.ts';

test('a run is written and read back as it was', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'a/b/ledger.db'));
  const run = ledger.start({
    ...START,
    params: { model: 'resnet20', train: { epochs: 3, batchSize: 64 }, classes: ['a', 'b'], none: {}, no: undefined },
    dataHash: 'f00d',
    seed: 7,
    versions: { torch: '2.11.0' },
    git: { commit: 'c'.repeat(40), branch: 'main', dirty: true },
  });
  run.log(0, { loss: 2.5, accuracy: 0.1 });
  run.log(1, { loss: 1.5 });
  run.finish('done', { summary: { accuracy: 0.99 } });
  const record = ledger.run(run.id);
  assert.deepEqual(record.params, {
    classes: ['a', 'b'],
    model: 'resnet20',
    none: {},
    'train.batchSize': 64,
    'train.epochs': 3,
  });
  assert.deepEqual(record.metrics, { accuracy: 0.1, loss: 1.5 });
  assert.deepEqual(record.summary, { accuracy: 0.99 });
  assert.deepEqual(record.git, { commit: 'c'.repeat(40), branch: 'main', dirty: true });
  assert.equal(record.status, 'done');
  assert.equal(record.seed, 7);
  assert.equal(record.dataHash, 'f00d');
  assert.equal(record.versions.torch, '2.11.0');
  assert.equal(record.versions.node, process.versions.node);
  assert.ok(Date.parse(record.ended ?? '') >= Date.parse(record.started));
  assert.deepEqual(JSON.parse(JSON.stringify(record)), record, 'plain data');
});

test('readers of the same process see what is still buffered', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  const run = ledger.start(START);
  for (let step = 0; step < 10; step++) run.log(step, { loss: 10 - step });
  const series = ledger.metrics(run.id, 'loss');
  assert.deepEqual([...series.steps], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual([...series.values], [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  assert.deepEqual(ledger.metricNames(run.id), ['loss']);
  assert.equal(ledger.metrics(run.id, 'absent').steps.length, 0);
});

test('NaN and infinities come back', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  const run = ledger.start(START);
  run.log(0, { loss: Number.NaN });
  run.log(1, { loss: Number.POSITIVE_INFINITY });
  run.log(2, { loss: -0.5 });
  assert.deepEqual([...ledger.metrics(run.id, 'loss').values], [Number.NaN, Number.POSITIVE_INFINITY, -0.5]);
});

test('what is no step or no number is refused by name', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  const run = ledger.start(START);
  assert.throws(() => run.log(-1, { loss: 1 }), { code: 'metric-invalid', message: /received -1/ });
  assert.throws(() => run.log(0.5, { loss: 1 }), { code: 'metric-invalid' });
  // @ts-expect-error what JavaScript callers may pass
  assert.throws(() => run.log(1, { loss: 'high' }), { code: 'metric-invalid', message: /"loss" at step 1.*string/ });
  assert.throws(() => ledger.start({ ...START, params: { lr: Number.NaN } }), {
    code: 'param-invalid',
    message: /params\.lr.*NaN/,
  });
  // @ts-expect-error what JavaScript callers may pass
  assert.throws(() => ledger.start({ ...START, params: { net: { fn: () => 1 } } }), {
    code: 'param-invalid',
    message: /params\.net\.fn.*function/,
  });
  // @ts-expect-error what JavaScript callers may pass
  assert.throws(() => ledger.start({ ...START, params: { map: new Map([[1, 2]]) } }), {
    code: 'param-invalid',
    message: /a Map/,
  });
  assert.equal(ledger.runs().length, 1, 'nothing was written for the refused ones');
});

test('resume goes on with the cost, and a step logged again takes the new value', async (t) => {
  const path = join(temporaryFolder(t), 'ledger.db');
  let id: string;
  {
    using ledger = openLedger(path);
    const run = ledger.start(START);
    id = run.id;
    for (let step = 0; step < 5; step++) run.log(step, { loss: step });
    await new Promise((resolve) => setTimeout(resolve, 30));
    run.finish('stopped');
  }
  using ledger = openLedger(path);
  const before = ledger.run(id).cost;
  assert.ok(before.seconds >= 0.02);
  using run = ledger.resume(id.slice(0, 5));
  assert.equal(run.id, id);
  assert.equal(ledger.run(id).status, 'running');
  assert.ok(run.cost().seconds >= before.seconds);
  for (let step = 3; step < 7; step++) run.log(step, { loss: step * 10 });
  assert.deepEqual([...ledger.metrics(id, 'loss').values], [0, 1, 2, 30, 40, 50, 60]);
  run.finish();
  assert.equal(ledger.run(id).cost.seconds >= before.seconds, true);
  assert.equal(ledger.run(id).metrics.loss, 60);
});

test('a run left without finish is failed, one left open at close is stopped', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  let id = '';
  assert.throws(() => {
    using run = ledger.start(START);
    id = run.id;
    run.log(0, { loss: 1 });
    throw new Error('out of memory');
  }, /out of memory/);
  assert.equal(ledger.run(id).status, 'failed');
  assert.equal(ledger.run(id).metrics.loss, 1);

  const other = openLedger(ledger.path);
  const left = other.start(START);
  left.log(0, { loss: 2 });
  other.close();
  other.close();
  assert.equal(ledger.run(left.id).status, 'stopped');
  assert.equal(ledger.run(left.id).metrics.loss, 2);
  assert.throws(() => left.log(1, { loss: 3 }), { code: 'run-finished', message: /ledger\.resume/ });
  assert.throws(() => other.runs(), { code: 'closed' });
});

test('runs are found by the beginning of their id, or told apart', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  const ids = Array.from({ length: 40 }, () => {
    const run = ledger.start(START);
    run.finish();
    return run.id;
  });
  assert.equal(new Set(ids).size, 40);
  for (const id of ids) assert.match(id, /^[a-z][0-9a-z]{7}$/);
  const twins = ids.find((id) => ids.some((other) => other !== id && other[0] === id[0]))!;
  assert.throws(() => ledger.run(twins[0]!), { code: 'run-ambiguous', message: /digits/ });
  assert.ok(ledger.has(twins));
  assert.ok(!ledger.has(twins.slice(0, 7)));
  assert.throws(() => ledger.run('!'), { code: 'run-not-found', message: /capstan runs/ });
  assert.throws(() => ledger.run('%'), { code: 'run-not-found' });
  assert.throws(() => ledger.run(''), { code: 'run-ambiguous' });
});

test('runs filter by name, kind, status, parameters, metrics, data and time, and sort by a metric', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  for (const [i, lr] of [0.1, 0.01, 0.001].entries()) {
    const run = ledger.start({ ...START, name: `sweep_${i}`, params: { optimizer: { lr } }, dataHash: `d${i % 2}` });
    run.log(1, { accuracy: [0.9, 0.99, 0.8][i]! });
    run.finish(i === 2 ? 'failed' : 'done');
  }
  ledger.start({ ...START, name: 'other', kind: 'serve' }).finish();
  const names = (filter: Parameters<typeof ledger.runs>[0]) => ledger.runs(filter).map((run) => run.name);
  assert.deepEqual(names({}), ['other', 'sweep_2', 'sweep_1', 'sweep_0'], 'newest first');
  assert.deepEqual(names({ limit: 1 }), ['other']);
  assert.deepEqual(names({ name: 'sweep_1' }), ['sweep_1']);
  assert.deepEqual(names({ name: 'sweep_*', status: 'done' }), ['sweep_1', 'sweep_0']);
  assert.deepEqual(names({ name: 'sweep.*' }), [], 'the underscore is no wildcard');
  assert.deepEqual(names({ kind: 'serve' }), ['other']);
  assert.deepEqual(names({ params: { 'optimizer.lr': 0.01 } }), ['sweep_1']);
  assert.deepEqual(names({ metrics: { accuracy: { min: 0.85, max: 0.95 } } }), ['sweep_0']);
  assert.deepEqual(names({ sort: { metric: 'accuracy', order: 'descending' } }), [
    'sweep_1',
    'sweep_0',
    'sweep_2',
    'other',
  ]);
  assert.deepEqual(names({ dataHash: 'd1' }), ['sweep_1']);
  assert.deepEqual(names({ since: new Date(Date.now() + 1000) }), []);
  assert.equal(names({ until: new Date(Date.now() + 1000) }).length, 4);
  assert.throws(() => ledger.runs({ limit: -1 }), { code: 'filter-invalid' });
  assert.deepEqual(names({ name: `'; DROP TABLE runs; --` }), []);
  assert.equal(names({}).length, 4);
});

test('a hidden run is out of the lists and comes back; a deleted one is gone with its metrics', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  const run = ledger.start({ ...START, dataHash: 'd' });
  run.log(0, { loss: 1 });
  assert.throws(() => ledger.delete(run.id), { code: 'run-active' });
  run.finish();
  ledger.hide(run.id);
  assert.deepEqual(ledger.runs(), []);
  assert.equal(ledger.runs({ hidden: true })[0]?.hidden, true);
  ledger.hide(run.id, false);
  assert.equal(ledger.runs().length, 1);
  ledger.delete(run.id);
  assert.throws(() => ledger.run(run.id), { code: 'run-not-found' });
  assert.deepEqual(ledger.lineage('data:d'), { origins: [], results: [] });
  using db = new DatabaseSync(ledger.path, { readOnly: true });
  for (const table of ['runs', 'params', 'series', 'metrics', 'usage', 'artifacts', 'edges'])
    assert.deepEqual(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n, 0, table);
});

test('artifacts carry a hash, and lineage leads from the data to what came of it', (t) => {
  const folder = temporaryFolder(t);
  using ledger = openLedger(join(folder, 'ledger.db'));
  const file = join(folder, 'model.safetensors');
  writeFileSync(file, 'abc');
  const train = ledger.start({ ...START, dataHash: 'f00d' });
  train.artifact(file, { kind: 'model' });
  train.finish();
  const [artifact] = ledger.artifacts(train.id);
  assert.ok(artifact);
  assert.equal(artifact.sha256, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'); // FIPS 180-2, "abc"
  assert.equal(artifact.bytes, 3);
  const check = ledger.start({ ...START, kind: 'evaluate' });
  check.uses(`artifact:${artifact.sha256}`);
  check.finish();
  const way = [
    { source: 'data:f00d', target: `run:${train.id}` },
    { source: `run:${train.id}`, target: `artifact:${artifact.sha256}` },
    { source: `artifact:${artifact.sha256}`, target: `run:${check.id}` },
  ];
  assert.deepEqual(ledger.lineage('data:f00d'), { origins: [], results: way });
  assert.deepEqual(ledger.lineage(`run:${check.id}`), { origins: [...way].reverse(), results: [] });
  const open = ledger.start(START);
  assert.throws(() => open.artifact(join(folder, 'absent'), { kind: 'model' }), { code: 'artifact-invalid' });
});

test('two runs compare by what differs', (t) => {
  using ledger = openLedger(join(temporaryFolder(t), 'ledger.db'));
  const [a, b] = [0.1, 0.01].map((lr) => {
    const run = ledger.start({
      ...START,
      params: { lr, epochs: 3 },
      ...(lr < 0.1 ? { seed: 1 } : {}),
      git: { commit: 'a'.repeat(40) },
    });
    run.log(0, lr < 0.1 ? { loss: lr * 2, extra: 1 } : { loss: lr });
    run.finish();
    return run.id;
  });
  const { params, equalParams, metrics } = ledger.compare(a!, b!);
  assert.deepEqual(params, [
    { name: 'lr', a: 0.1, b: 0.01 },
    { name: 'run.seed', a: undefined, b: 1 },
  ]);
  assert.equal(equalParams, 4); // epochs, data, commit, device
  assert.deepEqual(
    metrics.map(({ name }) => name),
    ['extra', 'loss'],
  );
  assert.ok(Math.abs(metrics[1]!.change! + 0.08) < 1e-12);
});

test('four processes open a new ledger at once and write a thousand steps each', async (t) => {
  const path = join(temporaryFolder(t), 'ledger.db');
  const script = `
    import { openLedger } from ${JSON.stringify(join(import.meta.dirname, 'ledger.ts'))};
    using ledger = openLedger(${JSON.stringify(path)});
    using run = ledger.start({ name: process.argv[1], kind: 'train', device: 'cpu', threads: 1, params: {} });
    for (let step = 0; step < 1000; step++) {
      run.log(step, { loss: step, accuracy: -step });
      if (step % 50 === 0) run.flush();
    }
    run.finish('done');
  `;
  const children = ['a', 'b', 'c', 'd'].map((name) => {
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, name], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return once(child, 'exit');
  });
  for (const [code] of await Promise.all(children)) assert.equal(code, 0);
  using ledger = openLedger(path);
  const runs = ledger.runs();
  assert.deepEqual(runs.map((run) => run.name).sort(), ['a', 'b', 'c', 'd']);
  for (const run of runs) {
    assert.equal(run.status, 'done');
    assert.deepEqual(
      [...ledger.metrics(run.id, 'loss').values],
      Array.from({ length: 1000 }, (_, i) => i),
    );
    assert.equal(run.metrics.accuracy, -999);
  }
});

test('a process that ends in mid-run leaves everything written and says how it ended', async (t) => {
  const path = join(temporaryFolder(t), 'ledger.db');
  for (const [end, status] of [
    ['process.exit(0)', 'stopped'],
    ['throw new Error("x")', 'failed'],
    ['', 'stopped'],
  ] as const) {
    const script = `
      import { openLedger } from ${JSON.stringify(join(import.meta.dirname, 'ledger.ts'))};
      const run = openLedger(${JSON.stringify(path)}).start({ name: 'end', kind: 'train', device: 'cpu', params: {} });
      for (let step = 0; step < 100; step++) run.log(step, { loss: step });
      ${end}
    `;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: 'ignore' });
    await once(child, 'exit');
    using ledger = openLedger(path);
    const [run] = ledger.runs({ limit: 1 });
    assert.equal(run?.status, status, end);
    assert.equal(run.metrics.loss, 99);
  }
});
