import { join } from 'node:path';
import { type nn, scope } from '@capstan/torch';
import { buildModel } from '../architectures/registry.ts';
import { readBundle, readHeader } from './bundle.ts';
import { type ModelCard, parseCard } from './card.ts';
import { putState } from './weights.ts';

/**
 * Opens a folder that `saveModel` wrote: builds the architecture, checks the weights against the card and puts them in.
 * Opening a model runs no code out of the folder. The model is in eval mode.
 *
 * @param options.build for a network of your own, whose architecture isn't a known one.
 * @throws {ModelError} no-model, bad-card, newer-format, unknown-architecture, bad-options, weights-missing, weights-truncated, weights-changed, weights-unreadable, state-mismatch — where there is none, the card is damaged, a newer Capstan wrote it, no architecture has that name, an option is not known or does not fit, the weights are not there, the weights are cut short, the weights have another hash, the weights are of another format, or the state is of something else
 * @example const { model, card } = await openModel('runs/3f2a/best');
 */
export async function openModel(
  dir: string,
  options: { build?: (card: ModelCard) => nn.Module } = {},
): Promise<{ model: nn.Module; card: ModelCard }> {
  return scope(async () => {
    const { header: card, state } = await readBundle(dir, 'model.json', parseCard);
    const model = options.build ? options.build(card) : buildModel(card.architecture, card.options);
    putState(model, state, `${dir}/${card.weights}`);
    model.eval();
    return { model, card };
  });
}

/**
 * Reads the card of a saved model without its weights.
 * @throws {ModelError} no-model, bad-card, newer-format — where there is none, the card is damaged, or a newer Capstan wrote it
 * @example const { classes } = await readCard('runs/3f2a/best');
 */
export async function readCard(dir: string): Promise<ModelCard> {
  return readHeader(join(dir, 'model.json'), parseCard);
}
