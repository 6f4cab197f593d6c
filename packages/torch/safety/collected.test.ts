import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { collected } from './collected.ts';

// What fits after all: outputs of another shape are resized, and an empty batch has places of any size.
const RETURNS = new Set([
  '92794 ge, out of another shape and dtype',
  '92828 igamma, out of another shape and dtype',
  '96277 adaptive_max_pool1d',
  '96276 geqrf',
  '94669 svd',
  '189664 max_pool2d, a dilation beyond the input',
  '85167 ger, out of another shape',
]);

test('calls that are reported to end PyTorch are errors here, or give what fits', async (t) => {
  // Every tensor ends at a page that cannot be touched: what reads behind one dies.
  const { stdout, signal } = spawnSync(process.execPath, [new URL('collected-child.ts', import.meta.url).pathname], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, CAPSTAN_ALLOCATOR: 'guard', OMP_NUM_THREADS: '1' },
  });
  const lines = stdout.trim().split('\n');
  const seen = new Map(
    lines.flatMap((line) => {
      const { name, came } = JSON.parse(line) as { name: string; came?: string }; // as: the child's own words
      return came === undefined ? [] : [[name, came] as const];
    }),
  );
  assert.equal(signal, null, `died of ${lines.at(-1)}`);
  for (const name of Object.keys(collected))
    await t.test(name, () => assert.equal(seen.get(name), RETURNS.has(name) ? 'returned' : 'error'));
});
