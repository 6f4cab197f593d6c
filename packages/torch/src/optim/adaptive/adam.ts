import { COMMON, type Parameters, settings } from '../optimizer.ts';
import { type AdamDefaults, type AdamOptions, AdaptiveMoments } from './moments.ts';

export const ADAM: AdamDefaults = { ...COMMON, lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, amsgrad: false, fused: true };

/**
 * Adam (Kingma & Ba 2014).
 *
 * @example
 * const optimizer = new optim.Adam(model.parameters(), { lr: 3e-4 });
 */
export class Adam extends AdaptiveMoments {
  static readonly defaults: Readonly<AdamDefaults> = Object.freeze({ ...ADAM });

  protected get decoupled(): boolean {
    return false;
  }

  constructor(parameters: Parameters<AdamDefaults>, options?: AdamOptions) {
    super(parameters, settings('Adam', ADAM, options));
  }
}
