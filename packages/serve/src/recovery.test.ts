import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Server } from './serve.ts';
import { ask, inferBinary, row, until } from './testing/infer.ts';
import { cifarModel, temporaryFolder } from './testing/models.ts';
import { serve } from './testing/serve.ts';

const path = '/v2/models/cifar/infer';

describe('a server whose engine', () => {
  let server: Server;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let dir: string;
  let expected: unknown;

  before(async () => {
    folder = await temporaryFolder();
    dir = await cifarModel(join(folder.path, 'cifar'));
    const limits = { maxQueue: 4, maxBatch: 2, heartbeatMs: 600_000, engineTimeoutMs: 60_000 };
    server = await serve({ models: { cifar: dir, other: dir }, ...limits });
    expected = (await ask(server, path, inferBinary([row(1)]))).json.outputs;
  });
  after(async () => {
    await server?.close();
    await folder?.remove();
  });
  beforeEach(() => until(ready));

  const ready = async () => (await ask(server, '/v2/health/ready')).status === 200;
  const infer = () => ask(server, path, inferBinary([row(1)]));
  const signal = (name: NodeJS.Signals) => process.kill(server.engines().cifar!, name);
  const metric = async (name: string, label = '') => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(new RegExp(`^capstan_${name}\\{model="cifar",version="1"${label}\\} (\\d+)$`, 'm').exec(text)?.[1]);
  };
  const failures = (reason: string) => metric('inference_request_failure', `,reason="${reason}"`);
  const pending = () => metric('inference_pending_request_count');

  test('is killed in mid-request answers 503, goes on, and answers again', async () => {
    const pid = server.engines().cifar;
    signal('SIGSTOP'); // what is sent now is in the engine for sure
    const lost = infer();
    await until(async () => (await pending()) === 1);
    signal('SIGKILL');
    const { status, json, headers } = await lost;
    assert.equal(status, 503);
    assert.match(String(json.error), /the engine went down during this request: .*SIGKILL; it is being restarted/);
    const retryAfter = Number(headers.get('retry-after'));
    assert.ok(retryAfter >= 1 && retryAfter <= 60, `${retryAfter} s`);

    const other = await ask(server, '/v2/models/other/infer', inferBinary([row(1)]));
    assert.deepEqual(other.json.outputs, expected);
    await until(ready);
    assert.notEqual(server.engines().cifar, pid);
    assert.deepEqual((await infer()).json.outputs, expected);
    assert.equal(await metric('engine_restarts_total'), 1);
  });

  test('is down says so at once, in its health as well', async () => {
    const killed = server.engines().cifar;
    signal('SIGKILL');
    await until(() => server.engines().cifar !== killed);
    signal('SIGSTOP'); // the next one cannot be ready before what follows is asked
    const health = await ask(server, '/v2/health/ready');
    assert.match(String(health.json.error), /model cifar: the engine is being restarted/);
    assert.equal((await ask(server, '/v2/health/live')).status, 200);
    const refused = await infer();
    assert.equal(refused.status, 503);
    assert.match(String(refused.json.error), /model cifar is not ready/);
    signal('SIGCONT');
  });

  test('is busy refuses what the queue cannot hold, and answers the rest', async () => {
    signal('SIGSTOP');
    const first = infer();
    await until(async () => (await pending()) === 1);
    const rest = Array.from({ length: 8 }, infer);
    await until(async () => (await failures('REJECTED')) >= 4);
    signal('SIGCONT');
    const answers = await Promise.all([first, ...rest]);
    const refused = answers.filter(({ status }) => status === 429);
    assert.equal(refused.length, 4);
    for (const { json, headers } of refused) {
      assert.match(String(json.error), /the queue is full \(4 rows wait, at most 4 may\); try again in \d+ s/);
      assert.ok(Number(headers.get('retry-after')) >= 1);
    }
    assert.equal(answers.filter(({ status }) => status === 200).length, 5);
  });

  test('is busy forgets the requests of clients that went away', async () => {
    const rowsBefore = await metric('inference_count');
    signal('SIGSTOP');
    const first = infer();
    await until(async () => (await pending()) === 1);
    const leaving = new AbortController();
    const gone = Array.from({ length: 3 }, () =>
      ask(server, path, { ...inferBinary([row(2)]), signal: leaving.signal }).catch(() => 'gone'),
    );
    await until(async () => (await pending()) === 4);
    leaving.abort();
    assert.deepEqual(await Promise.all(gone), ['gone', 'gone', 'gone']);
    await until(async () => (await pending()) === 1);
    signal('SIGCONT');
    assert.equal((await first).status, 200);
    assert.equal((await metric('inference_count')) - rowsBefore, 1);
    assert.equal(await failures('CANCELED'), 3);
  });

  test('cannot open its model any more stays up, says why, and recovers with the model', async () => {
    const file = join(dir, 'model.safetensors');
    const whole = await readFile(file);
    const changed = Buffer.from(whole);
    changed[changed.length - 5]! ^= 1;
    await writeFile(file, changed);
    signal('SIGKILL');
    await until(async () => /SHA-256|sha256|changed/i.test(String((await ask(server, '/v2/health/ready')).json.error)));
    assert.deepEqual((await ask(server, '/v2/models/other/infer', inferBinary([row(1)]))).json.outputs, expected);
    await writeFile(file, whole);
    await until(ready);
    assert.deepEqual((await infer()).json.outputs, expected);
  });
});

