import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { purpose, Random } from '@capstan/base';

import { realData } from '../testing/samples.ts';
import { mono, seconds } from './audio.ts';
import { addNoise, shiftAudio, specAugment, stretchAudio } from './augment-audio.ts';
import { melFilters, mfcc } from './mel.ts';
import { decodeAudio, readAudio } from './read-audio.ts';
import { resampleAudio } from './resample-audio.ts';
import { istft, stft } from './stft.ts';
import { decodeWav, encodeWav } from './wav.ts';

const oracle: { magnitude: number[]; mfcc: number[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/audio.json', import.meta.url), 'utf8'),
);
const rate = 8000;
const chirp = Float32Array.from({ length: 2400 }, (_, i) => {
  const t = i / rate;
  return 0.6 * Math.sin(2 * Math.PI * (200 * t + 4000 * t * t)) + 0.1 * Math.cos(2 * Math.PI * 1234 * t);
});
const sine = (hertz: number, at: number, length: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / at));
const random = () => new Random(2).at(purpose.augment, 0, 1);
const worst = (a: ArrayLike<number>, b: ArrayLike<number>, from = 0, to = b.length) => {
  let most = 0;
  for (let i = from; i < to; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
};

test('short-time spectra equal torch.stft and MFCC the DCT of SciPy', () => {
  const frames = stft(chirp, { fftSize: 400, hop: 160 }).filter((_, t) => t % 5 === 0);
  const got = Array.from({ length: 201 }, (_, k) => frames.map(({ re, im }) => Math.hypot(re[k]!, im[k]!))).flat();
  assert.equal(got.length, oracle.magnitude.length);
  assert.ok(worst(got, oracle.magnitude) < 1e-5);
  const { data, rows } = mfcc(chirp, { sampleRate: rate, mels: 40 });
  assert.deepEqual([rows, data.length], [13, oracle.mfcc.length]);
  assert.ok(worst(data, oracle.mfcc) < 1e-3);
});

test('frames put together are the signal again', () => {
  const how = { fftSize: 512, hop: 128 };
  assert.ok(worst(istft(stft(chirp, how), how, chirp.length), chirp) < 1e-6);
});

test('resampling keeps a tone below the new Nyquist frequency and takes out one above it', () => {
  for (const [from, to] of [
    [44_100, 16_000],
    [8000, 16_000],
    [16_000, 8000],
  ] as const) {
    const length = Math.round(from / 4);
    const made = resampleAudio(sine(1000, from, length), from, to);
    assert.equal(made.length, Math.ceil((length * to) / from));
    assert.ok(worst(made, sine(1000, to, made.length), 200, made.length - 200) < 5e-3, `${from} → ${to}`);
  }
  const above = resampleAudio(sine(7000, 16_000, 8000), 16_000, 8000);
  assert.ok(Math.max(...above.subarray(200, -200)) < 0.01);
});

test('a stretched tone lasts as long as asked and keeps its pitch', () => {
  for (const by of [0.8, 1.25]) {
    const made = stretchAudio(sine(500, rate, 8000), by);
    assert.equal(made.length, 8000 / by);
    const middle = made.subarray(1000, 1000 + 2000);
    const crossings = middle.reduce((count, value, i) => count + Number(i > 0 && value >= 0 && middle[i - 1]! < 0), 0);
    assert.ok(Math.abs(crossings - 125) <= 2, `${crossings} periods of 125`);
  }
});

test('noise has the strength asked for, shifts move, masks mask; all the same for the same stream', () => {
  const noisy = addNoise(chirp, 10, random());
  const energy = (x: Float32Array) => x.reduce((sum, value) => sum + value * value, 0);
  const snr = 10 * Math.log10(energy(chirp) / energy(noisy.map((value, i) => value - chirp[i]!)));
  assert.ok(Math.abs(snr - 10) < 0.5);
  assert.deepEqual(addNoise(chirp, 10, random()), noisy);
  const shifted = shiftAudio(chirp, 100, random());
  assert.ok(Array.from({ length: 201 }, (_, k) => k - 100).some((by) => shifted[1200] === chirp[1200 - by]));
  const ones = { data: new Float32Array(80 * 100).fill(1), rows: 80, columns: 100 };
  const masked = specAugment(ones, { frequency: 27, time: 40 }, random()).data;
  const gone = masked.filter((value) => value === 0).length;
  assert.ok(gone > 0 && gone <= 2 * (27 * 100 + 40 * 80));
});

test('WAV: sixteen bits survive; cut, empty and other files are refused with the reason', async () => {
  const bytes = encodeWav({ channels: [chirp, chirp.map((value) => -value)], sampleRate: rate });
  const { channels, sampleRate } = decodeWav(bytes);
  assert.deepEqual([channels.length, sampleRate], [2, rate]);
  assert.ok(
    worst(
      channels[1]!,
      chirp.map((value) => -value),
    ) <
      1 / 16_000,
  );
  for (let cut = 12; cut < bytes.length; cut += 487) {
    await assert.rejects(decodeAudio(bytes.subarray(0, cut)), { code: 'audio-unreadable' });
  }
  await assert.rejects(decodeAudio(new Uint8Array(0)), /the file is empty/);
  await assert.rejects(decodeAudio(Buffer.from('OggS0000000000')), { code: 'audio-unreadable' });
  await assert.rejects(decodeAudio(Buffer.from('\0\0\0\x18ftypM4A \0\0\0\0')), { code: 'audio-unsupported' });
  await assert.rejects(readAudio('nowhere.wav'), /nowhere\.wav: the file is not there any more/);
});

const assets = realData('whisper-assets');

test('FLAC: jfk.flac is eleven seconds; cut short it is refused', { skip: !assets && 'not here' }, async () => {
  const path = join(assets!, 'tests/jfk.flac');
  const audio = await readAudio(path);
  assert.ok(Math.abs(seconds(audio) - 11) < 0.01);
  assert.ok(mono(audio).some((value) => Math.abs(value) > 0.3));
  const bytes = readFileSync(path);
  await assert.rejects(decodeAudio(bytes.subarray(0, bytes.length >> 1)), { code: 'audio-unreadable' });
  const bomb = Buffer.from(bytes);
  bomb[21] = 0xff;
  await assert.rejects(decodeAudio(bomb), /would unpack to/);
});

test('FLAC: full scale of n bits is 2 to the n − 1, as of WAV; an ID3 tag may stand before it', {
  skip: !assets && 'not here',
}, async () => {
  const bytes = readFileSync(join(assets!, 'tests/jfk.flac'));
  const { channels } = await decodeAudio(bytes);
  assert.ok(
    channels[0]!.every((value) => Number.isInteger(value * 2 ** 23)),
    'it has 24 bits',
  );
  assert.equal(channels[0]![5000]! * 2 ** 23, 72_172, 'as libsndfile reads it');
  const tagged = Buffer.concat([Buffer.from('ID3\x04\x00\x00\x00\x00\x00\x05hello', 'latin1'), bytes]);
  assert.deepEqual((await decodeAudio(tagged)).channels, channels);
  const written = await decodeAudio(encodeWav({ channels, sampleRate: 16_000 }));
  const again = await decodeAudio(encodeWav(written));
  assert.deepEqual(again.channels, written.channels, 'what is written is what was read');
});

test('µ-law and A-law are G.711, AIFF and RF64 are read', async () => {
  const wav = (code: number, bits: number, samples: number[], id = 'RIFF') => {
    const data = Buffer.from(samples);
    const head = Buffer.alloc(44);
    head.write(`${id}\0\0\0\0WAVEfmt `, 'latin1');
    head.writeUInt32LE(16, 16);
    head.writeUInt16LE(code, 20);
    head.writeUInt16LE(1, 22);
    head.writeUInt32LE(8000, 24);
    head.writeUInt16LE(bits, 34);
    head.write('data', 36, 'latin1');
    head.writeUInt32LE(data.length, 40);
    return Buffer.concat([head, data]);
  };
  const samples = async (bytes: Uint8Array) =>
    Array.from((await decodeAudio(bytes)).channels[0]!, (value) => value * 32_768);
  // Python's soundfile (libsndfile) gives the same of these bytes.
  assert.deepEqual(await samples(wav(7, 8, [0x00, 0x80, 0xff, 0x7e, 0xa5])), [-32_124, 32_124, 0, -8, 6652]);
  assert.deepEqual(await samples(wav(6, 8, [0x2a, 0xaa, 0xd5, 0x55, 0x80])), [-32_256, 32_256, 8, -8, 5504]);
  const long = wav(1, 16, [1, 0, 255, 255], 'RF64');
  const sizes = Buffer.alloc(24 + 12);
  sizes.write('ds64', 'latin1');
  sizes.writeUInt32LE(28, 4);
  sizes.writeBigUInt64LE(4n, 16);
  long.writeUInt32LE(0xffffffff, 40);
  assert.deepEqual(await samples(Buffer.concat([long.subarray(0, 12), sizes, long.subarray(12)])), [1, -1]);
  const common = Buffer.from([0, 1, 0, 0, 0, 2, 0, 16, 0x40, 0x0b, 0xfa, 0, 0, 0, 0, 0, 0, 0]); // one channel, 8000 Hz
  const chunk = (id: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([Buffer.from(id), length, body]);
  };
  const sound = chunk('SSND', Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0xff, 0xff]));
  const aiff = Buffer.concat([Buffer.from('FORM\0\0\0\0AIFF', 'latin1'), chunk('COMM', common), sound]);
  const audio = await decodeAudio(aiff);
  assert.deepEqual([Array.from(audio.channels[0]!), audio.sampleRate], [[0.5, -1 / 32_768], 8000]);
});

