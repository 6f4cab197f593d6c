import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openTable } from '../open-table.ts';
import { fetchFile } from './fetch-file.ts';
import { s3Request } from './s3.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-fetch-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const content = Buffer.from(`n,square\n${Array.from({ length: 50_000 }, (_, i) => `${i},${i * i}`).join('\n')}\n`);
const sha256 = createHash('sha256').update(content).digest('hex');

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo; // as: it listens on a port, not on a pipe
  return {
    url: `http://127.0.0.1:${port}/rows.csv`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Answers ranges, but breaks off after `piece` bytes. */
function brittle(piece: number, log: string[], etag = '"v1"') {
  return (request: IncomingMessage, response: ServerResponse) => {
    const range = request.headers.range ?? '';
    log.push(range);
    const start = Number(range.match(/bytes=(\d+)-/)?.[1] ?? 0);
    const head = { 'content-length': content.length - start, etag };
    response.writeHead(
      start > 0 ? 206 : 200,
      start > 0 ? { ...head, 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : head,
    );
    const part = content.subarray(start, start + piece);
    response.write(part, () => (start + piece >= content.length ? response.end() : response.destroy()));
  };
}

test('a download that breaks again and again goes on where it was', async () => {
  const log: string[] = [];
  using server = await serve(brittle(200_000, log));
  const path = join(dir, 'rows.csv');
  await fetchFile(server.url, path, { sha256 });
  assert.deepEqual(readFileSync(path), content);
  assert.ok(log.length > 2 && log.slice(1).every((range) => range.startsWith('bytes=')), log.join());
  const before = log.length;
  await fetchFile(server.url, path, { sha256 });
  assert.equal(log.length, before, 'it is there already');
});

test('a server that is gone for good is an error, and what came is kept', async () => {
  let asked = 0;
  using server = await serve((request, response) => {
    asked += 1;
    if (asked === 1) brittle(100_000, [])(request, response);
    else response.destroy();
  });
  const path = join(dir, 'gone.csv');
  await assert.rejects(fetchFile(server.url, path, { retries: 1 }), {
    code: 'download-failed',
    message: /broke 2 times in a row after \d+ bytes.*kept/,
  });
  assert.ok(!existsSync(path) && existsSync(`${path}.part`));
});

test('another checksum, a 404 and silence are errors', async () => {
  using server = await serve((request, response) => {
    if (request.url === '/silent') return;
    if (request.url === '/missing') response.writeHead(404).end();
    else response.end(content);
  });
  const path = join(dir, 'wrong.csv');
  await assert.rejects(fetchFile(server.url, path, { sha256: 'ab'.repeat(32) }), { code: 'checksum-mismatch' });
  assert.ok(!existsSync(path) && !existsSync(`${path}.part`));
  await assert.rejects(fetchFile(server.url.replace('rows.csv', 'missing'), path), /404/);
  await assert.rejects(fetchFile(server.url.replace('rows.csv', 'silent'), path, { timeoutMs: 50, retries: 0 }), {
    code: 'download-failed',
  });
});

test('a table opens from an address', async () => {
  using server = await serve(brittle(400_000, []));
  await using table = await openTable(server.url, { sha256 });
  assert.deepEqual(await table.sql('select max(square) as m from this').then((one) => one.head()), [
    { m: 49_999 ** 2 },
  ]);
});

test('S3: the signature of the documented example, and a table from a compatible server', async () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, GET Bucket-less key without Range
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
  let seen: IncomingMessage['headers'] = {};
  let path = '';
  using server = await serve((request, response) => {
    seen = request.headers;
    path = request.url ?? '';
    response.end(content);
  });
  await using table = await openTable('s3://data/a folder/rows.csv', {
    s3: { ...keys, endpoint: new URL(server.url).origin, date: new Date('2013-05-24T00:00:00Z') },
  });
  assert.equal(await table.count(), 50_000);
  assert.equal(path, '/data/a%20folder/rows.csv');
  assert.match(
    String(seen.authorization),
    /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/20130524\/us-east-1\/s3\/aws4_request,SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=[\da-f]{64}$/,
  );
  assert.equal(
    s3Request('s3://data/x', { region: 'eu-west-1', accessKeyId: '', secretAccessKey: '' }).url,
    'https://data.s3.eu-west-1.amazonaws.com/x',
  );
  assert.throws(() => s3Request('s3://data'), { code: 'option-invalid' });
});
