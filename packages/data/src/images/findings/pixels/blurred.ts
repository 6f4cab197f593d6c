import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';
import { unusual } from './unusual.ts';

/** Halvings of the detail, so that a class of very even pictures has no blurred ones among them. */
const halvings = 1.9;
/** Interquartile ranges: of 5,900 real pictures none is beyond both, and of blurred photographs each (bench/data/doctor.ts). */
const lessDetail = -2.8;
const moreBlur = 1.5;

export const blurred = {
  kind: 'blurred',
  severity: 'warning',
  about: 'A picture with far less detail than others of its class.',
  what: (count) => `${files(count, 'is', 'are')} blurred`,
  hint: 'Look at them; delete those on which nothing can be told apart',
  look: (examined) =>
    unusual(examined, ({ measures: { detail, blur }, usual, off }) =>
      usual('detail').median - detail > halvings && off('detail', 0.4) < lessDetail && off('blur', 0.03) > moreBlur
        ? `${(2 ** (usual('detail').median - detail)).toFixed(0)} times less detail than usual; blur ${blur.toFixed(2)}`
        : undefined,
    ),
} as const satisfies PictureFinding;
