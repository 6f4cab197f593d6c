import { z } from 'zod';
import { answer } from './contract.ts';
import { digits } from './digits.ts';

/** One of some classes: the likeliest, and the probability of each. */
export const label = answer({
  kind: 'label',
  about: 'a label, and the probability of each class',
  tensor: 'probabilities',
  compute: (output) => output.softmax(-1),
  outputsFor: (classes) => classes,
  length: ({ classes }, top) => Math.min(classes.length, top),
  schema: z.object({ label: z.string(), confidence: z.number(), probabilities: z.record(z.string(), z.number()) }),
  json(probabilities, { classes }, top) {
    const order = [...probabilities.keys()].sort((a, b) => probabilities[b]! - probabilities[a]!);
    const best = order[0]!; // a model has an output
    return {
      label: nameOf(classes, best),
      confidence: probabilities[best]!,
      probabilities: Object.fromEntries(order.slice(0, top).map((i) => [nameOf(classes, i), probabilities[i]!])),
    };
  },
  columns: ({ classes }) => ['predicted', 'confidence', ...classes.map((name) => `p(${name})`)],
  cells(answer, { classes }) {
    const probabilities = Array.from(answer);
    const best = probabilities.indexOf(Math.max(...probabilities));
    return [nameOf(classes, best), digits(probabilities[best]!), ...probabilities.map(digits)];
  },
});

const nameOf = (classes: readonly string[], i: number) => classes[i] ?? String(i);
