import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { flags } from './flags.ts';

test('flags are of the kinds of their defaults', () => {
  const defaults = { calls: 100, reaching: false, state: '' };
  assert.deepEqual(flags('', defaults, []), defaults);
  assert.deepEqual(flags('', defaults, ['--calls', '7', '--reaching', '--state=file']), {
    calls: 7,
    reaching: true,
    state: 'file',
  });
});

for (const tool of ['fuzz.ts', 'bend.ts', 'soak.ts']) {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [new URL(tool, import.meta.url).pathname, ...args], { encoding: 'utf8' });

  test(`${tool} --help says what it does and takes`, () => {
    const { status, stdout } = run('--help');
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`node packages/torch/safety/${tool} \\[?--`));
  });

  test(`${tool} says in a line what it cannot take`, () => {
    const { status, stderr } = run('--nonsense');
    assert.equal(status, 2);
    assert.match(stderr, /--nonsense/);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });
}

test('a number that is none is refused by name', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [new URL('fuzz.ts', import.meta.url).pathname, '--seed', 'seven'],
    { encoding: 'utf8' },
  );
  assert.equal(status, 2);
  assert.match(stderr, /--seed takes a number, received 'seven'/);
});
