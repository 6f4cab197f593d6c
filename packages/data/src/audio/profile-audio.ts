import { DataError } from '../errors.ts';
import { seconds } from './audio.ts';
import { readAudio } from './read-audio.ts';

/** What a collection of recordings is like; lengths in seconds. */
export type AudioProfile = {
  files: number;
  seconds: { total: number; shortest: number; median: number; longest: number };
  /** How many have each sample rate, and each number of channels. */
  sampleRates: Record<number, number>;
  channels: Record<number, number>;
  /** Never above −60 dB. */
  silent: string[];
  /** More than one sample in a thousand at the limit. */
  clipped: string[];
  unreadable: { file: string; reason: string }[];
};

/**
 * Reads recordings one after the other and sums them up; what cannot be read is counted with its reason.
 *
 * @example const { seconds, unreadable } = await profileAudio(files);
 */
export async function profileAudio(files: Iterable<string>): Promise<AudioProfile> {
  const lengths: number[] = [];
  const profile: AudioProfile = {
    ...{ files: 0, seconds: { total: 0, shortest: 0, median: 0, longest: 0 }, sampleRates: {}, channels: {} },
    ...{ silent: [], clipped: [], unreadable: [] },
  };
  for (const file of files) {
    profile.files += 1;
    try {
      const audio = await readAudio(file);
      lengths.push(seconds(audio));
      const { sampleRate, channels } = audio;
      profile.sampleRates[sampleRate] = (profile.sampleRates[sampleRate] ?? 0) + 1;
      profile.channels[channels.length] = (profile.channels[channels.length] ?? 0) + 1;
      let [loudest, limit] = [0, 0];
      for (const value of channels[0]!) {
        loudest = Math.max(loudest, Math.abs(value));
        limit += Number(Math.abs(value) >= 0.9999);
      }
      if (loudest < 0.001) profile.silent.push(file);
      if (limit > channels[0]!.length / 1000) profile.clipped.push(file);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      profile.unreadable.push({ file, reason: error.reason });
    }
  }
  lengths.sort((a, b) => a - b);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const [shortest = 0, longest = 0] = [lengths[0], lengths.at(-1)];
  profile.seconds = { total, shortest, median: lengths[lengths.length >> 1] ?? 0, longest };
  return profile;
}
