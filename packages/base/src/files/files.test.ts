import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hashFile, replaceFile } from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-files-'));
after(() => rmSync(dir, { recursive: true, force: true }));

test('SHA-256 of a file in pieces', () => {
  const path = join(dir, 'abc');
  writeFileSync(path, 'abc'); // FIPS 180-2, appendix B.1
  assert.deepEqual(hashFile(path), {
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    bytes: 3,
  });
  writeFileSync(path, 'a'.repeat(1_000_000)); // appendix B.3
  assert.equal(hashFile(path).sha256, 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
  assert.throws(() => hashFile(join(dir, 'none')), { code: 'ENOENT' });
});

test('a file is replaced whole, and nothing is left beside it', async () => {
  const path = join(dir, 'report');
  await replaceFile(path, 'one');
  await replaceFile(path, 'two');
  assert.equal(readFileSync(path, 'utf8'), 'two');
  await assert.rejects(replaceFile(join(dir, 'no/such'), 'x'), { code: 'ENOENT' });
  assert.deepEqual(
    readdirSync(dir).filter((name) => name.endsWith('.next')),
    [],
  );
});
