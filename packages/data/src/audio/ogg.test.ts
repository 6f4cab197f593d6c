import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DataError } from '../errors.ts';
import { decodeAudio } from './read-audio.ts';

type Recorded = { name: string; rate: number; channels: number; file: string; samples: string };

const { recordings }: { recordings: Recorded[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/formats.json', import.meta.url), 'utf8'),
);
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

test('Ogg Vorbis and Opus are decoded as libsndfile decodes them', async () => {
  for (const { name, rate, channels, file, samples } of recordings) {
    const audio = await decodeAudio(bytesOf(file));
    const want = new Float32Array(bytesOf(samples).buffer);
    const shape = [audio.sampleRate, audio.channels.length, audio.channels[0]!.length];
    assert.deepEqual(shape, [rate, channels, want.length / channels], name);
    const got = audio.channels.flatMap((channel) => [...channel]);
    const worst = got.reduce((most, sample, i) => Math.max(most, Math.abs(sample - want[i]!)), 0);
    assert.ok(worst < 1e-3, `${name}: off by ${worst}`);
  }
});

test('an Ogg file that is cut short or damaged is refused in plain words', async () => {
  for (const { name, file } of recordings) {
    const bytes = bytesOf(file);
    for (const length of [4, 30, bytes.length >> 1, bytes.length - 1]) {
      await assert.rejects(
        decodeAudio(bytes.subarray(0, length)),
        (error: unknown) =>
          error instanceof DataError && error.code === 'audio-unreadable' && /cut short/.test(error.reason),
        `${name} at ${length}`,
      );
    }
    const torn = bytes.slice();
    torn[Buffer.from(bytes).indexOf('OggS', 4) + 3] = 0;
    await assert.rejects(decodeAudio(torn), { code: 'audio-unreadable' }, name);
  }
});

test('Ogg with another coding is refused, and what to do is said', async () => {
  const bytes = bytesOf(recordings[0]!.file);
  bytes.set(Buffer.from('Speex   '), 28);
  await assert.rejects(decodeAudio(bytes), { code: 'audio-unsupported', reason: 'it is an Ogg file with Speex' });
});
