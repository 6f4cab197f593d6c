import { ModelError } from '../errors.ts';
import type { ModelCard } from '../files/card.ts';
import type { AnswerAbout, AnswerForm } from './contract.ts';
import * as answers from './index.ts';

export { type AnswerForm, answers };

/**
 * The form of a model's answers: what its card names, else a label where it has classes, and numbers where it has none.
 *
 * @throws {ModelError} bad-card — it names a form that there is not
 * @example answerOf(await readCard('runs/3f2a/best')).kind // 'label'
 */
export function answerOf(card: Pick<ModelCard, 'answer' | 'classes'>): AnswerForm {
  const name = card.answer ?? (card.classes.length > 0 ? 'label' : 'value');
  const forms: AnswerForm[] = Object.values(answers);
  const found = forms.find(({ kind }) => kind === name);
  if (found) return found;
  throw new ModelError(
    'bad-card',
    `The card says that the model's answers are '${name}'; known are ${forms.map(({ kind }) => kind).join(', ')}. Open it with the release that wrote it, or a newer one.`,
    { fields: { answer: name } },
  );
}

/** What the answers of a saved model are counted by. @example answerAbout(card).classes // ['cat', 'dog'] */
export const answerAbout = ({ classes, output }: Pick<ModelCard, 'classes' | 'output'>): AnswerAbout => ({
  classes,
  outputs: output.shape.at(-1) ?? 1,
});
