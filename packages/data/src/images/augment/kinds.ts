// The only list of augmentations, each with the functions that make its steps: types, schema, help and the reading of files follow
// from it.
export { autocontrast, autocontrastKind } from './look/autocontrast.ts';
export { bilateralFilter, bilateralFilterKind } from './look/bilateral-filter.ts';
export { colorJitter, colorJitterKind } from './look/color-jitter.ts';
export { equalize, equalizeKind } from './look/equalize.ts';
export { gaussianBlur, gaussianBlurKind } from './look/gaussian-blur.ts';
export { grayscale, grayscaleKind } from './look/grayscale.ts';
export { hueJitter, hueJitterKind } from './look/hue-jitter.ts';
export { localContrast, localContrastKind } from './look/local-contrast.ts';
export { medianFilter, medianFilterKind } from './look/median-filter.ts';
export { posterize, posterizeKind } from './look/posterize.ts';
export { randomErasing, randomErasingKind } from './look/random-erasing.ts';
export { sharpness, sharpnessKind } from './look/sharpness.ts';
export { solarize, solarizeKind } from './look/solarize.ts';
export { affine, affineKind, rotate, translate } from './move/affine.ts';
export { centerCrop, centerCropKind } from './move/center-crop.ts';
export { horizontalFlip, horizontalFlipKind } from './move/horizontal-flip.ts';
export { pad, padKind } from './move/pad.ts';
export { perspective, perspectiveKind } from './move/perspective.ts';
export { randomCrop, randomCropKind } from './move/random-crop.ts';
export { randomResizedCrop, randomResizedCropKind } from './move/random-resized-crop.ts';
export { resize, resizeKind } from './move/resize.ts';
export { verticalFlip, verticalFlipKind } from './move/vertical-flip.ts';
export { augMix, augMixKind } from './policies/aug-mix.ts';
export { randAugment, randAugmentKind } from './policies/rand-augment.ts';
export { trivialAugment, trivialAugmentKind } from './policies/trivial-augment.ts';
