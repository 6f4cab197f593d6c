import { mover } from '../contract.ts';
import { number } from '../fields.ts';
import { materialise, reset } from '../view.ts';

const amount = number(0, Number.POSITIVE_INFINITY, 0);

export const colorJitterKind = mover('colorJitter', {
  help: 'change brightness, contrast and saturation by random factors',
  fields: { brightness: amount, contrast: amount, saturation: amount },
  change(view, step, random, { target }) {
    const brightness = random.uniform(Math.max(0, 1 - step.brightness), 1 + step.brightness);
    const contrast = random.uniform(Math.max(0, 1 - step.contrast), 1 + step.contrast);
    const saturation = random.uniform(Math.max(0, 1 - step.saturation), 1 + step.saturation);
    const { channels, height, width, data: source } = materialise(view, target);
    const plane = height * width;
    const data = target(source.length);
    for (let i = 0; i < channels * plane; i++) data[i] = Math.min(255, source[i]! * brightness + 0.5);
    const luma = (i: number) =>
      channels === 1 ? data[i]! : 0.299 * data[i]! + 0.587 * data[plane + i]! + 0.114 * data[2 * plane + i]!;
    let mean = 0;
    for (let i = 0; i < plane; i++) mean += luma(i);
    mean /= plane;
    for (let i = 0; i < plane; i++) {
      const grey = (luma(i) - mean) * contrast + mean;
      for (let c = 0, at = i; c < channels; c++, at += plane) {
        const value = (data[at]! - mean) * contrast + mean;
        data[at] = Math.min(255, Math.max(0, (value - grey) * saturation + grey + 0.5));
      }
    }
    reset(view, { data, channels, height, width });
  },
});

/**
 * Changes brightness, contrast and saturation, in this order, each by a random factor in [1 − amount, 1 + amount].
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example colorJitter({ brightness: 0.2, contrast: 0.2 })
 */
export function colorJitter(options: { brightness?: number; contrast?: number; saturation?: number }) {
  return colorJitterKind.make(options);
}