test('an engine that hangs idle is replaced after its heartbeat, one that hangs in a request after engineTimeoutMs', async () => {
  await using folder = await temporaryFolder();
  const cifar = await cifarModel(join(folder.path, 'cifar'));
  // each server can notice by one limit only: the other is out of reach
  const ready = async (server: Server) => (await ask(server, '/v2/health/ready')).status === 200;

  await using idling = await serve({ models: { cifar }, heartbeatMs: 2000 });
  const idle = idling.engines().cifar!;
  process.kill(idle, 'SIGSTOP');
  await until(async () => !(await ready(idling)));
  await until(async () => idling.engines().cifar !== idle && (await ready(idling)));

  await using working = await serve({ models: { cifar }, engineTimeoutMs: 2000 });
  const busy = working.engines().cifar!;
  process.kill(busy, 'SIGSTOP'); // with its heartbeat out of reach only the request can notice
  const { status, json } = await ask(working, path, inferBinary([row(1)]));
  assert.equal(status, 503);
  assert.match(String(json.error), /did not answer within \d+ ms/);
  await until(async () => (await ask(working, path, inferBinary([row(1)]))).status === 200);
  assert.notEqual(working.engines().cifar, busy);
});

test('a model with a changed byte is refused when the server starts, weights or card', async () => {
  await using folder = await temporaryFolder();
  for (const name of ['model.safetensors', 'model.json']) {
    const dir = await cifarModel(join(folder.path, name));
    const bytes = await readFile(join(dir, name));
    bytes[bytes.length >> 1]! ^= 4;
    await writeFile(join(dir, name), bytes);
    await assert.rejects(serve({ models: { cifar: dir } }), {
      code: 'model-unloadable',
      message: /model cifar cannot be served: .*(changed|SHA-256|JSON|damaged|card)/is,
    });
  }
});

test('closing answers what was accepted', async () => {
  await using folder = await temporaryFolder();
  const cifar = await cifarModel(join(folder.path, 'cifar'));
  const server = await serve({ models: { cifar } });
  const engine = server.engines().cifar!;
  process.kill(engine, 'SIGSTOP');
  const accepted = Array.from({ length: 5 }, (_, i) => ask(server, path, inferBinary([row(i)])));
  await until(async () => /pending_request_count\S* 5/.test(await (await fetch(`${server.url}/metrics`)).text()));
  const start = performance.now();
  const closed = server.close();
  process.kill(engine, 'SIGCONT');
  for (const { status } of await Promise.all(accepted)) assert.equal(status, 200);
  await closed;
  assert.ok(performance.now() - start < 60_000, 'it waits for connections on which nothing comes');
  await assert.rejects(fetch(server.url));
  assert.throws(() => process.kill(engine, 0), { code: 'ESRCH' });
});
