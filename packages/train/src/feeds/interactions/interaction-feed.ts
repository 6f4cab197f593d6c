import { createHash } from 'node:crypto';
import { permutation, purpose, Random } from '@capstan/base';
import {
  type FittedPipeline,
  type Id,
  type Interactions,
  openInteractions,
  ordinalEncoder,
  pipeline,
  trainFold,
} from '@capstan/data';
import { fromTypedArray } from '@capstan/torch';
import { TrainError } from '../../errors.ts';
import type { Feed } from '../contract.ts';
import type { InteractionFile } from './interaction-file.ts';
import { joined, type Parted, partedOf } from './parts.ts';
import { type Held, userBatches } from './user-batches.ts';

/** What a model was trained with. */
export interface SavedInteractions {
  pipeline: FittedPipeline;
  /** Names of the items, in their order. */
  classes: readonly string[];
}

/** Scores that are computed of one split: with more, users are drawn. */
const MOST_SCORES = 30_000_000;

/**
 * Reads interactions and splits them. A model is fitted on the pairs; its examples are users, whose targets are what is held out of
 * them.
 *
 * @throws {DataError} column-unknown, column-type, value-invalid, table-empty, option-invalid, split-impossible — where there is no such column, values are text, a time can't be told, no row is left, an option makes no sense, or the split leaves nothing
 * @throws {TrainError} bad-project — ratings are asked for and there are no values, or nothing is liked
 */
