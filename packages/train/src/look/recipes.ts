import { earlyStopping } from '../callbacks/index.ts';
import { adam, adamw, sgd } from '../optimizers/index.ts';
import type { Project, TrainOptions } from '../project/project.ts';
import { cosine, oneCycle } from '../schedules/index.ts';
import type { Preset } from '../tasks/contract.ts';

/** How a model is trained. */
type Recipe = Pick<Project, 'optimizer' | 'schedule'> & { train?: TrainOptions };

/** Epochs of each preset. */
const PASSES: Readonly<Record<string, Record<Preset, number>>> = {
  pictures: { fast: 3, good: 10, best: 30 },
  recordings: { fast: 10, good: 40, best: 60 },
  texts: { fast: 5, good: 15, best: 30 },
  rows: { fast: 20, good: 60, best: 120 },
};

/** How a model of the list is trained well from fresh weights; nothing for those that are fitted whole, or are not known. */
export function recipeFor(model: string, preset: Preset): Recipe {
  const passes = (what: string) => PASSES[what]![preset];
  switch (model) {
    case 'logistic':
    case 'linear':
    case 'knn':
    case 'trees':
      return {};
    case 'bagOfNgrams':
      return {
        optimizer: adam({ lr: 0.01 }),
        schedule: cosine(),
        train: { epochs: passes('texts'), batchSize: 32, callbacks: [earlyStopping({ patience: 5 })] },
      };
    case 'textCnn':
      return {
        optimizer: adamw({ lr: 0.001, weightDecay: 0.01 }),
        schedule: cosine(),
        train: { epochs: passes('texts'), batchSize: 32, callbacks: [earlyStopping({ patience: 5 })] },
      };
    case 'bilstmCrf':
      return {
        optimizer: adamw({ lr: 0.005, weightDecay: 0.01 }),
        schedule: cosine(),
        train: {
          ...{ epochs: 2 * passes('texts'), batchSize: 16, clipGradNorm: 5 },
          callbacks: [earlyStopping({ patience: 8 })],
        },
      };
    case 'mlp':
      return {
        optimizer: adamw({ lr: 0.001, weightDecay: 0.01 }),
        schedule: cosine(),
        train: { epochs: passes('rows'), batchSize: 64, best: 'loss', callbacks: [earlyStopping({ patience: 10 })] },
      };
    case 'tcResnet8':
    case 'tcResnet14':
    case 'cnn6':
      return {
        optimizer: adamw({ lr: 0.003, weightDecay: 0.01 }),
        schedule: oneCycle(),
        train: { epochs: passes('recordings'), batchSize: 32 },
      };
    case 'conformer':
      return {
        optimizer: adamw({ lr: 0.001, weightDecay: 0.01 }),
        schedule: oneCycle(),
        train: { epochs: passes('recordings'), batchSize: 32, clipGradNorm: 1 },
      };
    default:
      return {
        optimizer: sgd({ lr: 0.05, momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
        schedule: oneCycle(),
        train: { epochs: passes('pictures'), batchSize: 64 },
      };
  }
}
