import { checkOptions, type Fail, isPlain, kinds } from '@capstan/base';
import { DataError } from '../errors.ts';
import { invalid } from '../images/augment/contract.ts';
import type { SplitOption } from '../split/assign-parts.ts';
import { namePattern } from './name-parts.ts';

/** What changes training recordings: `shift-mask` moves them in time and hides bands and stretches (SpecAugment). */
export type SoundAugment = 'shift-mask' | 'none';

export type RecordingFolderOptions = {
  /** How files are called, such as `{class}_{speaker}_{take}`, where folders don't say the class. */
  names?: string;
  /** A part of the names, such as `speaker`, of which each value is in one split only. */
  group?: string;
  /** What is tested on, by parts of the names: `{ take: ['0', '1'] }`. The rest is split as `split` says, without its test. */
  test?: Readonly<Record<string, readonly string[]>>;
  /** Shares or counts; default 0.8, 0.1, 0.1, each class alike. Folders already split keep their split. */
  split?: Partial<SplitOption>;
  /** Default 0. */
  seed?: number;
  /** Hz; default that of most recordings, at most 16,000. */
  sampleRate?: number;
  /** How much of a recording the model hears; default what 95 of 100 fit into, at most 10. */
  seconds?: number;
  /** Bands of frequencies; default 40 up to 8,000 Hz, else 64. */
  mels?: number;
  /** Default `shift-mask`. */
  augment?: SoundAugment;
};

/** A folder of recordings as a data source: a plain value, so that it can be stored and compared. Nothing is read yet. */
export type RecordingFolder = {
  kind: 'recordingFolder';
  root: string;
  options: RecordingFolderOptions & { seed: number; split: SplitOption; augment: SoundAugment };
};

const { text, number } = kinds;
const SHARES = { train: number, validation: number, test: number };
const OPTIONS = {
  ...{ names: text, group: text, test: kinds.anything, split: kinds.anything, seed: kinds.wholeNumber(0) },
  ...{ sampleRate: kinds.wholeNumber(1000), seconds: number, mels: kinds.wholeNumber(4) },
  augment: kinds.oneOf('shift-mask', 'none'),
};

const optionInvalid: Fail = (_code, message, details) => new DataError('option-invalid', message, details);

/**
 * A folder of recordings (WAV, AIFF, FLAC, MP3, Ogg): with one subfolder for each class, or with the class in the files' names.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example
 * const source = recordingFolder('recordings', { names: '{class}_{speaker}_{take}', group: 'speaker' });
 * const data = await openRecordingSet(source);
 */
export function recordingFolder(root: string, options: RecordingFolderOptions = {}): RecordingFolder {
  checkOptions('recordingFolder()', OPTIONS, options, optionInvalid);
  if (root === '') throw invalid('root', 'the path of a folder', root);
  const { names, group, test, seed = 0, seconds, augment = 'shift-mask' } = options;
  if (names !== undefined) namePattern(names);
  const parts = partsOf(names);
  for (const part of [...(group === undefined ? [] : [group]), ...Object.keys(test ?? {})]) {
    if (parts.includes(part)) continue;
    const what = names === undefined ? 'names: say how files are called' : `names: ${names} has no part {${part}}`;
    throw new DataError('option-invalid', `${what}, as '${part}' is to be a part of that`, {
      hint: 'Write it as {class}_{speaker}_{take}',
    });
  }
  if (test !== undefined && !(isPlain(test) && Object.values(test).every(isTexts)))
    throw invalid('test', 'a list of texts for each part: { take: ["0", "1"] }', test);
  if (seconds !== undefined && !(seconds >= 0.05 && seconds <= 600))
    throw invalid('seconds', 'a number from 0.05 to 600', seconds);
  return { kind: 'recordingFolder', root, options: { ...options, split: checkSplit(options), seed, augment } };
}

const isTexts = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');

const partsOf = (names = '') => [...names.matchAll(/\{([^{}]*)\}/g)].map(([, part]) => part!);

function checkSplit({ split: given = {}, test: chosen }: RecordingFolderOptions): SplitOption {
  const usual = chosen ? { train: 0.9, validation: 0.1, test: 0 } : { train: 0.8, validation: 0.1, test: 0.1 };
  const split = Object.keys(given).length === 0 ? usual : given;
  checkOptions('recordingFolder: split', SHARES, split, optionInvalid);
  const { train = 0, validation = 0, test = 0 } = split;
  const values = [train, validation, test];
  const isShares = train + validation + test <= 1 + 1e-9;
  const fits = values.every((value) => value >= 0 && (isShares || Number.isInteger(value))) && train > 0;
  if (!fits)
    throw invalid('split', '{ train, validation, test }: shares that add to at most 1, or whole counts', given);
  if (chosen && test > 0) throw invalid('split', 'no share for test, as `test` says what is tested on', given);
  return { train, validation, test };
}
