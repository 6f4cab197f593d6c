// Adding to a list is one file and one line: what docs/extending.md shows is added, over the checkout and without writing to it, and everything
// that follows from the list takes it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { additions, suites } from './testing/plural/additions.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const overlay = ['--import', join(import.meta.dirname, 'testing/plural/overlay.ts')];
const env = { ...process.env, OMP_NUM_THREADS: '1', NODE_TEST_CONTEXT: undefined };
const node = (...args: string[]) =>
  run(process.execPath, [...overlay, ...args], { cwd: root, env, maxBuffer: 2 ** 26 });

test('the manual shows one of every plural thing', () => {
  assert.deepEqual(
    additions.map(({ what }) => what.replace(/^An? /, '')),
    [
      ...[
        'picture source',
        'cleaning step',
        'finding',
        'augmentation',
        'form of answers',
        'task',
        'feed',
        'architecture',
        'loss',
        'optimizer',
        'schedule',
      ],
      ...['callback', 'metric', 'report section', 'price source', 'risk rule', 'command'],
    ],
  );
});

test('flags, help, JSON schema, training, report and model take what one file and one line added', async () => {
  const { stdout } = await node(join(import.meta.dirname, 'testing/plural/reach.ts'));
  assert.match(stdout, /reached$/m);
});

test('the suite of each list takes it', async () => {
  const only = Object.values(suites).flatMap((names) => ['--test-name-pattern', `/${names}/`]);
  const { stdout } = await node(
    '--test',
    '--test-isolation=none',
    '--test-reporter=tap',
    ...only,
    ...Object.keys(suites),
  ).catch((error: { stdout: string }) => {
    throw new Error(
      error.stdout
        .split('\n')
        .filter((line) => /^\s*not ok|error:/.test(line))
        .join('\n'),
    );
  });
  assert.match(stdout, /^# fail 0$/m);
  assert.ok(Number(/^# pass (\d+)$/m.exec(stdout)?.[1]) > 20, stdout.slice(-300));
  for (const word of [
    'worstRecall',
    'straightLine',
    'counts',
    'wholeNumber',
    'negative',
    'flat',
    'upper',
    'Rare classes',
    'few-models',
    'capstan where',
  ])
    assert.match(stdout, new RegExp(`ok \\d+ - .*${word}`));
});
