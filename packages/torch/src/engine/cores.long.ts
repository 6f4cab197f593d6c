// Beside two busy processes for each core a process notices that it waits. Long: they take the cores from every other test.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';

test('a process beside busy ones notices that it waits for cores', { skip: process.platform !== 'linux' }, async () => {
  const { OMP_WAIT_POLICY: _, GOMP_SPINCOUNT: __, ...env } = process.env;
  const busy = Array.from({ length: 2 * availableParallelism() }, () => spawn(process.execPath, ['-e', 'for (;;);']));
  try {
    const script = new URL('testing/cores-child.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, 'watched'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    for await (const part of child.stdout) text += part;
    assert.equal((JSON.parse(text) as { noticed: boolean }).noticed, true); // as: the child's own words
  } finally {
    for (const each of busy) each.kill();
  }
});
