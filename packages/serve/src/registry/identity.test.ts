// A model's identity is its hash: what happens when the folder of a served model comes to hold another.
import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cifarResnet20, openModel, saveModel } from '@capstan/models';
import * as torch from '@capstan/torch';
import type { Server } from '../serve.ts';
import { ask, inferBinary, row, until } from '../testing/infer.ts';
import { temporaryFolder } from '../testing/models.ts';
import { serve } from '../testing/serve.ts';

const first = Array.from('abcdefghij');

async function saveSmall(dir: string): Promise<void> {
  torch.manualSeed(0);
  await saveModel(dir, cifarResnet20({}), {
    classes: first,
    preprocessing: {
      kind: 'image',
      size: [32, 32],
      channels: 3,
      resize: 'crop',
      ratio: 1,
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    },
    input: { name: 'input', shape: [-1, 3, 32, 32], dtype: 'float32' },
    output: { name: 'logits', shape: [-1, 10], dtype: 'float32' },
  });
}

/** The same network with its classes, and the rows of its last layer, in reverse: the same labels for every input. */
async function saveReversed(from: string, to: string): Promise<void> {
  const { model, card } = await openModel(from);
  const order = [...first.keys()].reverse();
  torch.noGrad(() => {
    for (const [name, value] of model.namedParameters()) {
      if (name.startsWith('linear') || name.startsWith('fc'))
        value.copy_(value.indexSelect(0, torch.tensor(order, { dtype: 'int64' })));
    }
  });
  const { preprocessing, input, output } = card;
  await saveModel(to, model, { preprocessing, input, output, classes: first.toReversed() });
}

const labelsOf = async (server: Server) => {
  const outputs = [{ name: 'probabilities', parameters: { classification: 1 } }];
  const answer = await ask(server, '/v2/models/m/infer', inferBinary([row(1), row(2), row(3)], { outputs }));
  const found = (answer.json.outputs as { data: string[] }[] | undefined)?.[0]?.data.map((text) => text.split(':')[2]);
  const { model_hash: hash } = (answer.json.parameters ?? {}) as { model_hash?: string };
  return {
    status: answer.status,
    labels: found,
    hash,
    version: answer.json.model_version,
    header: answer.headers.get('x-model-hash'),
  };
};

describe('a folder that comes to hold another model', () => {
  test('is taken over whole, as a new version, when the engine restarts', async () => {
    await using folder = await temporaryFolder();
    const dir = join(folder.path, 'm');
    await saveSmall(dir);
    await using server = await serve({ models: { m: dir } });
    const before = await labelsOf(server);
    assert.match(before.hash ?? '', /^[0-9a-f]{64}$/);
    assert.equal(before.header, before.hash);
    assert.equal(before.version, '1');
    const { json } = await ask(server, '/v2/models/m');
    assert.equal((json.parameters as { hash: string }).hash, before.hash);

    await saveReversed(dir, dir);
    assert.deepEqual(await labelsOf(server), before); // what was opened is what is served

    process.kill(server.engines().m!, 'SIGKILL');
    await until(async () => (await labelsOf(server)).hash !== before.hash && (await labelsOf(server)).status === 200);
    const after = await labelsOf(server);
    assert.deepEqual(after.labels, before.labels); // new weights with new classes
    assert.equal(after.version, '2');
    assert.equal((await ask(server, '/v2/models/m/versions/1')).status, 404);
    assert.equal(server.models()[0]?.hash, after.hash);
  });

  test('with a number of its own is refused until it holds that version again', async () => {
    await using folder = await temporaryFolder();
    const [root, kept] = [join(folder.path, 'm'), join(folder.path, 'kept')];
    await saveSmall(join(root, '7'));
    await cp(join(root, '7'), kept, { recursive: true });
    await using server = await serve({ models: { m: root } });
    const before = await labelsOf(server);
    assert.equal(before.version, '7');

    await saveReversed(kept, join(root, '7'));
    process.kill(server.engines().m!, 'SIGKILL');
    const reason = async () => String((await ask(server, '/v2/health/ready')).json.error);
    await until(async () => /holds another model .* than the one that is served as version 7/.test(await reason()));
    assert.equal((await labelsOf(server)).status, 503);

    await cp(kept, join(root, '7'), { recursive: true, force: true });
    await until(async () => (await ask(server, '/v2/health/ready')).status === 200);
    assert.deepEqual(await labelsOf(server), before);
  });
});
