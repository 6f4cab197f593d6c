import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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

/** Sends a part and no more. */
function hanging(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': content.length, etag: '"v1"' });
  response.write(content.subarray(0, 100_000));
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
    message: /the connection broke, 2 times in a row.*\d+ bytes that came are kept/,
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

test('where no connection comes about it is said why, and each new try too', async () => {
  using gone = await serve(() => {});
  gone[Symbol.dispose]();
  const waits: (string | undefined)[] = [];
  const onProgress = ({ waiting }: { waiting?: string }) => void waits.push(waiting);
  const path = join(dir, 'never.csv');
  const { host } = new URL(gone.url);
  await assert.rejects(fetchFile(gone.url, path, { retries: 1, onProgress }), {
    code: 'download-failed',
    message: new RegExp(`${host} takes no connection, 2 times in a row. See whether the server runs`),
  });
  assert.deepEqual(waits, [`${host} takes no connection`]);
  await assert.rejects(fetchFile('http://nowhere.invalid/rows.csv', path), (error: Error) =>
    // Where there is no resolver at all, it is the look-up that fails, again and again.
    /there is no host nowhere\.invalid|could not be looked up/.test(error.message),
  );
  using silent = await serve(() => {});
  await assert.rejects(fetchFile(silent.url, path, { retries: 0, timeoutMs: 50 }), /nothing came from .* for 0\.05 s/);
});

test('a partial file of another version, or of one that is not known, is not gone on with', async () => {
  for (const etag of ['"v2"', undefined]) {
    const path = join(dir, `version-${etag === undefined ? 'none' : 'other'}.csv`);
    using first = await serve(hanging);
    const stop = new AbortController();
    const halfway = fetchFile(first.url, path, { signal: stop.signal, onProgress: () => stop.abort() });
    await assert.rejects(halfway);
    assert.ok(existsSync(`${path}.part`));
    if (etag === undefined) rmSync(`${path}.part.json`);
    const log: string[] = [];
    using second = await serve((request, response) => {
      log.push(`${request.headers.range ?? 'all'} ${request.headers['if-range'] ?? ''}`);
      // As RFC 9110 has it: another version is sent whole.
      if (request.headers['if-range'] !== etag) delete request.headers.range;
      brittle(content.length, [], etag ?? '"v1"')(request, response);
    });
    await fetchFile(second.url, path);
    assert.deepEqual(readFileSync(path), content);
    assert.match(log[0]!, etag === undefined ? /^all $/ : /^bytes=\d+- "v1"$/);
  }
});

test('what came of a table that was cut stays for the next try of the same address', async () => {
  const kept = join(dir, 'kept');
  const log: string[] = [];
  using server = await serve((request, response) => {
    (log.length === 0 ? hanging : brittle(content.length, []))(request, response);
    log.push(request.headers.range ?? '');
  });
  const stop = new AbortController();
  const cut = openTable(server.url, { downloads: kept, signal: stop.signal, onDownload: () => stop.abort() });
  await assert.rejects(cut);
  assert.equal(readdirSync(kept).filter((name) => name.endsWith('.part')).length, 1);
  await using table = await openTable(server.url, { downloads: kept });
  assert.equal(await table.count(), 50_000);
  assert.match(log[1]!, /^bytes=[1-9]\d*-$/);
  assert.deepEqual(readdirSync(kept), []);
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
