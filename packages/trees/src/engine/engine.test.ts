import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TreesError } from '../errors.ts';
import { withoutLibrary } from '../testing/library.ts';
import { Engine } from './engine.ts';

const isThere = (pid: number | undefined) => existsSync(`/proc/${pid}`);

/** Resolves when a process is gone; the test's own time limit is the limit. */
async function gone(pid: number | undefined): Promise<void> {
  while (isThere(pid)) await sleep(10);
}

describe('the process of the trees', { skip: withoutLibrary || (!existsSync('/proc') && 'needs /proc') }, () => {
  const dataset = {
    op: 'dataset',
    id: 0,
    rows: 1000,
    columns: 1,
    type: 'float64',
    params: 'verbosity=-1',
    names: ['a'],
  } as const;

  test('that dies is told of in our words, whatever was asked', async () => {
    using engine = await Engine.start();
    await engine.ask({ op: 'finish', id: 0 });
    process.kill(engine.pid!, 'SIGKILL');
    const died = (error: unknown) =>
      error instanceof TreesError &&
      error.code === 'process-died' &&
      /ended by SIGKILL[\s\S]*memory/.test(error.message);
    await assert.rejects(engine.ask(dataset), died);
    await assert.rejects(engine.ask(dataset), died);
    assert.ok(engine.isOver);
    await gone(engine.pid);
  });

  test('is gone when it is disposed of', async () => {
    const engine = await Engine.start();
    await engine.ask({ op: 'finish', id: 0 });
    assert.ok(isThere(engine.pid));
    engine[Symbol.dispose]();
    await gone(engine.pid);
  });

  test('says what the library refuses, and goes on', async () => {
    using engine = await Engine.start();
    const refused = (error: unknown) => error instanceof TreesError && error.code === 'library-refused';
    await assert.rejects(engine.ask({ ...dataset, params: 'max_bin=-1' }), refused);
    await assert.rejects(engine.ask({ op: 'model' }, Buffer.from('no model')), refused);
    await engine.ask({ op: 'finish', id: 0 });
  });

  test('says with the next answer what failed of an order without one', async () => {
    using engine = await Engine.start();
    await engine.tell({ op: 'rows', id: 7, count: 1 }, Float64Array.of(1));
    await assert.rejects(engine.ask({ op: 'finish', id: 7 }), TreesError);
    await engine.ask({ op: 'finish', id: 7 });
  });

  test('ends with the program that started it, and keeps none alive', async () => {
    const program = `
      import { Engine } from ${JSON.stringify(new URL('./engine.ts', import.meta.url).href)};
      const engine = await Engine.start();
      await engine.ask({ op: 'finish', id: 0 });
      console.log(engine.pid);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
    });
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.match(said, /^\d+\n$/);
    await gone(Number(said));
  });
});
