// Against a real S3 server, where VersityGW is installed: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { openTable } from '../table/open-table.ts';
import { freePort } from '../testing/free-port.ts';
import { temporaryFolder } from '../testing/samples.ts';
import { readShards } from './shards.ts';
import { writeTar } from './write-tar.ts';

const gateway = [...(process.env.PATH ?? '').split(delimiter), join(homedir(), 'go/bin')]
  .map((folder) => join(folder, 'versitygw'))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

test('an S3 server that checks signatures gives tables and shards, and refuses a wrong key', {
  skip: !gateway && 'VersityGW is not installed here',
}, async () => {
  await using folder = await temporaryFolder();
  const port = await freePort();
  const [accessKeyId, secretAccessKey] = ['tester', 'a secret of the test'];
  const bucket = join(folder.path, 'store/data');
  mkdirSync(join(bucket, 'a folder'), { recursive: true });
  mkdirSync(join(folder.path, 'attributes'));
  const rows = Array.from({ length: 1000 }, (_, i) => `${i},${i * i}`);
  writeFileSync(join(bucket, 'a folder/rows (1)+ü.csv'), ['id,square', ...rows, ''].join('\n'));
  await writeTar(join(bucket, 'shard.tar'), [
    { name: 'a.bin', bytes: Buffer.alloc(3_000_000, 7) },
    { name: 'b.bin', bytes: Buffer.from('b') },
  ]);
  const server = spawn(
    gateway!,
    ['--port', `127.0.0.1:${port}`, 'posix', '--sidecar', join(folder.path, 'attributes'), join(folder.path, 'store')],
    { env: { ...process.env, ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey }, stdio: 'ignore' },
  );
  try {
    const s3 = { accessKeyId, secretAccessKey, endpoint: `http://127.0.0.1:${port}` };
    for (let i = 0; i < 100; i++) {
      if (await fetch(s3.endpoint).catch(() => undefined)) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await using table = await openTable('s3://data/a folder/rows (1)+ü.csv', { s3 });
    assert.equal(await table.count(), 1000);
    const sizes: number[] = [];
    for await (const { fields } of readShards(['s3://data/shard.tar'], { s3 })) sizes.push(fields.bin!.length);
    assert.deepEqual(sizes, [3_000_000, 1]);
    const wrong = { ...s3, secretAccessKey: 'another' };
    await assert.rejects(openTable('s3://data/a folder/rows (1)+ü.csv', { s3: wrong }), { message: /403/ });
    await assert.rejects(Array.fromAsync(readShards(['s3://data/none.tar'], { s3 })), { code: 'download-failed' });
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
  }
});
