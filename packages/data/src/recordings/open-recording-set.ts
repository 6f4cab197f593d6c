import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Progress } from '@capstan/base';
import { seconds as lengthOf } from '../audio/audio.ts';
import { decodeAudio } from '../audio/read-audio.ts';
import { DataError } from '../errors.ts';
import { readPicture } from '../files/read-picture.ts';
import { type Part, parts } from '../split/assign-parts.ts';
import { type FoundRecording, findRecordings } from './find-recordings.ts';
import type { RecordingFolder } from './recording-folder.ts';
import {
  checkFraming,
  type Framing,
  normaliseSound,
  type SoundPreprocessing,
  soundLogMel,
  soundShape,
} from './sound.ts';
import { splitRecordings } from './split-recordings.ts';

/** Bytes of prepared recordings that are held in memory at most. */
const MOST = 8 * 2 ** 30;

/** One split of a set of recordings. */
export type Recordings = {
  files: string[];
  /** Numbers of their classes. */
  codes: Int32Array;
  /** (mels, frames) each, normalised. */
  features: Float32Array[];
};

/** Recordings that are read, split, and made into numbers. */
export type RecordingSet = {
  source: RecordingFolder;
  classes: string[];
  splits: Record<Part, Recordings>;
  preprocessing: SoundPreprocessing;
  /** What was decided or set aside, a sentence each. */
  notes: string[];
  /** Of contents, classes and splits. */
  hash: string;
};

export type OpenRecordingsOptions = {
  signal?: AbortSignal | undefined;
  onProgress?: (progress: Progress) => void;
  /** As another model was fed, with its classes: nothing is learned from these recordings. */
  saved?: { preprocessing: SoundPreprocessing; classes: readonly string[] };
  /** Which split each file is of, where that was drawn before; those that it does not name are left out. */
  splits?: ReadonlyMap<string, Part>;
};

/** A recording that was read: what its file holds, and how long it is. */
type Read = FoundRecording & { hash: string; seconds: number; sampleRate: number };

/**
 * Opens a folder of recordings: reads every file, sets aside what is damaged, doubled or contradictory with the reason, splits
 * the rest, and makes them into mel bands, normalised by what the training recordings teach.
 *
 * @throws {DataError} folder-missing, folder-empty, one-class, split-impossible, option-invalid — where there is no such folder, nothing in it can be used, there are fewer than two classes, the split asks for more than there is, or an option makes no sense
 * @example const { splits, preprocessing } = await openRecordingSet(recordingFolder('recordings'));
 */
export async function openRecordingSet(
  source: RecordingFolder,
  { signal, onProgress, saved, splits: known }: OpenRecordingsOptions = {},
): Promise<RecordingSet> {
  const { root } = source;
  const { found, aside } = findRecordings(source);
  const total = 2 * found.length; // each is decoded to be looked at, and again to be prepared: all of them may not fit
  const read: Read[] = [];
  for (const [i, one] of found.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ done: i, total, unit: 'recordings' });
    try {
      const bytes = readPicture(join(root, one.file));
      const audio = await decodeAudio(bytes);
      const hash = createHash('sha256').update(bytes).digest('hex');
      read.push({ ...one, hash, seconds: lengthOf(audio), sampleRate: audio.sampleRate });
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      aside.push(`${one.file}: ${error.reason}`);
    }
  }
  const kept = withoutCopies(read, aside);
  const classes = saved ? [...saved.classes] : [...new Set(kept.map((one) => one.class))].sort();
  checkClasses(root, kept, classes, aside);
  const assigned = known ? kept.map(({ file }) => known.get(file)) : splitRecordings(kept, source);
  if (!saved && !assigned.includes('train'))
    throw new DataError('split-impossible', 'the split leaves no recording to train on', {
      file: root,
      hint: 'Name fewer of them in test, or give training a larger share',
    });
  const framing: Framing =
    saved?.preprocessing ??
    framingFor(
      kept.filter((_, i) => assigned[i] === 'train'),
      source,
    );
  checkFraming(framing);
  const [mels, frames] = soundShape(framing);
  if (kept.length * mels * frames * 4 > MOST) throw tooMany(kept.length, framing);

  const splits = Object.fromEntries(
    parts.map((part) => [part, { files: [], codes: new Int32Array(), features: [] }]),
  ) as unknown as Record<Part, Recordings>; // as: one for each part
  const members = (part: Part) => kept.filter((_, i) => assigned[i] === part);
  let done = found.length;
  for (const part of parts) {
    const own = members(part);
    splits[part] = {
      files: own.map(({ file }) => file),
      codes: Int32Array.from(own, (one) => classes.indexOf(one.class)),
      features: [],
    };
    for (const { file, hash } of own) {
      signal?.throwIfAborted();
      onProgress?.({ done: done++, total, unit: 'recordings' });
      const bytes = readPicture(join(root, file));
      if (createHash('sha256').update(bytes).digest('hex') !== hash)
        throw new DataError('source-changed', 'it was changed while it was read', { file: join(root, file) });
      splits[part].features.push(soundLogMel(await decodeAudio(bytes), framing));
    }
  }
  onProgress?.({ done: total, total, unit: 'recordings' });
  const preprocessing = saved?.preprocessing ?? {
    kind: 'sound' as const,
    ...framing,
    ...statistics(splits.train.features, mels),
  };
  for (const part of parts) for (const one of splits[part].features) normaliseSound(one, preprocessing);
  return {
    ...{ source, classes, splits, preprocessing },
    notes: notesOf(kept, aside, framing, source),
    hash: createHash('sha256')
      .update(
        JSON.stringify([classes, kept.map(({ hash, class: name }, i) => [hash, name, assigned[i] ?? null]).sort()]),
      )
      .digest('hex'),
  };
}