test("mel filters are Whisper's to 1e-7", { skip: !assets && 'not here' }, () => {
  const zip = readFileSync(join(assets!, 'whisper/assets/mel_filters.npz'));
  for (const mels of [80, 128]) {
    const name = `mel_${mels}.npy`;
    const at = zip.indexOf(name) - 30; // the local header before the name
    const [method, packed] = [zip.readUInt16LE(at + 8), zip.readUInt32LE(at + 18)];
    const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
    const npy =
      method === 8
        ? inflateRawSync(zip.subarray(start))
        : zip.subarray(start, packed > 0 && packed < 2 ** 32 - 1 ? start + packed : undefined);
    const from = 10 + npy.readUInt16LE(8);
    const expected = Float32Array.from({ length: mels * 201 }, (_, i) => npy.readFloatLE(from + 4 * i));
    assert.ok(worst(melFilters({ sampleRate: 16_000, mels }).data, expected) < 1e-7);
  }
});

test('MP3: frames of silence are decoded; what is no MP3 behind its first bytes is refused', async () => {
  // MPEG-1 layer III, 128 kbit/s, 44.1 kHz, stereo: 417 bytes a frame; side information of zeros is silence.
  const frame = new Uint8Array(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  const bytes = Buffer.concat(Array.from({ length: 20 }, () => frame));
  const { channels, sampleRate } = await decodeAudio(bytes);
  assert.deepEqual([channels.length, sampleRate], [2, 44_100]);
  assert.ok(channels[0]!.length >= 18 * 1152 && channels[0]!.every((value) => value === 0));
  await assert.rejects(decodeAudio(Uint8Array.of(0xff, 0xfb, 0x90, 0, 1, 2, 3)), { code: 'audio-unreadable' });
});

const lame = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));
const untagged = 1105; // samples before the signal: LAME's 576 and the decoder's 529, where no header says so

