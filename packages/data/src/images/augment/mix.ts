import type { Random } from '@capstan/base';
import { gamma } from './policies/gamma.ts';

/** A batch with soft targets: (batch, channels, height, width) and (batch, classes). */
export type Mixed = { input: Float32Array; target: Float32Array };

/** A batch before it is mixed. */
export type Unmixed = {
  input: Float32Array;
  /** [batch, channels, height, width] */
  shape: readonly [number, number, number, number];
  /** Class numbers, (batch). */
  labels: ArrayLike<number>;
  classes: number;
};

/**
 * MixUp (Zhang et al. 2018): each sample is blended with another of the batch, and so are their targets.
 *
 * @param alpha of the Beta that the share is drawn from
 * @example const { input, target } = mixUp({ input, shape, labels, classes: 10 }, 0.2, random);
 */
export function mixUp(batch: Unmixed, alpha: number, random: Random): Mixed {
  const { input, shape } = batch;
  const share = beta(alpha, random);
  const partner = partners(shape[0], random);
  const each = input.length / shape[0];
  const out = new Float32Array(input.length);
  for (let i = 0; i < input.length; i++) {
    const other = partner[Math.floor(i / each)]! * each + (i % each);
    out[i] = share * input[i]! + (1 - share) * input[other]!;
  }
  return { input: out, target: blendedTargets(batch, partner, share) };
}

/**
 * CutMix (Yun et al. 2019): a window of each sample comes from another; targets are blended by area.
 *
 * @param alpha of the Beta that the share is drawn from
 * @example const { input, target } = cutMix({ input, shape, labels, classes: 10 }, 1, random);
 */
export function cutMix(batch: Unmixed, alpha: number, random: Random): Mixed {
  const { input, shape } = batch;
  const [count, channels, height, width] = shape;
  const side = Math.sqrt(1 - beta(alpha, random));
  const partner = partners(count, random);
  const [y, x] = [random.below(height), random.below(width)];
  const [tall, wide] = [(height * side) / 2, (width * side) / 2];
  const [top, bottom] = [Math.max(0, Math.floor(y - tall)), Math.min(height, Math.floor(y + tall))];
  const [left, right] = [Math.max(0, Math.floor(x - wide)), Math.min(width, Math.floor(x + wide))];
  const out = input.slice();
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < channels; c++) {
      for (let row = top; row < bottom; row++) {
        const from = ((partner[i]! * channels + c) * height + row) * width;
        out.set(input.subarray(from + left, from + right), ((i * channels + c) * height + row) * width + left);
      }
    }
  }
  const share = 1 - ((bottom - top) * (right - left)) / (height * width);
  return { input: out, target: blendedTargets(batch, partner, share) };
}

function blendedTargets({ shape, labels, classes }: Unmixed, partner: Int32Array, share: number): Float32Array {
  const target = new Float32Array(shape[0] * classes);
  for (let i = 0; i < shape[0]; i++) {
    target[i * classes + labels[i]!]! += share;
    target[i * classes + labels[partner[i]!]!]! += 1 - share;
  }
  return target;
}

function partners(count: number, random: Random): Int32Array {
  return random.shuffle(Int32Array.from({ length: count }, (_, i) => i));
}

function beta(alpha: number, random: Random): number {
  const [a, b] = [gamma(alpha, random), gamma(alpha, random)];
  return a + b > 0 ? a / (a + b) : 0.5;
}
