import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import type { Server } from './serve.ts';
import { ask, inferBinary, inferJson, inferPictures, row, until } from './testing/infer.ts';
import { cifarModel, temporaryFolder } from './testing/models.ts';
import { jpegOfClaims, pngBomb } from './testing/pictures.ts';
import { rawAnswer, rawConnection, restOf } from './testing/raw.ts';
import { serve } from './testing/serve.ts';

const bodyLimit = 2 ** 20;
const path = '/v2/models/cifar/infer';

describe('bad input', () => {
  let server: Server;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let cifar: string;
  let png: Buffer<ArrayBuffer>;

  before(async () => {
    folder = await temporaryFolder();
    cifar = await cifarModel(join(folder.path, 'cifar'));
    const limits = { bodyLimit, memoryLimit: 2 * bodyLimit, maxPixels: 1_000_000 };
    server = await serve({ models: { cifar }, ...limits });
    png = Buffer.from(
      await sharp({ create: { width: 32, height: 32, channels: 3, background: '#408020' } })
        .png()
        .toBuffer(),
    );
  });
  after(async () => {
    await server?.close();
    await folder?.remove();
  });

  const post = (body: RequestInit['body'], headers: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    body: body ?? null,
    headers,
  });
  const input = { name: 'input', shape: [1, 3, 32, 32], datatype: 'FP32', data: Array.from(row(1)) };
  const json = (changes: object) => post(JSON.stringify({ inputs: [{ ...input, ...changes }] }));
  /** A binary request with the header that it should have, changed. */
  const lying = (headers: Record<string, string>, more: object = {}) => {
    const honest = inferBinary([row(1)], more);
    return { ...honest, headers: { ...(honest.headers as Record<string, string>), ...headers } };
  };

  const length = 'inference-header-content-length';
  const cases: [what: string, path: string, init: () => RequestInit, status: number, message: RegExp][] = [
    ['a wrong shape', path, () => json({ shape: [1, 3, 28, 28] }), 400, /expected shape \[-1, 3, 32, 32\].*28, 28\]/],
    ['a shape that overflows', path, () => json({ shape: [2 ** 51, 3, 32, 32] }), 400, /expected shape/],
    ['a wrong datatype', path, () => json({ datatype: 'INT64' }), 400, /expected datatype FP32, received INT64/],
    ['an unknown datatype', path, () => json({ datatype: 'float' }), 400, /"float" is not one of BOOL/],
    ['an unknown input', path, () => json({ name: '__proto__' }), 400, /unknown input "__proto__".*takes "input"/],
    ['too little data', path, () => json({ data: [1, 2] }), 400, /needs 3072 elements, received 2/],
    ['an unknown model', '/v2/models/nope/infer', () => json({}), 404, /no model "nope"; this server has cifar/],
    ['a model called __proto__', '/v2/models/__proto__/infer', () => json({}), 404, /no model "__proto__"/],
    ['an unknown version', '/v2/models/cifar/versions/9/infer', () => json({}), 404, /served in version 1/],
    ['a name of 300 letters', `/v2/models/${'x'.repeat(300)}/infer`, () => json({}), 414, /x{99}/],
    ['a path that is no URL', '/v2/models/%zz/infer', () => json({}), 400, /%zz/],
    ['JSON cut short', path, () => post('{"inputs": [{"na'), 400, /not valid JSON/],
    ['an unknown field of the index', '/v2/repository/index', () => post('{"redy": true}'), 400, /redy/],
    ['JSON that is no object', path, () => post('[1, 2]'), 400, /the body: Expected fields/],
    ['JSON nested 100,000 deep', path, () => post('['.repeat(100_000)), 400, /more than 24 .* within/],
    ['bytes that are no UTF-8', path, () => post(Buffer.from([0x22, 0xff, 0xfe])), 400, /UTF-8/],
    ['no body', path, () => post(''), 400, /not valid JSON/],
    ['a length of JSON beyond the body', path, () => lying({ [length]: '99999' }), 400, /says 99999 bytes of JSON/],
    ['a length of JSON too short', path, () => lying({ [length]: '20' }), 400, /not valid JSON/],
    ['a length of JSON of 0', path, () => lying({ [length]: '0' }), 400, /count of bytes, received "0"/],
    ['a length of JSON below 0', path, () => lying({ [length]: '-1' }), 400, /count of bytes, received "-1"/],
    ['a length of JSON of 11 digits', path, () => lying({ [length]: '99999999999' }), 400, /count of bytes/],
    ['a length of JSON in words', path, () => lying({ [length]: 'ten' }), 400, /count of bytes, received "ten"/],
    ['raw tensors without the header', path, () => ({ ...inferBinary([row(1)]), headers: {} }), 400, /not valid JSON/],
    [
      'an unknown output',
      path,
      () => lying({}, { outputs: [{ name: 'x' }] }),
      400,
      /unknown output "x"; this model gi/,
    ],
    ['a body compressed', path, () => post('x', { 'content-encoding': 'gzip' }), 415, /gzip is not taken/],
    ['a body beyond the limit', path, () => post(Buffer.alloc(bodyLimit + 1)), 413, /at most 1\.0 MiB/],
    ['a picture that is text', '/predict', () => post('just words'), 400, /not a JPEG, PNG or WebP/],
    ['a picture cut short', '/predict', () => post(png.subarray(0, png.length / 2)), 400, /cannot be used/],
    ['a PNG that claims 30,000 × 30,000', '/predict', () => post(bomb(30_000, 30_000, 1000)), 400, /30000 × 30000 pix/],
    ['a JPEG that claims 65,500 × 65,500', '/predict', () => post(jpegOfClaims()), 400, /65500 × 65500 pixels/],
    ['a form without a file', '/predict', () => post(new URLSearchParams({ a: 'b' })), 400, /not a JPEG, PNG or WebP/],
    ['pictures as JSON', path, () => json({ datatype: 'BYTES', shape: [1], data: ['x'] }), 400, /come in binary/],
    ['pictures more than said', path, () => inferPictures([png, png], { shape: [1] }), 400, /1 elements, received 2/],
    ['pictures fewer than said', path, () => inferPictures([png], { shape: [2] }), 400, /2 elements, received 1/],
    ['a thousand pictures', path, () => inferPictures([], { shape: [1000] }), 400, /at most 256/],
    ['pictures of a wrong shape', path, () => inferPictures([png], { shape: [1, 3] }), 400, /take shape \[rows\]/],
    ['a picture whose length lies', path, () => inferPictures([png], {}, 2 ** 32 - 1), 400, /element 0 is cut short/],
    ['a picture among others that is none', path, () => inferPictures([png, Buffer.from('?')]), 400, /cannot be used/],
    ['pixels too few', path, () => inferPixels(3071), 400, /UINT8 is 3072 bytes, binary_data_size says 3071/],
  ];
  for (const [what, where, init, status, message] of cases) {
    test(`${what}: ${status}`, async () => {
      const answer = await ask(server, where, init());
      assert.equal(answer.status, status, JSON.stringify(answer.json).slice(0, 300));
      assert.match(String(answer.json.error), message);
    });
  }

  test('a body of 100 MB is refused before it is read, and by its length where it does not say', async () => {
    assert.equal((await ask(server, path, post(Buffer.alloc(100e6)))).status, 413);
    const answer = await rawAnswer(
      server,
      Buffer.concat([
        Buffer.from(`POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`),
        ...Array.from({ length: 2000 }, () => Buffer.concat([Buffer.from('c350\r\n'), Buffer.alloc(50_000), CRLF])),
        Buffer.from('0\r\n\r\n'),
      ]),
    );
    assert.match(answer, /^HTTP\/1\.1 413/);
    assert.match(answer, /at most 1\.0 MiB/);
  });

  test('a picture that inflates to 300 MB costs no memory', async () => {
    const picture = bomb(100, 100, 300e6);
    const before = process.memoryUsage().rss;
    const { status } = await ask(server, '/predict', post(picture));
    assert.ok(status === 200 || status === 400, String(status)); // libvips takes the part that the header speaks of
    const grown = process.memoryUsage().rss - before;
    assert.ok(grown < 100e6, `${grown} bytes more`);
  });

  test('an upload cut short is let go of', async () => {
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${bodyLimit}\r\n\r\n`;
    for (let i = 0; i < 6; i++) {
      const socket = await rawConnection(server, head + 'x'.repeat(1000));
      if (i % 2) socket.destroy();
      else socket.end();
    }
    // Two bodies of that length fill the memory limit: were one still counted, the second would be refused.
    await until(async () => {
      const both = await Promise.all([1, 2].map(() => ask(server, path, post(Buffer.alloc(bodyLimit)))));
      return both.every(({ status }) => status === 400);
    });
  });

  test('a slow upload is ended with 408 and holds up nobody', async () => {
    await using hasty = await serve({ models: { cifar }, requestTimeoutMs: 1500 });
    const slow = await rawConnection(hasty, `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n`);
    const drip = setInterval(() => slow.write('x'), 100);
    const outcome = restOf(slow);
    try {
      // On a loaded machine 1.5 s may be too few for an honest one as well: one that is in time is enough.
      await until(async () => (await ask(hasty, path, inferBinary([row(1)]))).status === 200);
      assert.match(await outcome, /^HTTP\/1\.1 408[\s\S]*did not arrive in time/);
    } finally {
      clearInterval(drip);
    }
  });

  test('what is not HTTP gets an answer that is', async () => {
    const smuggled = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
    for (const bytes of ['hello\r\n\r\n', '\u0016\u0003\u0001\u0002', smuggled]) {
      assert.match(await rawAnswer(server, bytes), /^HTTP\/1\.1 400 [\s\S]*"error":"this is not a valid HTTP request"/);
    }
    const long = `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'c'.repeat(100_000)}\r\n\r\n`;
    assert.match(await rawAnswer(server, long), /^HTTP\/1\.1 431 /);
  });

  test('after all that it answers as before', async () => {
    assert.equal((await ask(server, path, inferJson([row(1)]))).status, 200);
    assert.equal((await ask(server, '/predict', post(png))).status, 200);
    assert.deepEqual((await ask(server, '/v2/health/ready')).json, { live: true, ready: true });
  });
});

const CRLF = Buffer.from('\r\n');

function bomb(width: number, height: number, bytes: number): Buffer<ArrayBuffer> {
  return Buffer.from(pngBomb(width, height, bytes));
}

function inferPixels(count: number): RequestInit {
  const size = { binary_data_size: count };
  const head = JSON.stringify({
    inputs: [{ name: 'input', shape: [1, 3, 32, 32], datatype: 'UINT8', parameters: size }],
  });
  const headers = { 'inference-header-content-length': String(head.length) };
  return { method: 'POST', headers, body: Buffer.concat([Buffer.from(head), Buffer.alloc(count)]) };
}
