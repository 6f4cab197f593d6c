import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { decodeAudio, encodeWav, type SoundPreprocessing, soundFeatures } from '@capstan/data';
import { saveModel, tcResnet8 } from '@capstan/models';
import * as torch from '@capstan/torch';
import type { Server } from '../serve.ts';
import { ask } from '../testing/infer.ts';
import { realData, temporaryFolder } from '../testing/models.ts';
import { serve } from '../testing/serve.ts';

const preprocessing: SoundPreprocessing = {
  ...{ kind: 'sound', sampleRate: 8000, samples: 4000, mels: 20, fftSize: 256, hop: 80 },
  mean: new Array<number>(20).fill(-8),
  std: new Array<number>(20).fill(5),
};
const classes = ['no', 'yes'];
const model = tcResnet8({ classes: 2, channels: 20 }).eval();
let server: Server;

const folder = await temporaryFolder();

before(async () => {
  const dir = join(folder.path, 'words');
  await saveModel(dir, model, {
    classes,
    preprocessing,
    input: { name: 'input', shape: [-1, 20, 51], dtype: 'float32' },
    output: { name: 'output', shape: [-1, 2], dtype: 'float32' },
  });
  server = await serve({ models: { words: dir }, port: 0 });
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await folder.remove();
});

const tone = (seconds: number, sampleRate: number) =>
  encodeWav({
    channels: [
      Float32Array.from({ length: seconds * sampleRate }, (_, t) => Math.sin((2 * Math.PI * 440 * t) / sampleRate)),
    ],
    sampleRate,
  });

const post = (body: NonNullable<RequestInit['body']>, type = 'audio/wav') =>
  ask(server, '/predict', { method: 'POST', body, headers: { 'content-type': type } });

/** What the model says of a recording, without a server. */
async function said(bytes: Uint8Array): Promise<number[]> {
  const features = soundFeatures(await decodeAudio(bytes), preprocessing);
  return torch.inferenceMode(() =>
    Array.from(
      model(torch.fromTypedArray(features, [1, 20, 51]))
        .softmax(-1)
        .data() as Float32Array,
    ),
  );
}

test('a recording, as the body or in a form, of any rate, is answered as the model answers it', async () => {
  for (const [bytes, what] of [
    [tone(0.5, 8000), 'as trained'],
    [tone(0.2, 44_100), 'short, of another rate'],
    [tone(3, 16_000), 'long'],
  ] as const) {
    const expected = await said(bytes);
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), 'a.wav');
    for (const answer of [
      await post(new Uint8Array(bytes)),
      await ask(server, '/predict', { method: 'POST', body: form }),
    ]) {
      assert.equal(answer.status, 200, JSON.stringify(answer.json));
      const { label, probabilities } = answer.json as { label: string; probabilities: Record<string, number> };
      for (const [i, name] of classes.entries())
        assert.ok(
          Math.abs(probabilities[name]! - expected[i]!) < 1e-5,
          `${what}: ${probabilities[name]} is ${expected[i]}`,
        );
      assert.equal(label, classes[expected[0]! > expected[1]! ? 0 : 1]);
    }
  }
  const { models } = (await ask(server, '/v2/models')).json as { models: { takes: string }[] };
  assert.equal(models[0]?.takes, 'recordings');
});

test('what is no recording, damaged, or longer than anyone hears is refused, and the server goes on', async () => {
  const whole = tone(0.5, 8000);
  const refused = async (body: NonNullable<RequestInit['body']>, words: RegExp) => {
    const { status, json } = await post(body);
    assert.equal(status, 400);
    assert.match((json as { error: string }).error, words);
  };
  await refused(new Uint8Array(), /empty.*curl/);
  await refused('hello', /not a WAV, AIFF, FLAC, MP3 or Ogg file/);
  await refused(new Uint8Array(whole.subarray(0, 30)), /cannot be used/);
  const assets = realData('whisper-assets');
  if (assets) {
    const bomb = Buffer.from(readFileSync(join(assets, 'tests/jfk.flac')));
    bomb[22] = 0xff; // samples in all: four billion
    await refused(bomb, /would unpack to/);
  }
  assert.equal((await post(new Uint8Array(whole))).status, 200);
});
