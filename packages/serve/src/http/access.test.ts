import assert from 'node:assert/strict';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Server } from '../serve.ts';
import { ask } from '../testing/infer.ts';
import { cifarModel, temporaryFolder } from '../testing/models.ts';
import { serve } from '../testing/serve.ts';
import { generateApiKey } from './api-key.ts';

/** `fetch` sets Host itself. */
function askAs(server: Server, path: string, headers: Record<string, string>, method = 'GET') {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string; allow: string }>();
  const sent = request(server.url + path, { method, headers }, (response) => {
    let text = '';
    response.on('data', (part: Buffer) => {
      text += part;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text, allow: response.headers.allow ?? '' }));
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}

describe('who may ask', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let cifar: string;
  let open: Server;
  before(async () => {
    folder = await temporaryFolder();
    cifar = await cifarModel(join(folder.path, 'cifar'));
    open = await serve({ models: { cifar }, allowedHosts: ['models.example'] });
  });
  after(async () => {
    await open?.close();
    await folder?.remove();
  });

  test('without a key: whoever calls this machine by its own names, and no page of another', async () => {
    for (const host of ['127.0.0.1:1', 'localhost', '[::1]:80', 'app.localhost', 'models.example', 'box:8080']) {
      assert.equal((await askAs(open, '/v2', { host })).status, 200, host);
    }
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80']) {
      const { status, text } = await askAs(open, '/v2/models/cifar', { host });
      assert.equal(status, 421, host);
      assert.match(text, /does not answer for host .*allowedHosts/);
    }
    assert.equal((await askAs(open, '/v2', { host: 'localhost', origin: 'http://localhost' })).status, 200);
    for (const origin of ['http://evil.example', 'null', 'http://localhost:1']) {
      assert.equal((await askAs(open, '/v2', { host: 'localhost', origin })).status, 403, origin);
    }
  });

  test('an address that others reach wants a key, and says how to get one', async () => {
    for (const host of ['0.0.0.0', '::']) {
      await assert.rejects(serve({ models: { cifar }, host }), {
        code: 'key-required',
        message: /CAPSTAN_API_KEY=\$\(openssl rand -hex 32\).*127\.0\.0\.1/,
      });
    }
  });

  test('with a key: no name, path or hash without it', async () => {
    const apiKey = generateApiKey();
    await using guarded = await serve({ models: { cifar }, apiKey });
    const hash = guarded.models()[0]?.hash ?? '';
    assert.match(hash, /^[0-9a-f]{64}$/);
    process.kill(guarded.engines().cifar!, 'SIGKILL');
    let down = await ask(guarded, '/v2/health/ready');
    while (down.status === 200) down = await ask(guarded, '/v2/health/ready');
    const told = [JSON.stringify(down.json), await (await fetch(guarded.url)).text()];
    for (const path of ['/v2', '/v2/', '/v2/models', '/v2/models/cifar', '/metrics', '/nowhere']) {
      const { status, text } = await askAs(guarded, path, {});
      assert.equal(status, 401, path);
      told.push(text);
    }
    for (const text of told)
      for (const secret of ['cifar', hash, folder.path, 'restarted']) assert.ok(!text.includes(secret));
    assert.match(told[0]!, /1 of 1 models cannot compute now/);
    const headers = { authorization: `Bearer ${apiKey}` };
    assert.match(String((await ask(guarded, '/v2/health/ready', { headers })).json.error ?? 'cifar'), /cifar/);
    assert.equal((await askAs(guarded, '/v2', { ...headers, host: 'models.company.example' })).status, 200);
  });

  test('a path that is there refuses other methods with Allow', async () => {
    for (const [method, path, allow] of [
      ['DELETE', '/v2/models/cifar', 'GET, HEAD'],
      ['GET', '/v2/models/cifar/infer', 'POST'],
      ['GET', '/predict', 'POST'],
      ['POST', '/v2/', 'GET, HEAD'],
    ] as const) {
      const answer = await askAs(open, path, {}, method);
      assert.equal(answer.status, 405, `${method} ${path}`);
      assert.equal(answer.allow, allow);
    }
    assert.equal((await askAs(open, '/v2/', {})).status, 200);
    assert.equal((await askAs(open, '/v3', {})).status, 404);
  });
});