test('MP3: what LAME encoded is the signal again, channels apart, to the sample where its header says so', async () => {
  const chirp = Float32Array.from({ length: 11_025 }, (_, i) => {
    const t = i / 22_050;
    return 0.5 * Math.sin(2 * Math.PI * (200 * t + 3000 * t * t));
  });
  const tone = (amplitude: number, hertz: number) => sine(hertz, 44_100, 13_230).map((value) => amplitude * value);
  for (const [name, rate, delay, signals] of [
    ['chirp.mp3', 22_050, untagged, [chirp]],
    ['tagged.mp3', 22_050, 0, [chirp]],
    ['tones.mp3', 44_100, untagged, [tone(0.5, 440), tone(0.25, 1000)]],
  ] as const) {
    const { channels, sampleRate } = await decodeAudio(lame(name));
    assert.deepEqual([channels.length, sampleRate], [signals.length, rate], name);
    for (const [c, signal] of signals.entries()) {
      const apart = differing(channels[c]!, signal, delay);
      assert.ok(apart < 0.02, `${name}, channel ${c}: ${apart} of the signal's energy`);
      assert.ok(differing(channels[c]!, signal, delay + 3) > 0.02); // so it could be seen
      if (delay === 0) assert.equal(channels[c]!.length, signal.length);
    }
  }
});

test('MP3: cut short and damaged files are refused with the reason; tags before and behind are not', async () => {
  const refused = (bytes: Uint8Array, message: RegExp) =>
    assert.rejects(decodeAudio(bytes), { code: 'audio-unreadable', message });
  for (const name of ['chirp.mp3', 'tagged.mp3', 'tones.mp3']) {
    const bytes = lame(name);
    for (let cut = 200; cut < bytes.length - 100; cut += 487) {
      await refused(bytes.subarray(0, cut), /cut short|no MP3 frame/);
    }
    const filled = (value: number, to?: number) => Buffer.from(bytes).fill(value, 1500, to);
    await refused(filled(0, 2600), /damaged: the \d+ bytes from \d+ on are no frames/);
    await refused(filled(0), /damaged: from byte \d+ on there are no frames/);
    await refused(Buffer.concat([bytes.subarray(0, 1500), bytes.subarray(1600)]), /damaged: the/);
    const behind = Buffer.concat([bytes, Buffer.from('TAG'.padEnd(128))]);
    assert.deepEqual(await decodeAudio(behind), await decodeAudio(bytes));
  }
  const tagged = lame('tagged.mp3');
  await refused(tagged.subarray(0, -209), /cut short: 21 of 22 frames/); // a whole frame less
});

/** The share of a signal's energy that differs in what was decoded, `lag` samples later; the ends are left out. */
function differing(decoded: Float32Array, signal: Float32Array, lag: number): number {
  let [energy, apart] = [0, 0];
  for (let i = 2000; i < signal.length - 3000; i++) {
    energy += signal[i]! ** 2;
    apart += (decoded[lag + i]! - signal[i]!) ** 2;
  }
  return apart / energy;
}
