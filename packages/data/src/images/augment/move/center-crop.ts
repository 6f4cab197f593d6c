import { mover } from '../contract.ts';
import { type Size, size } from '../fields.ts';
import { centre } from '../view.ts';

export const centerCropKind = mover('centerCrop', {
  help: 'cut the middle out',
  fields: { size },
  isFixed: true,
  sizeAfter: (step) => step.size,
  change: (view, step) => centre(view, step.size[0], step.size[1]),
});

/**
 * Cuts the middle out; what lies outside the picture is black.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example centerCrop(224)
 */
export function centerCrop(to: Size) {
  return centerCropKind.make({ size: to });
}
