import { z } from 'zod';
import { answer } from './contract.ts';

/** Items that are told of where nobody says how many. */
const MOST = 10;

/** Scores from here down are of items that are not offered. */
const OFFERED = -1e29;

/** The items of a user, the likeliest first; what they have had is not among them. */
export const ranking = answer({
  kind: 'ranking',
  about: 'the items that a user is likeliest to want, each with its score',
  compute: (output) => output,
  outputsFor: (classes) => classes,
  length: ({ classes }, top) => Math.min(classes.length, top, MOST),
  schema: z.object({ items: z.array(z.object({ item: z.string(), score: z.number() })) }),
  json: (scores, { classes }, top) => ({
    items: firstOf(scores, Number.isFinite(top) ? top : MOST).map((i) => ({
      item: classes[i] ?? String(i),
      score: scores[i]!,
    })),
  }),
  columns: ({ classes }) =>
    Array.from({ length: Math.min(MOST, classes.length) }, (_, i) => [`item ${i + 1}`, `score ${i + 1}`]).flat(),
  cells(answer, { classes }) {
    const scores = Array.from(answer);
    const first = firstOf(scores, MOST);
    const cells = first.flatMap((i) => [classes[i] ?? String(i), scores[i]!.toPrecision(6)]);
    return [...cells, ...Array.from({ length: 2 * Math.min(MOST, classes.length) - cells.length }, () => '')];
  },
});

/** The places of the highest scores that are offered. */
const firstOf = (scores: readonly number[], most: number) =>
  [...scores.keys()]
    .filter((i) => scores[i]! > OFFERED)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, most);
