import { purpose, Random } from '@capstan/base';
import { DataError } from '../errors.ts';

import { type Fold, requireTrain } from '../split/fold.ts';
import { textOf } from '../table/memory/columns.ts';

/** Changes a text by random numbers. */
export type TextChange = (words: string[], random: Random) => string[];

/**
 * Leaves each word out with probability `p`; one always stays.
 *
 * @example augmentText([wordDropout(0.1)], { seed: 7 })('you have won a prize', { epoch: 0, index: 3 })
 */
export function wordDropout(p: number): TextChange {
  probability('wordDropout', p);
  return (words, random) => {
    const kept = words.filter(() => !random.chance(p));
    return kept.length > 0 || words.length === 0 ? kept : [words[random.below(words.length)]!];
  };
}

/**
 * Swaps a word with the next with probability `p`.
 *
 * @example wordSwap(0.05)
 */
export function wordSwap(p: number): TextChange {
  probability('wordSwap', p);
  return (words, random) => {
    const out = [...words];
    for (let i = 0; i + 1 < out.length; i++) {
      if (!random.chance(p)) continue;
      [out[i], out[i + 1]] = [out[i + 1]!, out[i]!];
      i += 1;
    }
    return out;
  };
}

/**
 * Replaces a word that has synonyms by one of them with probability `p`; a capital stays one. Zhang, Zhao and LeCun,
 * NeurIPS 2015.
 *
 * @example synonym(0.1, { big: ['large', 'huge'] })
 */
export function synonym(p: number, synonyms: { readonly [word: string]: readonly string[] }): TextChange {
  probability('synonym', p);
  const of = new Map(Object.entries(synonyms).map(([word, others]) => [word.toLowerCase(), others]));
  return (words, random) =>
    words.map((word) => {
      const others = of.get(word.toLowerCase());
      if (!others || others.length === 0 || !random.chance(p)) return word;
      const other = others[random.below(others.length)]!;
      const first = word[0]!;
      return first === first.toUpperCase() && first !== first.toLowerCase()
        ? other[0]!.toUpperCase() + other.slice(1)
        : other;
    });
}

/**
 * Replaces words as smoothing by back-off would: the more different words follow a word, for how often it comes, the
 * likelier what follows it is replaced, by a word in proportion to how many different ones it follows. Xie and others,
 * "Data Noising as Smoothing in Neural Network Language Models", ICLR 2017 (Kneser–Ney noising).
 *
 * @param strength γ₀: the greatest probability
 * @throws {DataError} fold-invalid — where it is no training fold
 * @throws {DataError} value-invalid — without two words
 * @example const noise = backOff('message', train, 0.2);
 */
export function backOff(column: string, train: Fold<'train'>, strength: number): TextChange {
  requireTrain(train, 'backOff');
  probability('backOff', strength);
  const counts = new Map<string, number>();
  const followers = new Map<string, Set<string>>();
  const leaders = new Map<string, Set<string>>();
  for (const text of textOf(train.columns, column)) {
    const words = wordsOf(text ?? '');
    for (const [i, word] of words.entries()) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      const next = words[i + 1];
      if (next === undefined) continue;
      add(followers, word, next);
      add(leaders, next, word);
    }
  }
  const candidates = [...leaders.keys()];
  if (candidates.length === 0) {
    throw new DataError('value-invalid', `no text of "${column}" has two words`, { hint: 'Give longer texts' });
  }
  let sum = 0;
  const sums = candidates.map((word) => {
    sum += leaders.get(word)!.size;
    return sum;
  });
  return (words, random) =>
    words.map((word, i) => {
      if (i === 0) return word;
      const before = words[i - 1]!;
      const spread = (followers.get(before)?.size ?? 0) / (counts.get(before) ?? 1);
      if (!random.chance(strength * spread)) return word;
      const at = random.uniform() * sum;
      return candidates[sums.findIndex((limit) => limit > at)]!;
    });
}

/**
 * Applies changes to training texts one after the other. The outcome depends on (seed, epoch, index) alone, so that a
 * resumed run sees the same.
 *
 * @example
 * const augment = augmentText([synonym(0.1, thesaurus), wordDropout(0.1), wordSwap(0.05)], { seed: 7 });
 * augment('you have won a prize', { epoch: 2, index: 41 });
 */
export function augmentText(
  changes: readonly TextChange[],
  options: { seed?: number } = {},
): (text: string, at: { epoch: number; index: number }) => string {
  const seed = options.seed ?? 0;
  return (text, { epoch, index }) => {
    const random = new Random(seed).at(purpose.text, epoch, index);
    return changes.reduce((words, change) => change(words, random), wordsOf(text)).join(' ');
  };
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

function probability(name: string, p: number): void {
  if (p >= 0 && p <= 1) return;
  throw new DataError('option-invalid', `${name} got the probability ${p}`, { hint: 'It lies between 0 and 1' });
}
