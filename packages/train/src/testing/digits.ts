// A small real training for the tests: 600 digits, random crops, oversampling and dropout, so that every kind of chance is in it.
import { join } from 'node:path';
import { imageFolder, mnistFolder, randomCrop } from '@capstan/data';
import { F, nn, type Tensor } from '@capstan/torch';
import { oneCycle, type Project, sgd } from '../index.ts';

class Net extends nn.Module {
  conv1 = new nn.Conv2d(1, 8, 3, { stride: 2, padding: 1 });
  bn1 = new nn.BatchNorm2d(8);
  conv2 = new nn.Conv2d(8, 16, 3, { stride: 2, padding: 1 });
  dropout = new nn.Dropout({ p: 0.2 });
  fc = new nn.Linear(16 * 7 * 7, 10);

  // (B, 1, 28, 28) → (B, 10)
  forward(x: Tensor): Tensor {
    x = F.relu(this.bn1(this.conv1(x)));
    x = F.relu(this.conv2(x)).flatten(1);
    return this.fc(this.dropout(x));
  }
}

/** Trains a small network on digits that are written into `dir`. */
export async function digitsProject(dir: string, change: Partial<Project> = {}): Promise<Project> {
  const root = await mnistFolder(join(dir, 'digits'), { count: 600 });
  return {
    name: 'test-digits',
    data: imageFolder(root, { channels: 1, size: 28, augment: [randomCrop({ padding: 2 })], balance: 'oversample' }),
    model: () => new Net(),
    optimizer: sgd({ lr: 0.05, momentum: 0.9, weightDecay: 1e-4 }),
    schedule: oneCycle(),
    ...change,
    train: { epochs: 3, batchSize: 16, seed: 5, ...change.train },
  };
}
