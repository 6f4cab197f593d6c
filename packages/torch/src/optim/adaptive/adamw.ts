import { type Parameters, settings } from '../optimizer.ts';
import { ADAM } from './adam.ts';
import { type AdamDefaults, type AdamOptions, AdaptiveMoments } from './moments.ts';

const ADAMW: AdamDefaults = { ...ADAM, weightDecay: 1e-2 };

/**
 * Adam with decoupled weight decay, 0.01 by default (Loshchilov & Hutter 2017).
 *
 * @example
 * const optimizer = new optim.AdamW(model.parameters(), { lr: 3e-4, betas: [0.9, 0.95], weightDecay: 0.1 });
 */
export class AdamW extends AdaptiveMoments {
  static readonly defaults: Readonly<AdamDefaults> = Object.freeze({ ...ADAMW });

  protected get decoupled(): boolean {
    return true;
  }

  constructor(parameters: Parameters<AdamDefaults>, options?: AdamOptions) {
    super(parameters, settings('AdamW', ADAMW, options));
  }
}
