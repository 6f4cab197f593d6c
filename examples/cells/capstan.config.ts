// Tells red cells, white cells and platelets apart, on crops of every size and of very unequal classes.
//
//   npm run node -- examples/cells/crop.ts
//   npm run capstan -- train --config examples/cells/capstan.config.ts
import { colorJitter, horizontalFlip, imageFolder, rotate, verticalFlip } from '@capstan/data';
import { crossEntropy, defineProject, oneCycle, sgd, usd } from '@capstan/train';

export default defineProject({
  name: 'cells',
  data: imageFolder('.capstan/cells', {
    size: 64,
    resize: 'stretch',
    augment: [rotate(180), horizontalFlip(), verticalFlip(), colorJitter({ brightness: 0.2, contrast: 0.2 })],
    balance: 'weights', // 11 red cells for each of the others: each class weighs the same in the loss
  }),
  model: 'resnet18',
  loss: crossEntropy(),
  optimizer: sgd({ lr: 0.02, momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
  schedule: oneCycle(),
  train: { epochs: 4, batchSize: 64 },
  budget: { limit: usd(1) },
});
