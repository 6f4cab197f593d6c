import { DataError } from '../errors.ts';
import { readPicture } from '../files/read-picture.ts';
import { decodeAiff } from './aiff.ts';
import type { Audio } from './audio.ts';
import { afterTag, checkMp3 } from './mp3-frames.ts';
import { decodeOgg } from './ogg.ts';
import { decodeWav } from './wav.ts';
import { checkSize, MOST_SAMPLES, wholeRecording } from './whole-recording.ts';

/**
 * Reads a WAV, AIFF, FLAC, MP3 or Ogg (Vorbis, Opus) file; what it is, is told by its first bytes, not by its name.
 *
 * @throws {DataError} audio-unreadable — where the recording cannot be decoded
 * @throws {DataError} audio-unsupported — with the file's name
 * @example const { channels, sampleRate } = await readAudio('../shared/data/whisper-assets/tests/jfk.flac');
 */
export async function readAudio(path: string): Promise<Audio> {
  let bytes: Buffer;
  try {
    bytes = readPicture(path);
  } catch (cause) {
    const reason = cause instanceof DataError ? cause.reason : String(cause);
    throw new DataError('audio-unreadable', reason, { file: path, cause });
  }
  try {
    return await decodeAudio(bytes);
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    const hint = cause.hint === undefined ? {} : { hint: cause.hint };
    throw new DataError(cause.code, cause.reason, { file: path, ...hint, cause });
  }
}

/**
 * Decodes the bytes of a WAV, AIFF, FLAC, MP3 or Ogg (Vorbis, Opus) file.
 *
 * @param options.mostSamples of all channels together that it may unpack to; four hours of stereo at 44.1 kHz
 *
 * @throws {DataError} audio-unreadable, audio-unsupported — where the recording cannot be decoded, or its format is not read
 * @example await decodeAudio(await readFile('jfk.flac'))
 */
export async function decodeAudio(
  bytes: Uint8Array,
  { mostSamples = MOST_SAMPLES }: { mostSamples?: number } = {},
): Promise<Audio> {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WAVE') return decodeWav(bytes);
  const inner = afterTag(bytes); // some programs put an ID3 tag before FLAC
  if (text(inner, inner + 4) === 'fLaC') return decodeFlac(bytes.subarray(inner), mostSamples);
  if (text(0, 4) === 'RF64' && text(8, 12) === 'WAVE') return decodeWav(bytes);
  if (text(0, 4) === 'FORM' && /^AIF[FC]$/.test(text(8, 12))) return decodeAiff(bytes);
  const isMpeg = bytes[0] === 0xff && (bytes[1]! & 0xe6) === 0xe2; // sync, layer III
  if (text(0, 3) === 'ID3' || isMpeg) return decodeMp3(bytes, mostSamples);
  if (text(0, 4) === 'OggS') return decodeOgg(bytes, mostSamples);
  if (text(4, 8) === 'ftyp') {
    throw new DataError('audio-unsupported', 'it is an MP4 or M4A file', { hint: 'Convert it to WAV, FLAC or MP3' });
  }
  throw new DataError(
    'audio-unreadable',
    bytes.length === 0 ? 'the file is empty' : 'not a WAV, AIFF, FLAC, MP3 or Ogg file',
  );
}

async function decodeFlac(bytes: Uint8Array, most: number): Promise<Audio> {
  if (bytes.length < 42) throw new DataError('audio-unreadable', 'the file is cut short');
  // STREAMINFO, always first: 36 bits of samples in all from byte 21 on.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const expected = (view.getUint8(21) & 15) * 2 ** 32 + view.getUint32(22);
  checkSize(expected * (((view.getUint8(20) >> 1) & 7) + 1), most);
  const { FLACDecoder } = await import('@wasm-audio-decoders/flac');
  const decoder = new FLACDecoder();
  try {
    await decoder.ready;
    const decoded = await decoder.decodeFile(bytes);
    const audio = wholeRecording(decoded, expected);
    rescale(audio, (((view.getUint8(20) & 1) << 4) | (view.getUint8(21) >> 4)) + 1);
    return audio;
  } finally {
    decoder.free();
  }
}

/** The decoder divides by the largest number of so many bits; as WAV, full scale is one more: 32,768 of sixteen bits. */
function rescale({ channels }: Audio, bits: number): void {
  const full = 2 ** (bits - 1);
  for (const channel of channels) {
    for (let i = 0; i < channel.length; i++) channel[i] = Math.round(channel[i]! * (full - 1)) / full;
  }
}

async function decodeMp3(bytes: Uint8Array, most: number): Promise<Audio> {
  const { channels, samples } = checkMp3(bytes);
  checkSize(samples * channels, most);
  const { MPEGDecoder } = await import('mpg123-decoder');
  const decoder = new MPEGDecoder({ enableGapless: true });
  try {
    await decoder.ready;
    const decoded = decoder.decode(bytes); // gives one channel twice
    return wholeRecording({ ...decoded, channelData: decoded.channelData.slice(0, channels) }, 0);
  } finally {
    decoder.free();
  }
}
