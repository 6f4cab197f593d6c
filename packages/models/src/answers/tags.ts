import type { Tensor } from '@capstan/torch';
import { z } from 'zod';
import { answer } from './contract.ts';

/** What finds the likeliest tags of sentences as a whole, as `BilstmCrf` does. */
interface Tags {
  tags(words: Tensor, said: Tensor): Tensor;
}

/** A tag for each word of a text; in the tensor −1 behind the end. */
export const tags = answer({
  kind: 'tags',
  about: 'a tag for each word',
  tensor: 'tags',
  compute(output, model, input) {
    if (isTagger(model)) return model.tags(input, output);
    const there = input.ne(0).to('float32'); // (B, L)
    return output.argmax(-1).to('float32').add(1).mul(there).sub(1);
  },
  shape: (output) => output.slice(0, -1),
  outputsFor: (classes) => classes,
  schema: z.object({ tags: z.array(z.string()) }),
  json: (numbers, { classes }) => ({ tags: namesOf(numbers, classes) }),
  columns: () => ['predicted'],
  cells: (numbers, { classes }) => [namesOf(Array.from(numbers), classes).join(' ')],
});

const isTagger = (model: object): model is Tags => 'tags' in model && typeof model.tags === 'function';

/** The names of tags up to the end, which −1 marks. */
function namesOf(numbers: readonly number[], classes: readonly string[]): string[] {
  const end = numbers.findIndex((tag) => !(tag >= 0));
  return numbers.slice(0, end === -1 ? undefined : end).map((tag) => classes[tag] ?? String(tag));
}
