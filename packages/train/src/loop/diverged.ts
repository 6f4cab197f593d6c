import { join } from 'node:path';
import { type nn, noGrad, scope } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import type { Settings } from '../project/settings.ts';
import type { Best } from './history.ts';

/** Above this a learning rate is no candidate for "a tenth of it". */
const SANE_LR = 0.1;

/** The error of a training that has left the numbers: what was kept, and how to begin again. */
export function diverged(
  what: string,
  about: {
    settings: Pick<Settings, 'optimizer' | 'clipGradNorm'>;
    step: number;
    lr: number;
    loss?: number;
    best: Best | null;
    dir: string;
  },
): TrainError {
  const { settings, step, lr, loss, best, dir } = about;
  const slower = Number(
    (Math.min('lr' in settings.optimizer ? settings.optimizer.lr : lr, lr, 10 * SANE_LR) / 10).toPrecision(1),
  ); // never a higher one
  const advice = [
    `lower the learning rate (it is ${lr.toPrecision(3)}; try ${slower})`,
    settings.clipGradNorm === undefined ? 'limit the gradient with train.clipGradNorm: 1' : undefined,
    'look for values in the data that are not numbers or are very large',
  ].filter((part) => part !== undefined);
  const kept =
    best === null
      ? 'It came to no model worth keeping.'
      : `The model of epoch ${best.epoch} is whole in ${join(dir, 'best')}; its weights can be begun with.`;
  return new TrainError(
    'loss-not-finite',
    `${what} at step ${step}: training has diverged and was stopped. ${kept} Start again, and ${advice.join('; or ')}.`,
    { fields: { step, lr, ...(loss === undefined ? {} : { loss }) } },
  );
}

/** Whether every weight of a model is a number. */
export function weightsAreFinite(model: nn.Module): boolean {
  return noGrad(() => {
    using _looking = scope();
    return model.parameters().every((weight) => Number.isFinite(weight.sum().item()));
  });
}
