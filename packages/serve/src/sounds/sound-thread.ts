import { parentPort, workerData } from 'node:worker_threads';
import { DataError, decodeAudio, type SoundPreprocessing, soundFeatures } from '@capstan/data/sound';
import { ServeError } from '../errors.ts';
import { type Reply, refusalOf } from '../protocol/task-thread.ts';
import type { SoundTask } from './sound-reader.ts';

const preprocessing = workerData as SoundPreprocessing; // as the reader was made with

/** Samples that a recording may unpack to: some twenty times what the model hears at most, in stereo at 48 kHz, or a minute. */
const heard = preprocessing.samples / preprocessing.sampleRate;
const mostSamples = 2 * 48_000 * Math.min(1200, Math.max(60, 20 * heard));

parentPort?.on('message', async ({ id, body }: SoundTask & { id: number }) => {
  try {
    const result = soundFeatures(await decodeAudio(body, { mostSamples }), preprocessing);
    parentPort?.postMessage({ id, result } satisfies Reply<Float32Array>, [result.buffer as ArrayBuffer]); // never shared
  } catch (error) {
    const refused =
      error instanceof DataError
        ? new ServeError('bad-recording', `the recording cannot be used: ${error.message}`, { cause: error })
        : error;
    parentPort?.postMessage({ id, refusal: refusalOf(refused) } satisfies Reply<Float32Array>);
  }
});
