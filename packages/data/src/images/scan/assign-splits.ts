import type { SplitOption } from '../../split/assign-parts.ts';
import { splitByContent } from '../../split/by-content.ts';
import type { Readable } from '../image-data.ts';
import type { SplitName } from '../source/contract.ts';
import type { ImageFolder } from '../source/image-folder.ts';

/** The split of every picture: drawn, or as the folders say. */
export function assign(pictures: readonly Readable[], source: ImageFolder): (SplitName | undefined)[] {
  const { split: wanted, seed } = source.options;
  const given = pictures.map((picture) => picture.split);
  const draw = (some: readonly Readable[], option: SplitOption) =>
    splitByContent(
      some.map((picture) => picture.bytesHash),
      some.map((picture) => picture.class),
      option,
      seed,
    );
  if (given.includes(undefined)) return draw(pictures, wanted);

  // A folder already split: what it lacks is drawn from its training part.
  const validation = given.includes('validation') ? 0 : wanted.validation;
  const test = given.includes('test') ? 0 : wanted.test;
  const training = pictures.filter((picture) => picture.split === 'train');
  if (validation + test === 0 || training.length === 0) return given;
  const isShares = wanted.train + wanted.validation + wanted.test <= 1 + 1e-9;
  const drawn = draw(training, { train: (isShares ? 1 : training.length) - validation - test, validation, test });
  const of = new Map(training.map((picture, i) => [picture, drawn[i]]));
  return pictures.map((picture) => (picture.split === 'train' ? of.get(picture) : picture.split));
}
