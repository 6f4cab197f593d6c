import { getRngStates, nn, noGrad, scope, setRngStates, type Tensor, zeros } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import type { Settings } from '../project/settings.ts';

/**
 * Whether the last batch of an epoch is left out: it holds one example, and a batch norm of the model would see one value a
 * channel, of which there is no variance. In every epoch it is another example.
 *
 * @throws {TrainError} single-example — where all batches would be so
 */
export function leavesLastOut(model: nn.Module, feed: Feed, { batchSize, device }: Settings): boolean {
  const examples = feed.trainingExamples;
  if (batchSize > 1 && examples % batchSize !== 1) return false;
  const layer = layerOfOneValue(model, [1, ...feed.inputShape], device);
  if (layer === undefined) return false;
  if (batchSize > 1 && examples > 1) return true;
  throw new TrainError(
    'single-example',
    `The model has a batch norm (${layer}), which needs two values a channel at least, but each batch would be one example: train.batchSize is ${batchSize} and there are ${examples} to train on.`,
    {
      fields: { layer, batchSize, examples },
      hint: 'Take a batchSize of 2 or more, or a norm that looks at each example alone, such as nn.LayerNorm or nn.GroupNorm.',
    },
  );
}

/** The first batch norm that sees one value a channel when the model is given one example; asked without a trace of it. */
function layerOfOneValue(model: nn.Module, shape: number[], device: Settings['device']): string | undefined {
  const norms = [...model.namedModules()].filter(
    ([, module]) =>
      module instanceof nn.BatchNorm1d || module instanceof nn.BatchNorm2d || module instanceof nn.BatchNorm3d,
  );
  if (norms.length === 0) return undefined;
  let found: string | undefined;
  const note = (name: string, input: Tensor) => {
    if (input.numel() === input.shape[1]) found ??= name; // (1, channels, 1 …)
  };
  const hooks = norms.map(([name, module]) =>
    module.registerForwardPreHook((_: unknown, [input]: unknown[]) => {
      note(name, input as Tensor); // what a batch norm is called with
      return undefined;
    }),
  );
  const [random, training] = [getRngStates(), model.training];
  model.eval();
  try {
    noGrad(() => {
      using _probe = scope();
      model(zeros(shape, { device }));
    });
  } finally {
    for (const hook of hooks) hook[Symbol.dispose]();
    model.train(training);
    setRngStates(random);
  }
  return found;
}
