import { noGrad } from '../autograd/autograd.ts';
import { ops } from '../engine/ops.ts';
import { scope } from '../engine/scope.ts';
import { TorchError } from '../errors.ts';
import { type Options, withDefaults } from '../nn/options.ts';
import { gradients } from '../nn/utils/gradients.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Optimizer } from './optimizer.ts';

const SCALER = { initScale: 65536, growthFactor: 2, backoffFactor: 0.5, growthInterval: 2000, enabled: true };

type Stage = 'unscaled' | 'stepped';

/** What a `GradScaler` saves, under PyTorch's names. */
export interface GradScalerState {
  scale: number;
  growth_factor: number;
  backoff_factor: number;
  growth_interval: number;
  _growth_tracker: number;
}

/**
 * Keeps small gradients of float16 from becoming zero: the loss is multiplied by a large scale, the gradients divided by
 * it before the step, and a step whose gradients are not finite is left out and the scale made smaller. bfloat16 needs none.
 *
 * @throws {TorchError} value — where an optimizer is unscaled or stepped twice before `update`, or its gradients are float16
 * @example
 * const scaler = new torch.GradScaler();
 * const loss = torch.autocast('cuda', { dtype: 'float16' }, () => F.crossEntropy(model(x), y));
 * scaler.scale(loss).backward();
 * scaler.step(optimizer);
 * scaler.update();
 */
export class GradScaler {
  readonly options: typeof SCALER;
  #scale: number;
  #tracker = 0; // steps without an infinity since the scale last changed
  #stages = new Map<Optimizer, { stage: Stage; finite: boolean }>();

  constructor(options?: Options<typeof SCALER>) {
    this.options = { ...withDefaults('GradScaler', SCALER, options) };
    const { initScale, growthFactor, backoffFactor, growthInterval } = this.options;
    if (!(initScale > 0 && growthFactor > 1 && backoffFactor > 0 && backoffFactor < 1 && growthInterval >= 1))
      throw new TorchError(
        'value',
        'GradScaler: expected initScale above 0, growthFactor above 1, backoffFactor between 0 and 1, growthInterval of 1 or more',
      );
    this.#scale = Math.fround(initScale);
  }

  /** The factor that losses are multiplied with now: 1 where the scaler is not enabled. */
  getScale(): number {
    return this.options.enabled ? this.#scale : 1;
  }

  /** The loss times the scale. */
  scale(loss: Tensor): Tensor {
    return this.options.enabled ? loss.mul(this.#scale) : loss;
  }

  /** Divides an optimizer's gradients by the scale, before they are clipped, say; `step` does it otherwise. */
  unscale_(optimizer: Optimizer): void {
    if (!this.options.enabled) return;
    const state = this.#stages.get(optimizer);
    if (state) throw misused(`unscale_() was called after ${state.stage === 'stepped' ? 'step()' : 'unscale_()'}`);
    this.#stages.set(optimizer, { stage: 'unscaled', finite: unscaled(optimizer, this.#scale) });
  }

  /** Makes the optimizer's step if all of its gradients are finite; whether it did. */
  step(optimizer: Optimizer): boolean {
    if (!this.options.enabled) {
      optimizer.step();
      return true;
    }
    if (!this.#stages.has(optimizer)) this.unscale_(optimizer);
    const state = this.#stages.get(optimizer)!; // unscale_ has set it
    if (state.stage === 'stepped') throw misused('step() was called twice');
    state.stage = 'stepped';
    if (state.finite) optimizer.step();
    return state.finite;
  }

  /** Fits the scale to what the steps since the last `update` met. */
  update(): void {
    if (!this.options.enabled) return;
    if (this.#stages.size === 0) throw misused('update() was called before step()');
    const { growthFactor, backoffFactor, growthInterval } = this.options;
    const finite = [...this.#stages.values()].every((state) => state.finite);
    this.#stages.clear();
    if (!finite) {
      this.#scale = Math.fround(this.#scale * backoffFactor);
      this.#tracker = 0;
    } else if (++this.#tracker === growthInterval) {
      const grown = Math.fround(this.#scale * growthFactor);
      if (Number.isFinite(grown)) this.#scale = grown;
      this.#tracker = 0;
    }
  }

  stateDict(): GradScalerState {
    const { growthFactor, backoffFactor, growthInterval } = this.options;
    return {
      scale: this.#scale,
      growth_factor: growthFactor,
      backoff_factor: backoffFactor,
      growth_interval: growthInterval,
      _growth_tracker: this.#tracker,
    };
  }

  loadStateDict(state: GradScalerState): void {
    for (const name of ['scale', 'growth_factor', 'backoff_factor', 'growth_interval', '_growth_tracker'] as const)
      if (!Number.isFinite(state[name]))
        throw new TorchError('state-dict', `GradScaler: expected a number under '${name}', received ${state[name]}`);
    this.#scale = state.scale;
    this.#tracker = state._growth_tracker;
    this.options.growthFactor = state.growth_factor;
    this.options.backoffFactor = state.backoff_factor;
    this.options.growthInterval = state.growth_interval;
  }
}

const misused = (what: string): TorchError =>
  new TorchError('value', `GradScaler: ${what}`, {
    hint: 'in each step: scale(loss).backward(), unscale_(optimizer) if need be, step(optimizer), update()',
  });

// Divides all gradients in place; whether they are finite.
function unscaled(optimizer: Optimizer, scale: number): boolean {
  using _temporaries = scope();
  return noGrad(() => {
    const all = optimizer.paramGroups.flatMap(({ params }) => gradients(params).filter((grad) => grad !== undefined));
    if (all.some((grad) => grad.dtype === 'float16'))
      throw misused('gradients are float16: keep the parameters in float32 and let autocast convert');
    const places = Map.groupBy(all, (grad) => `${grad.device} ${grad.dtype}`);
    const found = [...places.values()].map((grads) => {
      const { device } = grads[0]!; // a group has one
      const infinite = ops.zeros([1], { device });
      ops._ampForeachNonFiniteCheckAndUnscale_(grads, infinite, ops.full([], 1 / scale, { dtype: 'float32', device }));
      return infinite;
    });
    return found.every((infinite) => infinite.item() === 0);
  });
}
