import { metricMeter, metrics, rankedPrecisionAt, rankingReport } from '@capstan/evaluate';
import { answers } from '@capstan/models';
import { missedItems } from '../losses/index.ts';
import type { Answers } from './contract.ts';
import { task } from './contract.ts';
import type { RankingEvaluation } from './evaluation.ts';
import { unfit } from './seen.ts';

/** Items of a list. */
const FIRST = 10;

/** Scores from here down are of what was had already. */
const OFFERED = -1e29;

const MEASURES = ['ndcg10', 'rankedRecall10', 'map10', 'mrr10', 'hitRate10'] as const;
const SHOWN = [...MEASURES.map((name) => metrics[name]), rankedPrecisionAt(10)];

/** The items that a user will like, the likeliest first. */
export const recommendation = task<RankingEvaluation>({
  kind: 'recommendation',
  about: 'Each user is to be given the items that they will like.',
  answers: answers.ranking,
  models: {
    users: {
      fast: ['itemKnn'],
      good: ['implicitAls'],
      best: ['popularity', 'itemKnn', 'implicitAls', 'bpr'],
    },
  },
  targets: 'items',
  measures: 'rankings',
  loss: () => missedItems(),
  best: 'loss',
  metrics: MEASURES,
  split: 'random',
  recognise(seen) {
    if (seen.kind === 'interactions') {
      return seen.isRated
        ? { sure: 0.4, reason: 'which items users like, whatever the rating' }
        : { sure: 1, reason: seen.value === undefined ? 'it says who had what' : `'${seen.value}' says how often` };
    }
    if (seen.kind === 'feed' && seen.targets === 'items') return { sure: 1, reason: 'the targets are items of users' };
    return unfit('is about users and the items that they had');
  },
  outputFor: 'items',
  batch: (answers) => listsOf(answers),
  tally: () => ({}),
  judge(answers, { split, classes = [] }) {
    const lists = listsOf(answers);
    const users = answers.outputs.length / classes.length;
    const [first, hits] = [new Int32Array(users * FIRST).fill(-1), new Uint8Array(users * FIRST)];
    for (let user = 0; user < users; user++) {
      const from = user * classes.length;
      for (const [place, item] of firstOf(answers.outputs.subarray(from, from + classes.length)).entries()) {
        first[user * FIRST + place] = item;
        hits[user * FIRST + place] = Number(answers.targets[from + item]! > 0);
      }
    }
    const shown = new Set(first.filter((item) => item >= 0)).size;
    const values = metricMeter(SHOWN).update(lists).values();
    const report = { users, items: classes.length, coverage: shown / classes.length, metrics: values };
    return { task: 'recommendation', split, report, classes: [...classes], first, hits, loss: answers.loss };
  },
  figures: ({ report: { metrics: values, coverage }, loss }) => ({ ...values, coverage, loss }),
  render({ report: { users, items, coverage, metrics: values } }) {
    const lines = SHOWN.map(({ kind, label }) => `  ${label.padEnd(34)}${values[kind]!.toFixed(4)}`);
    return [
      `${users.toLocaleString('en')} users, ${items.toLocaleString('en')} items`,
      ...lines,
      `  ${'coverage'.padEnd(34)}${(100 * coverage).toFixed(1)} % of the items are in anyone's ten`,
    ].join('\n');
  },
  page({ test, validation }, { title, card, run }) {
    const { report, split, first, hits, classes } = (test ?? validation)!; // the caller has one
    const lists = new Map<number, { lists: number; hits: number }>();
    for (const [at, item] of first.entries()) {
      if (item < 0) continue;
      const seen = lists.get(item) ?? { lists: 0, hits: 0 };
      lists.set(item, { lists: seen.lists + 1, hits: seen.hits + hits[at]! });
    }
    const offered = [...lists]
      .map(([item, seen]) => ({ item: classes[item]!, ...seen })) // an item of the list
      .sort((a, b) => b.lists - a.lists || a.item.localeCompare(b.item, 'en'));
    return rankingReport({ title, card, split, report, offered, ...(run.run ? { run: run.run } : {}) });
  },
  lines({ first, hits, classes }, nameOf, what) {
    const lines = [[what, 'place', 'item', 'liked']];
    for (const [at, item] of first.entries()) {
      if (item < 0) continue;
      const [user, place] = [Math.floor(at / FIRST), at % FIRST];
      lines.push([nameOf(user), String(place + 1), classes[item]!, hits[at] === 1 ? 'yes' : 'no']);
    }
    return lines;
  },
});

/** Of each user the items that could be offered, how much each is scored, and how much it was liked. */
function listsOf({ outputs, outputShape, targets }: Pick<Answers, 'outputs' | 'outputShape' | 'targets'>) {
  const width = outputShape.at(-1)!; // one answer is as many scores
  const [scores, relevance, sizes]: [number[], number[], number[]] = [[], [], []];
  for (let from = 0; from < outputs.length; from += width) {
    const before = scores.length;
    for (let at = from; at < from + width; at++) {
      if (outputs[at]! <= OFFERED) continue;
      scores.push(outputs[at]!);
      relevance.push(Math.max(targets[at]! || 0, 0)); // NaN where it isn't known
    }
    // Who has had everything is offered nothing, which is a list without a hit.
    if (scores.length === before) [scores[before], relevance[before]] = [0, 0];
    sizes.push(scores.length - before);
  }
  return { scores, relevance, sizes };
}

/** The places of the highest scores of those that are offered. */
function firstOf(scores: Float32Array): number[] {
  const offered = [...scores.keys()].filter((item) => scores[item]! > OFFERED);
  return offered.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, FIRST);
}
