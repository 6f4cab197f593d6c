import { DataError } from '../errors.ts';
import type { Audio } from './audio.ts';

const pcm = 1;
const float = 3;
const aLaw = 6;
const muLaw = 7;
const extensible = 0xfffe;

/**
 * Decodes a RIFF WAVE file: PCM of 8, 16, 24 and 32 bits, IEEE floats of 32 and 64, µ-law and
 * A-law, any number of channels; of more than 4 GB too (RF64).
 *
 * @throws {DataError} audio-unreadable — where the recording cannot be decoded
 * @throws {DataError} audio-unsupported — without the file's name
 */
export function decodeWav(bytes: Uint8Array): Audio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let long: number | undefined; // RF64 says the length of its samples in a chunk of its own
  let format: { code: number; channels: number; rate: number; bits: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = view.getUint32(at);
    const said = view.getUint32(at + 4, true);
    const length = id === 0x64617461 && said === 0xffffffff && long !== undefined ? long : said;
    const start = at + 8;
    if (id === 0x666d7420 /* "fmt " */ && length >= 16 && start + length <= bytes.length) {
      const tag = view.getUint16(start, true);
      const code = tag === extensible && length >= 26 ? view.getUint16(start + 24, true) : tag;
      const [channels, rate] = [view.getUint16(start + 2, true), view.getUint32(start + 4, true)];
      format = { code, channels, rate, bits: view.getUint16(start + 14, true) };
    } else if (id === 0x64733634 /* "ds64" */ && length >= 16 && start + length <= bytes.length) {
      long = Number(view.getBigUint64(start + 8, true));
    } else if (id === 0x64617461 /* "data" */) {
      if (!format) throw new DataError('audio-unreadable', 'samples come before the format');
      // A recorder that was cut off leaves 0 or 0xffffffff as the length: then the samples end where the file does.
      const open = length === 0xffffffff || (length === 0 && start < bytes.length);
      if (!open && start + length > bytes.length) {
        const missing = start + length - bytes.length;
        throw new DataError('audio-unreadable', `the file is cut short: ${missing} bytes of samples are missing`);
      }
      return samplesOf(view, start, open ? bytes.length - start : length, format);
    }
    at = start + length + (length & 1);
  }
  throw new DataError('audio-unreadable', 'the file is cut short: it holds no samples');
}

function samplesOf(
  view: DataView,
  start: number,
  length: number,
  { code, channels, rate, bits }: { code: number; channels: number; rate: number; bits: number },
): Audio {
  const read = reader(view, code, bits);
  if (channels === 0 || rate === 0) throw new DataError('audio-unreadable', 'no channels, or no sample rate');
  if (!read) {
    const reason = `WAV coding ${code} of ${bits} bits`;
    throw new DataError('audio-unsupported', reason, { hint: 'Save it as PCM or float WAV' });
  }
  const step = bits / 8;
  const frames = Math.floor(length / (step * channels));
  const out = Array.from({ length: channels }, () => new Float32Array(frames));
  for (let i = 0, at = start; i < frames; i++) {
    for (let c = 0; c < channels; c++, at += step) out[c]![i] = read(at);
  }
  return { channels: out, sampleRate: rate };
}

function reader(view: DataView, code: number, bits: number): ((at: number) => number) | undefined {
  if (code === float && bits === 32) return (at) => view.getFloat32(at, true);
  if (code === float && bits === 64) return (at) => view.getFloat64(at, true);
  if (code === muLaw && bits === 8) return (at) => muLawOf(view.getUint8(at));
  if (code === aLaw && bits === 8) return (at) => aLawOf(view.getUint8(at));
  if (code !== pcm) return undefined;
  if (bits === 8) return (at) => (view.getUint8(at) - 128) / 128;
  if (bits === 16) return (at) => view.getInt16(at, true) / 32_768;
  if (bits === 24) return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608;
  if (bits === 32) return (at) => view.getInt32(at, true) / 2_147_483_648;
  return undefined;
}

/** ITU-T G.711: a sign, three bits of exponent, four of mantissa, all inverted; fourteen bits' worth. */
export function muLawOf(byte: number): number {
  const bits = ~byte & 0xff;
  const size = (((bits & 15) << 3) + 132) << ((bits >> 4) & 7);
  return ((bits & 0x80 ? -1 : 1) * (size - 132)) / 32_768;
}

/** ITU-T G.711: even bits inverted. */
export function aLawOf(byte: number): number {
  const bits = byte ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const size = exponent === 0 ? ((bits & 15) << 4) + 8 : (((bits & 15) << 4) + 264) << (exponent - 1);
  return ((bits & 0x80 ? 1 : -1) * size) / 32_768;
}

/** Encodes as 16-bit PCM WAV. @example await writeFile('out.wav', encodeWav(audio)) */
export function encodeWav({ channels, sampleRate }: Audio): Uint8Array {
  const frames = channels[0]?.length ?? 0;
  const size = frames * channels.length * 2;
  const view = new DataView(new ArrayBuffer(44 + size));
  const head: [at: number, text: string][] = [
    [0, 'RIFF'],
    [8, 'WAVE'],
    [12, 'fmt '],
    [36, 'data'],
  ];
  for (const [at, text] of head) for (let i = 0; i < 4; i++) view.setUint8(at + i, text.charCodeAt(i));
  view.setUint32(4, 36 + size, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, pcm, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels.length * 2, true);
  view.setUint16(32, channels.length * 2, true);
  view.setUint16(34, 16, true);
  view.setUint32(40, size, true);
  for (let i = 0, at = 44; i < frames; i++) {
    for (const channel of channels) {
      view.setInt16(at, Math.max(-32_768, Math.min(32_767, Math.round(channel[i]! * 32_768))), true);
      at += 2;
    }
  }
  return new Uint8Array(view.buffer);
}
