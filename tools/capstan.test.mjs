import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { run } from '../packages/setup/src/cache/run.mjs';
import { root } from './workspace/root.mjs';

const started = process.env.CAPSTAN_STARTED_BY ?? process.execPath; // the Node that started npm test: any from 20.19

describe('the capstan command of a checkout', () => {
  it('starts under any Node, and hands over to the one that runs it', async () => {
    const { CAPSTAN_ADDON: _, ...env } = process.env;
    for (const program of ['node_modules/.bin/capstan', 'packages/cli/bin/capstan.mjs']) {
      const { code, stdout, stderr } = await run(started, [join(root, program), 'trian'], { cwd: root, env });
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, /There is no command 'trian'; did you mean 'train'\?/);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });
});
