// Two copies of the package in one program, as two versions in one project's tree give: their tensors are strangers to each
// other, so the second is refused when it is loaded. The installed packages are tried in tools/long/install.long.mjs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { findAddon } from '@capstan/setup/addon';

const torch = fileURLToPath(new URL('../..', import.meta.url));
const { addon } = findAddon(torch);

test('of two copies in one program the second says that the first is there, and where', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-copies-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const copy = join(dir, 'torch');
  mkdirSync(copy);
  for (const part of ['package.json', 'src', 'generated'])
    cpSync(join(torch, part), join(copy, part), { recursive: true });
  symlinkSync(join(torch, '../../node_modules'), join(dir, 'node_modules'), 'junction');
  const program = `
    const first = await import(${JSON.stringify(pathToFileURL(join(torch, 'generated/entry.ts')).href)});
    console.log(first.ones([2]).sum().item());
    await import(${JSON.stringify(pathToFileURL(join(copy, 'generated/entry.ts')).href)})
      .then(() => console.log('loaded'), ({ name, code, message }) => console.log(JSON.stringify([name, code, message])));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, CAPSTAN_ADDON: addon },
  });
  const [sum, said] = stdout.trim().split('\n');
  assert.equal(sum, '2');
  const [name, code, message] = JSON.parse(said!) as string[]; // as: printed above
  assert.deepEqual([name, code], ['TorchError', 'engine-broken']);
  assert.ok(message!.includes('two copies of @capstan/torch in one program'), stdout);
  assert.ok(message!.includes(copy) && /npm ls @capstan\/torch/.test(message!), stdout);
});