export async function openInteractionFeed(
  data: InteractionFile,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<Feed> {
  const parted = await partedOf(data, signal);
  return feedOf(data, parted);
}

/**
 * All interactions of another file, for a model that is there: as the first split.
 *
 * @throws {DataError} what `openInteractions` throws
 */
export async function openOtherInteractions(
  data: InteractionFile,
  other: string,
  { signal }: { signal?: AbortSignal | undefined },
): Promise<Feed> {
  const { user, item, value, time, reading } = data.options;
  const { all, parts } = await partedOf(data, signal);
  const more = joined(all, await openInteractions(other, { user, item, value, time, reading, signal }));
  const test = Int32Array.from({ length: more.user.length - all.user.length }, (_, i) => all.user.length + i);
  const known = new Set(Array.from(parts.train, (row) => `${all.users[all.user[row]!]} ${all.items[all.item[row]!]}`));
  const items = new Set(all.items);
  const fresh = test.filter((row) => {
    const id = more.items[more.item[row]!]!;
    return items.has(id) && !known.has(`${more.users[more.user[row]!]} ${id}`);
  });
  const left = test.length - fresh.length;
  const feed = feedOf(data, { all: withItemsOf(more, all), parts: { ...parts, test: fresh } });
  const notes =
    left > 0
      ? [
          `${count(left)} of ${count(test.length)} interactions were trained on, or of items that the model doesn't know: left out`,
        ]
      : [];
  return {
    ...feed,
    sizes: { ...feed.sizes, train: feed.sizes.test },
    notes,
    batches: (_, options) => feed.batches('test', options),
  };
}

/** The same with the items of another in their order; those that it lacks are not asked for. */
function withItemsOf(more: Interactions, { items }: Interactions): Interactions {
  const place = new Map(items.map((id, i) => [id, i]));
  return { ...more, items, item: Int32Array.from(more.item, (code) => place.get(more.items[code]!) ?? 0) };
}

const count = (n: number) => n.toLocaleString('en');

function feedOf({ path, options }: InteractionFile, { all, parts }: Parted): Feed {
  const { targets = 'items', seed = 0 } = options;
  if (targets === 'ratings' && !all.isValued) {
    throw new TrainError('bad-project', `data: ${path} has no column of values, so there are no ratings to predict.`, {
      hint: "Name it (value: 'COLUMN'), or take the task recommendation.",
    });
  }
  const mean = parts.train.reduce((sum, row) => sum + all.value[row]!, 0) / parts.train.length;
  const likedFrom = options.likedFrom ?? (all.isValued && isRating(all) ? mean : 0);
  const worth = (row: number) =>
    targets === 'ratings'
      ? all.value[row]!
      : all.value[row]! < likedFrom
        ? 0
        : isRating(all) && all.isValued
          ? 1
          : all.value[row]!;
  const known = [...new Set(parts.train.map((row) => all.user[row]!))].sort((a, b) => a - b);
  const placeOf = new Map(known.map((user, place) => [user, place]));
  const fitted = encoderOf(
    all.columns.user,
    known.map((user) => all.users[user]!),
  );
  const held = {
    train: heldOf(parts.train, all, { worth, placeOf, targets, seed }),
    validation: heldOf(parts.validation, all, { worth, placeOf, targets, seed }),
    test: heldOf(parts.test, all, { worth, placeOf, targets, seed }),
  };
  if (targets === 'items' && held.train.users.length === 0)
    throw new TrainError(
      'bad-project',
      `data: no interaction of ${path} has a value from ${likedFrom} on, so nothing is liked.`,
    );
  const strangers = held.test.users.filter((place) => place < 0).length;
  const untrained = all.items.length - new Set(parts.train.map((row) => all.item[row]!)).size;
  const liking = targets === 'items' && all.isValued && isRating(all);
  const classes = all.items.map(String);
  return {
    ...{ targets, classes, channels: 1, outputs: classes.length, inputShape: [1], classWeights: undefined },
    hash: hashOf(all, parts),
    sizes: { train: held.train.users.length, validation: held.validation.users.length, test: held.test.users.length },
    trainingExamples: parts.train.length,
    preprocessing: { kind: 'table', pipeline: fitted },
    names: { train: held.train.names, validation: held.validation.names, test: held.test.names },
    summary: `${count(all.user.length)} interactions of ${count(all.users.length)} users with ${count(all.items.length)} items: ${count(parts.train.length)} to train on, ${count(parts.validation.length)} to validate, ${count(parts.test.length)} to test`,
    notes: [
      ...all.notes,
      ...(liking ? [`an item counts as liked from ${Number(likedFrom.toPrecision(4))} on`] : []),
      ...(strangers > 0
        ? [
            `${count(strangers)} of ${count(held.test.users.length)} users of the test have no history: they are given what is best for anyone`,
          ]
        : []),
      ...(untrained > 0
        ? [
            `${count(untrained)} of ${count(classes.length)} items are only in what is held out: nothing is known of them`,
          ]
        : []),
    ],
    whole: () => ({
      input: fromTypedArray(
        Float32Array.from({ length: 2 * parts.train.length }, (_, i) => {
          const row = parts.train[i >> 1]!;
          return i % 2 === 0 ? placeOf.get(all.user[row]!)! : all.item[row]!; // who trains is known
        }),
        [parts.train.length, 2],
      ),
      target: fromTypedArray(Float32Array.from(parts.train, worth), [parts.train.length, 1]),
    }),
    batches: (split, how) => userBatches(held[split], classes.length, split === 'train', how),
  };
}

/** Whether values grade rather than count: none is beyond 10 or below −10. */
const isRating = ({ value }: Interactions) => value.every((each) => Math.abs(each) <= 10);

/** What makes a user's name the number that the model knows. */
function encoderOf(name: string, users: readonly Id[]): FittedPipeline {
  const column = users.every((id) => typeof id === 'number') ? Float64Array.from(users, Number) : users.map(String);
  const order = { [name]: users.map((id) => id) };
  return pipeline([ordinalEncoder([name], { order, unknown: -1 })]).fit(trainFold({ [name]: column }));
}

function heldOf(
  rows: Int32Array,
  { user, item, users, items }: Interactions,
  about: { worth: (row: number) => number; placeOf: Map<number, number>; targets: 'items' | 'ratings'; seed: number },
): Held {
  const of = new Map<number, number[]>();
  for (const row of rows) {
    const own = of.get(user[row]!);
    if (own) own.push(row);
    else of.set(user[row]!, [row]);
  }
  // A ranking is measured on who likes something of what was held out.
  const asked = [...of].filter(([, own]) => about.targets === 'ratings' || own.some((row) => about.worth(row) > 0));
  const most = Math.max(1, Math.floor(MOST_SCORES / items.length));
  const drawn = asked.length <= most ? asked : drawnOf(asked, most, about.seed);
  return {
    users: Int32Array.from(drawn, ([one]) => about.placeOf.get(one) ?? -1),
    names: drawn.map(([one]) => String(users[one])),
    items: drawn.map(([, own]) => Int32Array.from(own, (row) => item[row]!)),
    values: drawn.map(([, own]) => own.map(about.worth)),
  };
}

function drawnOf<T>(all: readonly T[], most: number, seed: number): T[] {
  const order = permutation(all.length, new Random(seed).at(purpose.resample, 0, 0))
    .slice(0, most)
    .sort();
  return Array.from(order, (at) => all[at]!);
}

function hashOf({ users, items, user, item, value }: Interactions, parts: Parted['parts']): string {
  const hash = createHash('sha256').update(JSON.stringify([users, items]));
  for (const numbers of [user, item, value, parts.train, parts.validation, parts.test])
    hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  return hash.digest('hex');
}
