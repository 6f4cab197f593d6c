import { z } from 'zod';
import { answer } from './contract.ts';

/** A number, or several, as the model gives them. */
export const value = answer({
  kind: 'value',
  about: 'the number',
  compute: (output) => output,
  outputsFor: () => undefined,
  schema: z.union([z.object({ value: z.number() }), z.object({ values: z.array(z.number()) })]),
  json: (numbers) => (numbers.length === 1 ? { value: numbers[0]! } : { values: [...numbers] }),
  columns: ({ outputs }) =>
    outputs === 1 ? ['predicted'] : Array.from({ length: outputs }, (_, i) => `predicted ${i}`),
  cells: (answer) => Array.from(answer, String),
});
