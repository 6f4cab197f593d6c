// Limits are of what a request costs, and are enforced while it arrives.
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from '../serve.ts';
import { ask, inferBinary, inferJson, row, until } from '../testing/infer.ts';
import { cifarModel, temporaryFolder } from '../testing/models.ts';
import { rawConnection, restOf } from '../testing/raw.ts';
import { serve } from '../testing/serve.ts';

const path = '/v2/models/cifar/infer';
const bodyLimit = 4 * 2 ** 20;

describe('a server', () => {
  let server: Server;
  /** One that gives a request three seconds. */
  let hasty: Server;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let cifar: string;

  before(async () => {
    folder = await temporaryFolder();
    cifar = await cifarModel(join(folder.path, 'cifar'));
    const limits = { bodyLimit, memoryLimit: 2 * bodyLimit, maxConnections: 60 };
    [server, hasty] = await Promise.all([
      serve({ models: { cifar }, ...limits }),
      serve({ models: { cifar }, ...limits, requestTimeoutMs: 3000 }),
    ]);
  });
  after(async () => {
    await Promise.all([server?.close(), hasty?.close()]);
    await folder?.remove();
  });

  const head = (...lines: string[]) => `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join('\r\n')}\r\n\r\n`;
  const honest = async () => (await ask(server, path, inferBinary([row(1)]))).status;
  const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));
  const metric = async (pattern: RegExp) =>
    Number(pattern.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1]);

  test('answers others while sixteen bodies come a byte at a time, and cuts those off', async () => {
    const slow = await Promise.all(
      Array.from({ length: 16 }, () => rawConnection(hasty, head(`Content-Length: ${bodyLimit}`))),
    );
    const drip = setInterval(() => {
      for (const socket of slow) socket.write('x');
    }, 200);
    const said = slow.map(restOf);
    const ends = Promise.all(slow.map(closed));
    const seen = new Set<number>();
    let over = false;
    void ends.then(() => {
      over = true;
    });
    while (!over) seen.add((await ask(hasty, path, inferBinary([row(1)]))).status);
    // None is shut out (429); on a loaded machine three seconds may be too few for an honest one as well.
    assert.ok(seen.has(200) && !seen.has(429), `${[...seen]}`);
    clearInterval(drip);
    for (const text of await Promise.all(said)) assert.match(text, /^HTTP\/1\.1 408[\s\S]*did not arrive in time/);
  });

  test('cuts off headers that come a byte at a time, and silence', async () => {
    const [slow, silent] = [await rawConnection(hasty, 'GET / HTTP/1.1\r\nX: '), await rawConnection(hasty, '')];
    const drip = setInterval(() => slow.write('x'), 200);
    const said = [restOf(slow), restOf(silent)];
    for (const text of await Promise.all(said)) assert.match(text, /^(HTTP\/1\.1 408|$)/);
    clearInterval(drip);
  });

  test('takes as many small uploads without a length as there are', async () => {
    const body = String(inferJson([row(1)]).body);
    const sockets = await Promise.all(
      Array.from({ length: 48 }, () => rawConnection(server, head('Transfer-Encoding: chunked', 'Connection: close'))),
    );
    await sleep(100);
    const answers = sockets.map(restOf);
    for (const socket of sockets) socket.write(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
    for (const text of await Promise.all(answers)) assert.match(text, /^HTTP\/1\.1 200/);
  });

  test('takes a body in some small chunks, and refuses one in thousands before it is whole', async () => {
    const body = String(inferJson([row(1)]).body);
    const few = Array.from({ length: Math.ceil(body.length / 32) }, (_, i) => body.slice(32 * i, 32 * i + 32));
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
    const all = `${few.map(chunk).join('')}0\r\n\r\n`;
    const fine = await rawConnection(server, head('Transfer-Encoding: chunked', 'Connection: close') + all);
    assert.match(await restOf(fine), /^HTTP\/1\.1 200/);

    const many = await rawConnection(server, head('Transfer-Encoding: chunked') + '1\r\nx\r\n'.repeat(20_000));
    assert.match(
      await restOf(many),
      /^HTTP\/1\.1 400[\s\S]*pieces of less than 128 bytes.*send it with Content-Length/,
    );
  });

  for (const [what, target, type, front, message] of [
    ['lists within lists', path, 'application/json', '['.repeat(100_000), /within each other/],
    ['empty objects', path, 'application/json', `{"inputs":[${'{},'.repeat(40_000)}`, /more than 256 objects/],
    [
      'a form of thousands of parts',
      '/predict',
      'multipart/form-data; boundary=X',
      '--X\r\nContent-Disposition: form-data; name="i"\r\n\r\nz\r\n'.repeat(2000),
      /more than 100 parts/,
    ],
  ] as const) {
    test(`refuses ${what} at its front, while megabytes are still to come`, async () => {
      const lines = [`Host: localhost`, `Content-Type: ${type}`, `Content-Length: ${bodyLimit}`];
      const socket = await rawConnection(server, `POST ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${front}`);
      const text = await restOf(socket); // nothing more is sent
      assert.match(text, /^HTTP\/1\.1 400/);
      assert.match(text, message);
    });
  }

  test('is heard by a client that sends all before it reads, and wants the connection closed', async () => {
    const start = performance.now();
    const socket = await rawConnection(server, head(`Content-Length: ${bodyLimit}`, 'Connection: close'));
    const rest = Buffer.alloc(bodyLimit, '[');
    for (let at = 0; at < rest.length; at += 2 ** 16) {
      if (!socket.write(rest.subarray(at, at + 2 ** 16))) await new Promise((resolve) => socket.once('drain', resolve));
    }
    assert.match(await restOf(socket), /^HTTP\/1\.1 400[\s\S]*within each other/);
    // What is dropped is read a piece at a time, with others between: 64 pieces, 4 ms from one to the next.
    assert.ok(performance.now() - start > 128, 'the rest was read in one go, at the cost of who else asks');
  });

  test('makes room for who comes now by ending who does not get on', async () => {
    // Eight small parts: with a large body they fill the memory and no more, so that none of them is ever refused, while a large
    // body, which may not fill the last quarter, needs one of them to end. When they have arrived only the server knows.
    const part = Buffer.concat([Buffer.from(head(`Content-Length: ${bodyLimit}`)), Buffer.alloc(bodyLimit / 8)]);
    const slow = await Promise.all(Array.from({ length: 8 }, () => rawConnection(server, part)));
    let told = '';
    void Promise.race(slow.map(restOf)).then((text) => {
      told = text;
    });
    const whole = () => ask(server, path, { method: 'POST', body: Buffer.alloc(bodyLimit - 10) });
    await until(async () => (await whole()).status === 400 && told !== ''); // read whole, and found to be no JSON
    assert.match(told, /^HTTP\/1\.1 408[\s\S]*came too slowly while others needed the memory/);
    for (const socket of slow) socket.destroy();
  });

  test('closes connections that say nothing for one that does', async () => {
    const silent = await Promise.all(Array.from({ length: 80 }, () => rawConnection(server, '')));
    for (const socket of silent) socket.resume();
    assert.equal(await honest(), 200);
    await until(() => silent.filter(({ destroyed }) => destroyed).length >= 20); // 60 may be open
    for (const socket of silent) socket.destroy();
  });

  test('counts a client that leaves in mid-body as gone, not as a fault of its own', async () => {
    const backend = /failure\{[^}]*reason="BACKEND"\} (\d+)/;
    const cancelled = /failure\{[^}]*reason="CANCELED"\} (\d+)/;
    const [faults, before] = [await metric(backend), await metric(cancelled)];
    for (let i = 0; i < 4; i++) {
      const socket = await rawConnection(server, head('Content-Length: 5000', 'Expect: 100-continue'));
      const heard = await new Promise((resolve) => socket.once('data', resolve)); // the server has the request
      assert.match(String(heard), /^HTTP\/1\.1 100/);
      socket.write('x'.repeat(1000));
      if (i % 2) socket.resetAndDestroy();
      else socket.destroy();
    }
    await until(async () => (await metric(cancelled)) === before + 4);
    assert.equal(await metric(backend), faults);
  });

  test('answers a client that has closed its side', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const body = String(inferJson([row(1)]).body);
    socket.end(head('Connection: close', `Content-Length: ${body.length}`) + body);
    assert.match(await restOf(socket), /HTTP\/1\.1 200 OK/);
  });
});
