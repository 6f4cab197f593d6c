import { DataError } from '../errors.ts';
import type { Audio } from './audio.ts';
import { aLawOf, muLawOf } from './wav.ts';

/**
 * Decodes an AIFF or AIFF-C file: whole numbers of 8 to 32 bits in either order of bytes, floats, µ-law and A-law.
 *
 * @throws {DataError} audio-unreadable — where the recording cannot be decoded
 * @throws {DataError} audio-unsupported — without the file's name
 */
export function decodeAiff(bytes: Uint8Array): Audio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let common: { channels: number; frames: number; bits: number; rate: number; coding: string } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = view.getUint32(at);
    const length = view.getUint32(at + 4);
    const start = at + 8;
    if (id === 0x434f4d4d /* "COMM" */ && length >= 18 && start + 18 <= bytes.length) {
      const coding = length >= 22 && start + 22 <= bytes.length ? view.getUint32(start + 18) : 0x4e4f4e45;
      common = {
        channels: view.getUint16(start),
        frames: view.getUint32(start + 2),
        bits: view.getUint16(start + 6),
        rate: extended(view, start + 8),
        coding: String.fromCharCode(...[24, 16, 8, 0].map((shift) => (coding >> shift) & 255)),
      };
    } else if (id === 0x53534e44 /* "SSND" */ && start + 8 <= bytes.length) {
      if (!common) throw new DataError('audio-unreadable', 'samples come before the format');
      return samplesOf(view, start + 8 + view.getUint32(start), common);
    }
    at = start + length + (length & 1);
  }
  throw new DataError('audio-unreadable', 'the file is cut short: it holds no samples');
}

function samplesOf(
  view: DataView,
  start: number,
  {
    channels,
    frames,
    bits,
    rate,
    coding,
  }: { channels: number; frames: number; bits: number; rate: number; coding: string },
): Audio {
  const width = /^(fl32|FL32)$/.test(coding) ? 4 : /^(fl64|FL64)$/.test(coding) ? 8 : Math.ceil(bits / 8);
  const read = reader(view, coding, width);
  if (channels === 0 || !(rate > 0)) throw new DataError('audio-unreadable', 'no channels, or no sample rate');
  if (!read) {
    throw new DataError('audio-unsupported', `AIFF coding ${coding} of ${bits} bits`, {
      hint: 'Save it as WAV or FLAC',
    });
  }
  const missing = start + frames * channels * width - view.byteLength;
  if (missing > 0)
    throw new DataError('audio-unreadable', `the file is cut short: ${missing} bytes of samples are missing`);
  const out = Array.from({ length: channels }, () => new Float32Array(frames));
  for (let i = 0, at = start; i < frames; i++) for (let c = 0; c < channels; c++, at += width) out[c]![i] = read(at);
  return { channels: out, sampleRate: rate };
}

function reader(view: DataView, coding: string, width: number): ((at: number) => number) | undefined {
  if (/^fl32$/i.test(coding)) return (at) => view.getFloat32(at);
  if (/^fl64$/i.test(coding)) return (at) => view.getFloat64(at);
  if (/^ulaw$/i.test(coding)) return (at) => muLawOf(view.getUint8(at));
  if (/^alaw$/i.test(coding)) return (at) => aLawOf(view.getUint8(at));
  const isLittle = coding === 'sowt';
  if (coding !== 'NONE' && coding !== 'twos' && !isLittle) return undefined;
  if (width === 1) return (at) => view.getInt8(at) / 128;
  if (width === 2) return (at) => view.getInt16(at, isLittle) / 32_768;
  if (width === 3 && isLittle) return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608;
  if (width === 3) return (at) => (view.getInt8(at) * 65_536 + view.getUint16(at + 1)) / 8_388_608;
  if (width === 4) return (at) => view.getInt32(at, isLittle) / 2_147_483_648;
  return undefined;
}

/** An 80-bit IEEE float, as the sample rate is written. */
function extended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16_383;
  return (view.getUint32(at + 2) * 2 ** 32 + view.getUint32(at + 6)) * 2 ** (exponent - 63);
}
