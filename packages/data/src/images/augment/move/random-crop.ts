import { mover } from '../contract.ts';
import { ownSize, type Size, whole } from '../fields.ts';
import { crop } from '../view.ts';

export const randomCropKind = mover('randomCrop', {
  help: 'cut a window at a random place, black padding added first',
  fields: { padding: whole(0, 16_384, 0), size: ownSize },
  sizeAfter: (step, _, trained) => step.size ?? trained,
  cutsWindow: (step) => step.padding === 0,
  change(view, { padding, size }, random, { preprocessing }) {
    const [height, width] = size ?? preprocessing.size;
    const top = random.below(Math.max(0, view.height + 2 * padding - height) + 1) - padding;
    const left = random.below(Math.max(0, view.width + 2 * padding - width) + 1) - padding;
    crop(view, top, left, height, width);
  },
});

/**
 * Cuts a window at a random place, `padding` black pixels added on every side first. Without `size`, the size trained on.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example randomCrop({ padding: 4 })
 */
export function randomCrop(options: { size?: Size; padding?: number } = {}) {
  return randomCropKind.make(options);
}
