import type { Random } from '@capstan/base';
import type { Window } from '../../decode/pixels.ts';
import { mover } from '../contract.ts';
import { ownSize, type Size, span } from '../fields.ts';
import { scaleView, type View } from '../view.ts';

export const randomResizedCropKind = mover('randomResizedCrop', {
  help: 'cut a window of random area and shape, and scale it',
  fields: {
    size: ownSize,
    scale: span(0, 1, [0.08, 1]),
    ratio: span(0, Number.POSITIVE_INFINITY, [3 / 4, 4 / 3]),
  },
  sizeAfter: (step, _, trained) => step.size ?? trained,
  cutsWindow: () => true,
  change: (view, step, random, { preprocessing, target }) =>
    scaleView(view, randomWindow(view, step, random), step.size ?? preprocessing.size, target),
});

/**
 * Cuts a window of random area and shape and scales it to `size`, or else the size trained on, as torchvision's
 * RandomResizedCrop.
 *
 * @param options.scale share of the picture's area; default [0.08, 1]
 * @param options.ratio width ÷ height; default [3 / 4, 4 / 3]
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example randomResizedCrop(224, { scale: [0.25, 1] })
 */
export function randomResizedCrop(size?: Size, options: { scale?: [number, number]; ratio?: [number, number] } = {}) {
  return randomResizedCropKind.make({ size, ...options });
}

/** torchvision's RandomResizedCrop.get_params: ten tries, then the largest middle window of an allowed shape. */
function randomWindow(view: View, step: { scale: [number, number]; ratio: [number, number] }, random: Random): Window {
  const area = view.height * view.width;
  const shape = [Math.log(step.ratio[0]), Math.log(step.ratio[1])] as const;
  for (let i = 0; i < 10; i++) {
    const share = area * random.uniform(step.scale[0], step.scale[1]);
    const ratio = Math.exp(random.uniform(shape[0], shape[1]));
    const width = Math.round(Math.sqrt(share * ratio));
    const height = Math.round(Math.sqrt(share / ratio));
    if (width < 1 || height < 1 || width > view.width || height > view.height) continue;
    return { top: random.below(view.height - height + 1), left: random.below(view.width - width + 1), height, width };
  }
  const now = view.width / view.height;
  const width = now > step.ratio[1] ? Math.round(view.height * step.ratio[1]) : view.width;
  const height = now < step.ratio[0] ? Math.round(view.width / step.ratio[0]) : view.height;
  const top = Math.floor((view.height - height) / 2);
  return { top, left: Math.floor((view.width - width) / 2), height, width };
}
