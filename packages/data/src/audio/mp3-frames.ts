// The frames of an MP3 file, by their headers: ISO/IEC 11172-3 and 13818-3, layer III, and MPEG 2.5.
import { DataError } from '../errors.ts';

const kilobits = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320], // MPEG 1
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160], // MPEG 2 and 2.5
];
const sampleRates = [44_100, 48_000, 32_000];

type Frame = { length: number; sampleRate: number; isMono: boolean; isMpeg1: boolean };

/**
 * Walks through all frames, because a decoder skips what it cannot read and says nothing.
 *
 * @returns how many channels it has, and samples each
 * @throws {DataError} audio-unreadable — where it is cut short or bytes between frames are no frames
 * @example checkMp3(await readFile('speech.mp3'))
 */
export function checkMp3(bytes: Uint8Array): { channels: 1 | 2; samples: number } {
  const start = nextFrame(bytes, afterTag(bytes));
  const first = start === undefined ? undefined : frameAt(bytes, start);
  if (start === undefined || !first) throw new DataError('audio-unreadable', 'it holds no MP3 frame');
  let at = start;
  let count = 0;
  for (;;) {
    const frame = frameAt(bytes, at);
    if (!frame || frame.sampleRate !== first.sampleRate) break;
    if (at + frame.length > bytes.length) cutShort(`its last frame has ${bytes.length - at} of ${frame.length} bytes`);
    at += frame.length;
    count += 1;
  }
  const further = nextFrame(bytes, at + 1);
  if (further !== undefined) {
    throw new DataError('audio-unreadable', `it is damaged: the ${further - at} bytes from ${at} on are no frames`);
  }
  if (bytes.length - at > first.length && !/^(TAG|APETAGEX|LYRICS|ID3)/.test(text(bytes, at, 8))) {
    throw new DataError('audio-unreadable', `it is damaged: from byte ${at} on there are no frames`);
  }
  const announced = announcedFrames(bytes, start, first);
  if (announced !== undefined && count - 1 < announced) cutShort(`${count - 1} of ${announced} frames`);
  return { channels: first.isMono ? 1 : 2, samples: count * (first.isMpeg1 ? 1152 : 576) };
}

function cutShort(reason: string): never {
  throw new DataError('audio-unreadable', `the file is cut short: ${reason}`);
}

/** Behind an ID3v2 tag, where there is one: its size has seven bits a byte. */
export function afterTag(bytes: Uint8Array): number {
  if (text(bytes, 0, 3) !== 'ID3') return 0;
  const footer = (bytes[5] ?? 0) & 16 ? 10 : 0;
  return 10 + footer + bytes.subarray(6, 10).reduce((size, seven) => size * 128 + (seven & 127), 0);
}

/** The first place from `at` on where a frame is followed by another, or by the end. */
function nextFrame(bytes: Uint8Array, at: number): number | undefined {
  for (let i = at; i + 4 <= bytes.length; i++) {
    const frame = bytes[i] === 0xff ? frameAt(bytes, i) : undefined;
    if (!frame) continue;
    const end = i + frame.length;
    if (end >= bytes.length || frameAt(bytes, end)?.sampleRate === frame.sampleRate) return i;
  }
  return undefined;
}

function frameAt(bytes: Uint8Array, at: number): Frame | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff) return undefined;
  const [version, rates, mode] = [bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
  if ((version & 0xe6) !== 0xe2 || (version & 0x18) === 8) return undefined; // sync, layer III, a known version
  const isMpeg1 = (version & 0x18) === 0x18;
  const slower = isMpeg1 ? 1 : (version & 0x18) === 0x10 ? 2 : 4;
  const rate = sampleRates[(rates >> 2) & 3];
  const bits = kilobits[isMpeg1 ? 0 : 1]![rates >> 4];
  if (!rate || !bits) return undefined;
  const sampleRate = rate / slower;
  const length = Math.floor(((isMpeg1 ? 144_000 : 72_000) * bits) / sampleRate) + ((rates >> 1) & 1);
  return { length, sampleRate, isMono: mode >> 6 === 3, isMpeg1 };
}

/** What Xing's header in the first frame, itself silent, says of the number of those that follow. */
function announcedFrames(bytes: Uint8Array, at: number, { isMono, isMpeg1 }: Frame): number | undefined {
  const side = isMpeg1 ? (isMono ? 17 : 32) : isMono ? 9 : 17;
  const tag = at + 4 + side;
  if (!/^(Xing|Info)$/.test(text(bytes, tag, 4)) || tag + 12 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(tag + 4) & 1 ? view.getUint32(tag + 8) : undefined;
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
