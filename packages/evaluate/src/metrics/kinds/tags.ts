import { EvaluateError } from '../../errors.ts';
import type { TagBatch } from '../batches.ts';
import { isTag } from '../entities/entities-of.ts';
import { empty, type Kind } from './kind.ts';

/** Tags of words. */
export const tagsKind: Kind<TagBatch> = {
  check({ predictions = [], targets = [] }) {
    if (targets.length === 0) throw empty();
    if (predictions.length !== targets.length) throw differ('sentences', predictions.length, targets.length);
    for (const [i, tags] of targets.entries()) {
      if (predictions[i]!.length !== tags.length)
        throw differ(`tags of sentence ${i}`, predictions[i]!.length, tags.length);
      checkTags(predictions[i]!, `predictions[${i}]`);
      checkTags(tags, `targets[${i}]`);
    }
  },
  count: ({ targets }) => targets.length,
};

const differ = (what: string, predicted: number, truth: number): EvaluateError =>
  new EvaluateError(
    'lengths-differ',
    `Expected as many ${what} predicted as true, received ${predicted} and ${truth}. Check that both come from the same words.`,
    { fields: { lengths: [predicted, truth] } },
  );

function checkTags(tags: readonly string[], name: string): void {
  const at = tags.findIndex((tag) => !isTag(tag));
  if (at === -1) return;
  throw new EvaluateError(
    'tag-invalid',
    `${name}[${at}] is ${JSON.stringify(tags[at])}: expected O, or B, I, E or S with a type, such as B-PER.`,
    { fields: { index: at, tag: tags[at] } },
  );
}
