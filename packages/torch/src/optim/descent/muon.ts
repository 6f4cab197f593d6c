import { ops } from '../../engine/ops.ts';
import { TorchError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  type Batch,
  COMMON,
  type CommonOptions,
  Optimizer,
  type ParameterState,
  type Parameters,
  type ParamGroup,
  type Settings,
  settings,
  zerosFor,
} from '../optimizer.ts';

interface MuonDefaults extends CommonOptions {
  momentum: number;
  nesterov: boolean;
  nsCoefficients: readonly [number, number, number];
  eps: number;
  nsSteps: number;
  adjustLrFn: 'original' | 'match_rms_adamw';
}
const MUON: MuonDefaults = {
  ...COMMON,
  lr: 1e-3,
  weightDecay: 0.1,
  momentum: 0.95,
  nesterov: true,
  nsCoefficients: [3.4445, -4.775, 2.0315],
  eps: 1e-7,
  nsSteps: 5,
  adjustLrFn: 'original',
};

/**
 * Momentum whose update is made nearly orthogonal, for the matrices of hidden layers (Jordan 2024); give embeddings,
 * heads, biases and norms to AdamW.
 *
 * @example
 * const matrices = model.parameters().filter((p) => p.ndim === 2);
 * const optimizer = new optim.Muon(matrices, { lr: 0.02 });
 */
export class Muon extends Optimizer<MuonDefaults> {
  static readonly defaults: Readonly<MuonDefaults> = Object.freeze({ ...MUON });

  constructor(parameters: Parameters<MuonDefaults>, options?: Settings<MuonDefaults>) {
    super(parameters, settings('Muon', MUON, options));
    for (const parameter of this.paramGroups.flatMap((group) => group.params)) {
      if (parameter.ndim !== 2)
        throw new TorchError(
          'shape',
          `Muon: expected matrices, received a parameter of shape (${parameter.shape.join(', ')})`,
        );
    }
  }

  protected initial(parameter: Tensor): ParameterState {
    return { momentum_buffer: zerosFor(parameter) };
  }

  protected update(group: ParamGroup<MuonDefaults>, batch: Batch): void {
    const { lr, momentum, nesterov, weightDecay, maximize, adjustLrFn } = group;
    const grads = maximize ? ops._foreachNeg(batch.grads) : batch.grads;
    for (const [i, parameter] of batch.params.entries()) {
      const grad = grads[i]!; // as many grads
      const buffer = batch.states[i]!.momentum_buffer as Tensor; // initial() made it
      ops.lerp_(buffer, grad, 1 - momentum);
      const update = orthogonal(nesterov ? ops.lerp(grad, buffer, momentum) : buffer, group);
      const [rows = 1, columns = 1] = parameter.shape;
      const ratio =
        adjustLrFn === 'original' ? Math.sqrt(Math.max(1, rows / columns)) : 0.2 * Math.sqrt(Math.max(rows, columns));
      ops.mul_(parameter, 1 - lr * weightDecay);
      ops.add_(parameter, update, { alpha: -lr * ratio });
    }
  }
}

/** Newton–Schulz steps in bfloat16 towards the orthogonal factor; singular values end near 1, not at it. */
function orthogonal(update: Tensor, { nsCoefficients: [a, b, c], nsSteps, eps }: MuonDefaults): Tensor {
  const [rows = 1, columns = 1] = update.shape;
  const tall = rows > columns;
  let x = update.to('bfloat16');
  if (tall) x = ops.t(x);
  x = ops.div(x, ops.clampMin(ops.norm(x), eps));
  for (let step = 0; step < nsSteps; step++) {
    const gram = ops.mm(x, ops.t(x));
    x = ops.addmm(x, ops.addmm(gram, gram, gram, { beta: b, alpha: c }), x, { beta: a });
  }
  return tall ? ops.t(x) : x;
}