/** Copies in one class, of which the first by name stays, and those under several, of which none can. */
function withoutCopies(read: readonly Read[], aside: string[]): Read[] {
  const first = new Map<string, Read>();
  const torn = new Set<string>();
  for (const one of read) {
    const other = first.get(one.hash);
    if (!other) first.set(one.hash, one);
    else if (other.class !== one.class) torn.add(one.hash);
  }
  return read.filter((one) => {
    const other = first.get(one.hash)!; // each has one
    if (torn.has(one.hash)) aside.push(`${one.file}: the same recording is there under another class`);
    else if (other !== one) aside.push(`${one.file}: a copy of ${other.file}`);
    else return true;
    return false;
  });
}

function checkClasses(root: string, kept: readonly Read[], classes: readonly string[], aside: readonly string[]): void {
  if (kept.length === 0)
    throw new DataError('folder-empty', `none of its recordings can be used: ${aside[0] ?? ''}`, { file: root });
  const strange = kept.find((one) => !classes.includes(one.class));
  if (strange)
    throw new DataError('target-invalid', `the model knows no class ${JSON.stringify(strange.class)}`, {
      file: join(root, strange.file),
      hint: `It knows ${classes.slice(0, 10).join(', ')}`,
    });
  if (classes.length >= 2) return;
  throw new DataError('one-class', `all its recordings are of the class ${JSON.stringify(classes[0])}`, {
    file: root,
    hint: 'Add recordings of another class',
  });
}

/** What 95 of 100 training recordings fit into, at the rate of most. */
function framingFor(training: readonly Read[], { options }: RecordingFolder): Framing {
  const rates = Map.groupBy(training, (one) => one.sampleRate);
  const [usual = 16_000] = [...rates].sort(([a, x], [b, y]) => y.length - x.length || a - b).map(([rate]) => rate);
  const sampleRate = options.sampleRate ?? Math.min(16_000, usual);
  const lengths = training.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const most = lengths[Math.ceil(0.95 * lengths.length) - 1] ?? 1;
  const seconds = options.seconds ?? Math.min(10, Math.max(0.1, Math.ceil(most * 10) / 10));
  const fftSize = 2 ** Math.ceil(Math.log2(0.025 * sampleRate)); // 25 ms at least
  const samples = Math.max(fftSize, Math.round(seconds * sampleRate));
  return {
    sampleRate,
    samples,
    mels: options.mels ?? (sampleRate <= 8000 ? 40 : 64),
    fftSize,
    hop: Math.round(0.01 * sampleRate),
  };
}

function statistics(features: readonly Float32Array[], mels: number): { mean: number[]; std: number[] } {
  const frames = (features[0]?.length ?? 0) / mels;
  const count = features.length * frames;
  const mean = new Array<number>(mels).fill(0);
  const std = new Array<number>(mels).fill(0);
  const each = (visit: (band: number, value: number) => void) => {
    for (const one of features) for (let i = 0; i < one.length; i++) visit(Math.floor(i / frames), one[i]!);
  };
  each((band, value) => {
    mean[band]! += value / count;
  });
  each((band, value) => {
    std[band]! += (value - mean[band]!) ** 2 / count;
  });
  return { mean, std: std.map((variance) => Math.sqrt(variance) || 1) }; // a band that never changes says nothing
}

function notesOf(kept: readonly Read[], aside: readonly string[], framing: Framing, source: RecordingFolder): string[] {
  const { samples, sampleRate, mels } = framing;
  const long = kept.filter(({ seconds }) => seconds * sampleRate > samples + 0.5).length;
  const other = kept.filter((one) => one.sampleRate !== sampleRate).length;
  const count = (n: number) => n.toLocaleString('en');
  const { group } = source.options;
  return [
    `heard as ${mels} mel bands of ${(samples / sampleRate).toFixed(1)} s at ${count(sampleRate)} Hz, each at its full loudness`,
    ...(long > 0 ? [`${count(long)} of ${count(kept.length)} recordings are longer: their middle is heard`] : []),
    ...(other > 0 ? [`${count(other)} recordings of another rate are resampled`] : []),
    ...(group === undefined ? [] : [`no ${group} is in two splits`]),
    ...(aside.length === 0
      ? []
      : [`${count(aside.length)} set aside: ${aside.slice(0, 3).join('; ')}${aside.length > 3 ? '; …' : ''}`]),
  ];
}

const tooMany = (count: number, framing: Framing) =>
  new DataError(
    'option-invalid',
    `${count.toLocaleString('en')} recordings of ${soundShape(framing).join(' × ')} numbers are more than the ${MOST / 2 ** 30} GB that are held in memory`,
    { hint: 'Let the model hear fewer seconds, or in fewer mels' },
  );
