import { drawsFor } from '@capstan/base';
import { DataError } from '../errors.ts';
import type { Part, SplitOption } from '../split/assign-parts.ts';
import { totals } from '../split/assign-parts.ts';
import { splitByContent } from '../split/by-content.ts';
import { assignGroups } from '../split/group-parts.ts';
import type { FoundRecording } from './find-recordings.ts';
import type { RecordingFolder } from './recording-folder.ts';

/** What a split needs to know of a recording. */
export type Splittable = FoundRecording & { hash: string };

/**
 * The split of each recording: as the folders say, tested on what the options name, or drawn: each class alike, by what the files
 * hold, groups whole.
 *
 * @throws {DataError} split-impossible, option-invalid — where nothing is left to train on, or no recording is what `test` names
 */
export function splitRecordings(recordings: readonly Splittable[], source: RecordingFolder): (Part | undefined)[] {
  const { test, split: wanted } = source.options;
  if (test) {
    const isTest = recordings.map((one) =>
      Object.entries(test).every(([part, values]) => values.includes(one.parts[part]!)),
    );
    for (const [part, values] of Object.entries(test)) {
      const there = new Set(recordings.map(({ parts }) => parts[part]));
      const gone = values.find((value) => !there.has(value));
      if (gone === undefined) continue;
      throw new DataError('option-invalid', `test: no recording has ${JSON.stringify(gone)} as its ${part}`, {
        hint: `There are ${[...there].slice(0, 10).join(', ')}`,
      });
    }
    return merged(
      recordings,
      isTest.map((is) => (is ? 'test' : 'train')),
      source,
      wanted,
    );
  }
  const given = recordings.map(({ split }) => split);
  if (given.includes(undefined)) return drawn(recordings, wanted, source);
  // What a folder that is split lacks is drawn from its training part.
  const lacks = (part: 'validation' | 'test') => (given.includes(part) ? 0 : wanted[part]);
  return merged(recordings, given, source, { ...wanted, validation: lacks('validation'), test: lacks('test') });
}

/** Takes from the training part what the others lack. */
function merged(
  recordings: readonly Splittable[],
  given: readonly (Part | undefined)[],
  source: RecordingFolder,
  { train, validation, test }: SplitOption,
): (Part | undefined)[] {
  if (validation + test === 0) return [...given];
  const training = recordings.filter((_, i) => given[i] === 'train');
  const isShares = train + validation + test <= 1 + 1e-9;
  const rest = (isShares ? 1 : training.length) - validation - test;
  const parts = drawn(training, { train: rest, validation, test }, source);
  const of = new Map(training.map((one, i) => [one, parts[i]]));
  return recordings.map((one, i) => (given[i] === 'train' ? of.get(one) : given[i]));
}

function drawn(some: readonly Splittable[], shares: SplitOption, { options }: RecordingFolder): (Part | undefined)[] {
  const { group, seed } = options;
  const classes = some.map((one) => one.class);
  if (group === undefined)
    return splitByContent(
      some.map(({ hash }) => hash),
      classes,
      shares,
      seed,
      'recordings',
    );
  const codes = (values: readonly string[]) => {
    const known = [...new Set(values)].sort();
    return Int32Array.from(values, (value) => known.indexOf(value));
  };
  const groups = codes(some.map(({ parts }) => parts[group]!)); // every recording that was found has the part
  const wanted = totals(some.length, shares, 'recordings');
  return assignGroups(groups, codes(classes), wanted, drawsFor('split', seed));
}
