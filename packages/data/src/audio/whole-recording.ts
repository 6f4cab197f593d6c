import { DataError } from '../errors.ts';
import type { Audio } from './audio.ts';

/** A compressed file may not unpack to more samples than this: four hours of stereo at 44.1 kHz. */
export const MOST_SAMPLES = 2 * 44_100 * 4 * 3600;

/** What the decoders of compressed recordings give. */
export type DecodedAudio = {
  channelData: Float32Array[];
  samplesDecoded: number;
  sampleRate: number;
  errors: { message: string }[];
};

/**
 * A recording of which every sample was decoded.
 *
 * @param expected samples that the file says it has; 0 where it does not
 */
export function wholeRecording(
  { channelData, samplesDecoded, sampleRate, errors }: DecodedAudio,
  expected: number,
): Audio {
  const damage = errors[0]?.message;
  if (damage !== undefined) throw new DataError('audio-unreadable', `it is damaged (${damage})`);
  if (samplesDecoded === 0 || sampleRate === 0) throw new DataError('audio-unreadable', 'it holds no samples');
  if (samplesDecoded < expected) {
    throw new DataError('audio-unreadable', `the file is cut short: ${samplesDecoded} of ${expected} samples`);
  }
  return { channels: channelData.map((channel) => channel.subarray(0, samplesDecoded)), sampleRate };
}

/** Refuses what would unpack to more than can be meant. */
export function checkSize(samples: number, most: number): void {
  if (samples <= most) return;
  const reason = `it would unpack to ${Math.round(samples / 1e6)} million samples, where ${most / 1e6} are decoded`;
  throw new DataError('audio-unreadable', reason, { hint: 'Cut it into shorter recordings' });
}
