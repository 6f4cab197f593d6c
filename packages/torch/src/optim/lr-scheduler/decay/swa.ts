import { invalidArgument } from '../../../nn/errors.ts';
import type { Optimizer } from '../../optimizer.ts';
import { LRScheduler, perGroup } from '../scheduler.ts';

const SWA: { annealEpochs: number; annealStrategy: 'cos' | 'linear' } = { annealEpochs: 10, annealStrategy: 'cos' };

/**
 * Goes from the rate as it is to `swaLr` in `annealEpochs` steps, along a cosine or a line, and stays there: while weights are
 * averaged (Izmailov et al. 2018).
 *
 * @example
 * const scheduler = new optim.swaUtils.SWALR(optimizer, { swaLr: 0.05 });
 */
export class SWALR extends LRScheduler {
  static readonly defaults = Object.freeze({ ...SWA });
  static readonly required: readonly string[] = ['swaLr'];

  readonly swaLrs: readonly number[];
  readonly annealEpochs: number;
  private readonly along: (t: number) => number;
  private readonly back: (share: number) => number;

  constructor(
    optimizer: Optimizer,
    options: { swaLr: number | readonly number[]; annealEpochs?: number; annealStrategy?: 'cos' | 'linear' },
  ) {
    super(optimizer, options);
    const { annealEpochs, annealStrategy } = { ...SWA, ...options };
    if (!Number.isInteger(annealEpochs) || annealEpochs < 0)
      throw invalidArgument('SWALR', 'annealEpochs of 0 or more', String(annealEpochs));
    if (annealStrategy !== 'cos' && annealStrategy !== 'linear')
      throw invalidArgument('SWALR', "annealStrategy of 'cos' or 'linear'", String(annealStrategy));
    this.swaLrs = perGroup(optimizer, options.swaLr, 'swaLr');
    this.annealEpochs = annealEpochs;
    const cosine = annealStrategy === 'cos';
    this.along = cosine ? (t) => (1 - Math.cos(Math.PI * t)) / 2 : (t) => t;
    this.back = (share) => (share === 1 ? 0 : 1 / (1 - share));
    this.start();
  }

  // The rate before is worked out of the rate now, which others may have changed: as PyTorch does it.
  protected next(): number[] {
    const step = Math.max(this.annealEpochs === 0 ? 1 : 0, this.stepCount - 1);
    const length = Math.max(1, this.annealEpochs);
    const share = (at: number) => this.along(Math.max(0, Math.min(1, at / length)));
    const before = share(step - 1);
    const now = share(step);
    return this.lrs.map((lr, i) => {
      const target = this.swaLrs[i]!; // one for each group
      const from = before === 1 ? target : (lr - before * target) * this.back(before);
      return target * now + from * (1 - now);
    });
  }
}
