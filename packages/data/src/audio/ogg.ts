import { DataError } from '../errors.ts';
import type { Audio } from './audio.ts';
import { checkSize, wholeRecording } from './whole-recording.ts';

/** What an Ogg file's pages say: which coding, and how many samples a channel it ends with. */
type OggPages = { coding: string; channels: number; samples: number; packets: number };

/** Samples that one packet holds at most: 120 ms of Opus, half a window of Vorbis. */
const PER_PACKET = 5760;

/** Codings by what their first packet begins with, and where it says how many channels there are. */
const codings: readonly (readonly [coding: string, begins: string, channelsAt: number])[] = [
  ['Vorbis', '\x01vorbis', 11],
  ['Opus', 'OpusHead', 9],
  ['FLAC in Ogg', '\x7fFLAC', -1],
  ['Speex', 'Speex   ', -1],
  ['Theora video', '\x80theora', -1],
];

/**
 * Decodes an Ogg file with Vorbis or Opus in it. Opus always comes at 48 kHz, its coding's own rate.
 *
 * @throws {DataError} audio-unreadable — where the recording cannot be decoded
 * @throws {DataError} audio-unsupported — without the file's name
 */
export async function decodeOgg(bytes: Uint8Array, most: number): Promise<Audio> {
  const { coding, channels, samples, packets } = pagesOf(bytes);
  checkSize(samples * channels, most);
  // Whoever lies about the samples cannot about the packets; they are mostly shorter.
  checkSize((packets * PER_PACKET * channels) / 8, most);
  if (coding === 'Vorbis') {
    const { OggVorbisDecoder } = await import('@wasm-audio-decoders/ogg-vorbis');
    return decodeWith(new OggVorbisDecoder(), bytes, samples);
  }
  if (coding === 'Opus') {
    const { OggOpusDecoder } = await import('ogg-opus-decoder');
    return decodeWith(new OggOpusDecoder(), bytes, samples);
  }
  throw new DataError('audio-unsupported', `it is an Ogg file with ${coding}`, {
    hint: 'Convert it to WAV, FLAC or MP3',
  });
}

type Decoder = {
  ready: Promise<void>;
  decodeFile(bytes: Uint8Array): Promise<Parameters<typeof wholeRecording>[0]>;
  free(): void;
};

async function decodeWith(decoder: Decoder, bytes: Uint8Array, samples: number): Promise<Audio> {
  try {
    await decoder.ready;
    const { channels, sampleRate } = wholeRecording(await decoder.decodeFile(bytes), samples);
    // The last packet holds more than is meant.
    return { channels: channels.map((channel) => channel.subarray(0, samples)), sampleRate };
  } finally {
    decoder.free();
  }
}

/** Goes through the pages; a file whose last page is missing was cut. */
function pagesOf(bytes: Uint8Array): OggPages {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  let found: { coding: string; channels: number; skipped: number } | undefined;
  let [samples, packets, isEnded] = [0, 0, false];
  for (let at = 0; at + 27 <= bytes.length; ) {
    if (text(at, 4) !== 'OggS')
      throw new DataError('audio-unreadable', 'it is damaged: between its pages lies something else');
    const segments = view.getUint8(at + 26);
    const start = at + 27 + segments;
    const length = bytes.subarray(at + 27, start).reduce((sum, one) => sum + one, 0);
    if (start + length > bytes.length) throw cut();
    if (!found) {
      const known = codings.find(([, begins]) => text(start, begins.length) === begins);
      const channels = known && known[2] >= 0 ? view.getUint8(start + known[2]) : 1;
      const skipped = known?.[0] === 'Opus' ? view.getUint16(start + 10, true) : 0; // samples before the first that is meant
      found = { coding: known?.[0] ?? 'something unknown', channels, skipped };
    }
    for (const one of bytes.subarray(at + 27, start)) if (one < 255) packets += 1; // 255: it goes on
    const position = view.getBigInt64(at + 6, true);
    if (position >= 0n) samples = Number(position);
    isEnded = (view.getUint8(at + 5) & 4) !== 0;
    at = start + length;
  }
  if (!found || !isEnded) throw cut();
  return { coding: found.coding, channels: found.channels, samples: Math.max(0, samples - found.skipped), packets };
}

const cut = () => new DataError('audio-unreadable', 'the file is cut short');
