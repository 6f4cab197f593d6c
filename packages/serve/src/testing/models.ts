// Real models for the tests of this package, and pictures to ask them about.
import { existsSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageFolder, loader, mnistFolder, openImages } from '@capstan/data';
import { cifarResnet20, saveModel } from '@capstan/models';
import * as torch from '@capstan/torch';

/** A folder that is deleted at the end of the block. */
export function temporaryFolder() {
  return mkdtempDisposable(join(tmpdir(), 'capstan-serve-'));
}

/** A file of the real data sets, or `undefined` where they are not. */
export function realData(name: string): string | undefined {
  const root = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
  return existsSync(join(root, name)) ? join(root, name) : undefined;
}

const cifarClasses = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** A ResNet-20 for 32 × 32 pictures: with the published CIFAR-10 weights where they are, with fresh ones elsewhere. */
export async function cifarModel(dir: string): Promise<string> {
  const weights = realData('w-resnet-cifar10/pretrained_models/resnet20.safetensors');
  torch.manualSeed(0);
  await saveModel(dir, cifarResnet20(weights ? { weights } : {}), {
    classes: cifarClasses,
    preprocessing: { kind: 'image', size: [32, 32], channels: 3, resize: 'crop', ratio: 1, ...imagenet },
    input: { name: 'input', shape: [-1, 3, 32, 32], dtype: 'float32' },
    output: { name: 'logits', shape: [-1, 10], dtype: 'float32' },
  });
  return dir;
}

/**
 * A ResNet-20 trained for some seconds on a thousand digits of 14 × 14; gives held-out files with their labels as well. The
 * learning rate falls to nothing: at a constant one the batch norms' statistics leave 60 to 92 of 100 right, by the seed.
 */
export async function digitsModel(dir: string): Promise<{ dir: string; heldOut: { file: string; label: string }[] }> {
  const folder = await mnistFolder(join(dir, 'digits'), { count: 1200 });
  const split = { train: 1000, validation: 100, test: 100 };
  const data = await openImages(imageFolder(folder, { size: 14, channels: 1, split }));
  torch.manualSeed(0);
  const model = cifarResnet20({ channels: 1 });
  const optimizer = new torch.optim.AdamW(model.parameters(), { lr: 1e-2 });
  const schedule = new torch.optim.lrScheduler.OneCycleLR(optimizer, { maxLr: 1e-2, totalSteps: 6 * 20 });
  await using batches = loader(data.train, data.preprocessing, { batchSize: 50, shuffle: true });
  for (let epoch = 0; epoch < 6; epoch++) {
    batches.setEpoch(epoch);
    for await (const { input, target } of batches) {
      using _step = torch.scope();
      const loss = torch.nn.functional.crossEntropy(model.forward(input), target);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      schedule.step();
    }
  }
  const home = join(dir, 'model');
  await saveModel(home, model, {
    classes: data.classes,
    preprocessing: data.preprocessing,
    input: { name: 'input', shape: [-1, 1, 14, 14], dtype: 'float32' },
    output: { name: 'logits', shape: [-1, 10], dtype: 'float32' },
  });
  const { test } = data;
  const heldOut = Array.from(test.labels, (label, i) => ({ file: test.path(i), label: data.classes[label]! }));
  return { dir: home, heldOut };
}
