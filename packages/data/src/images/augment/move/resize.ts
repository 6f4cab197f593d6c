import { mover } from '../contract.ts';
import { type Size, size } from '../fields.ts';
import { scaleView } from '../view.ts';

export const resizeKind = mover('resize', {
  help: 'scale to a fixed size, the shape of the picture ignored',
  fields: { size },
  isFixed: true,
  sizeAfter: (step) => step.size,
  change: (view, step, _, { target }) =>
    scaleView(view, { top: 0, left: 0, height: view.height, width: view.width }, step.size, target),
});

/**
 * Scales to a fixed size, bilinear with antialiasing, the shape of the picture ignored.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example resize([32, 48])
 */
export function resize(to: Size) {
  return resizeKind.make({ size: to });
}
