import type { TagBatch } from '../batches.ts';
import { type Entity, entitiesOf } from './entities-of.ts';

/** How well entities were found. */
export interface EntityFigures {
  precision: number;
  recall: number;
  /** 0 where none is right; of all types together, precision and recall joined. */
  f1: number;
  /** True ones. */
  support: number;
}

/** What the tags of sentences are worth. */
export interface TagReport extends EntityFigures {
  sentences: number;
  words: number;
  /** Share of the words whose tag is right. */
  accuracy: number;
  /** Each type of entity that is true or was predicted, by its name. */
  types: Record<string, EntityFigures>;
}

/**
 * What the tags of sentences are worth: entities as conlleval counts them, all together and each type, and the share of right words.
 *
 * @example tagReport({ predictions: [['B-PER', 'O']], targets: [['B-PER', 'O']] }).f1 // 1
 */
export function tagReport({ predictions, targets }: TagBatch): TagReport {
  const counts = new Map<string, { truth: number; predicted: number; right: number }>();
  const of = (type: string) => {
    const known = counts.get(type) ?? { truth: 0, predicted: 0, right: 0 };
    counts.set(type, known);
    return known;
  };
  let [words, rightWords] = [0, 0];
  for (const [i, tags] of targets.entries()) {
    const said = predictions[i]!; // as many
    words += tags.length;
    rightWords += tags.filter((tag, at) => said[at] === tag).length;
    const truth = entitiesOf(tags);
    const known = new Set(truth.map(keyOf));
    for (const { type } of truth) of(type).truth++;
    for (const one of entitiesOf(said)) {
      of(one.type).predicted++;
      if (known.has(keyOf(one))) of(one.type).right++;
    }
  }
  const all = { truth: 0, predicted: 0, right: 0 };
  for (const one of counts.values()) for (const key of ['truth', 'predicted', 'right'] as const) all[key] += one[key];
  return {
    ...figuresOf(all),
    ...{ sentences: targets.length, words, accuracy: words === 0 ? 0 : rightWords / words },
    types: Object.fromEntries(
      [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, one]) => [type, figuresOf(one)]),
    ),
  };
}

const keyOf = ({ type, from, to }: Entity) => `${from} ${to} ${type}`;

/** 0 where there is nothing to divide by. */
function figuresOf({ truth, predicted, right }: { truth: number; predicted: number; right: number }): EntityFigures {
  const share = (a: number, b: number) => (b === 0 ? 0 : a / b);
  return {
    precision: share(right, predicted),
    recall: share(right, truth),
    f1: share(2 * right, truth + predicted),
    support: truth,
  };
}
