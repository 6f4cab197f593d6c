import type { Random } from '../../random/philox.ts';
import type { Pixels } from '../decode/pixels.ts';
import { clahe } from './pixels/clahe.ts';
import { bilateralFiltered, gaussianBlurred, medianFiltered } from './pixels/denoise.ts';
import { cornersOf, projected, projection } from './pixels/perspective.ts';
import { equalized, grey, hueTurned, posterized, sharpened, solarized, stretched } from './pixels/tone.ts';
import { augMixed, randAugmented, trivialAugmented } from './policies.ts';
import type { ToneTransform } from './tone-transforms.ts';
import type { Applied } from './warp.ts';

/** Applies one step; every choice comes from the stream given. */
export function applyTone(pixels: Pixels, step: ToneTransform, random: Random): Applied {
  switch (step.kind) {
    case 'pad':
      return padded(pixels, step.padding, step.value);
    case 'perspective':
      return random.chance(step.p) ? inPerspective(pixels, step.distortion, random) : { pixels };
    case 'hueJitter':
      return { pixels: hueTurned(pixels, random.uniform(-step.amount, step.amount)) };
    case 'grayscale':
      return { pixels: random.chance(step.p) ? grey(pixels) : pixels };
    case 'gaussianBlur':
      return { pixels: gaussianBlurred(pixels, step.size, random.uniform(step.sigma[0], step.sigma[1])) };
    case 'medianFilter':
      return { pixels: medianFiltered(pixels, step.size) };
    case 'bilateralFilter':
      return { pixels: bilateralFiltered(pixels, step.sigmaSpace, step.sigmaColor) };
    case 'sharpness':
      return { pixels: random.chance(step.p) ? sharpened(pixels, step.factor) : pixels };
    case 'solarize':
      return { pixels: random.chance(step.p) ? solarized(pixels, step.threshold) : pixels };
    case 'posterize':
      return { pixels: random.chance(step.p) ? posterized(pixels, step.bits) : pixels };
    case 'equalize':
      return { pixels: random.chance(step.p) ? equalized(pixels) : pixels };
    case 'autocontrast':
      return { pixels: random.chance(step.p) ? stretched(pixels) : pixels };
    case 'clahe':
      return { pixels: clahe(pixels, step.clipLimit, step.grid) };
    case 'randomErasing':
      return { pixels: random.chance(step.p) ? erased(pixels, step, random) : pixels };
    case 'randAugment':
      return randAugmented(pixels, step.ops, step.magnitude, random);
    case 'trivialAugment':
      return trivialAugmented(pixels, random);
    case 'augMix':
      return { pixels: augMixed(pixels, step, random) };
  }
}

function padded({ data, channels, height, width }: Pixels, padding: number, value: number): Applied {
  const [tall, wide] = [height + 2 * padding, width + 2 * padding];
  const out = new Uint8Array(channels * tall * wide).fill(value);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const start = (c * height + y) * width;
      out.set(data.subarray(start, start + width), (c * tall + y + padding) * wide + padding);
    }
  }
  const moved = [1, 0, padding, 0, 1, padding, 0, 0, 1];
  return { pixels: { data: out, channels, height: tall, width: wide }, moved };
}

/** torchvision's RandomPerspective.get_params. */
function inPerspective(pixels: Pixels, distortion: number, random: Random): Applied {
  const { height, width } = pixels;
  const down = Math.floor(distortion * (height >> 1)) + 1;
  const across = Math.floor(distortion * (width >> 1)) + 1;
  const end: [number, number][] = [
    [random.below(across), random.below(down)],
    [width - 1 - random.below(across), random.below(down)],
    [width - 1 - random.below(across), height - 1 - random.below(down)],
    [random.below(across), height - 1 - random.below(down)],
  ];
  const start = cornersOf(height, width);
  return { pixels: projected(pixels, start, end), moved: [...projection(start, end), 1] };
}

function erased(pixels: Pixels, step: ToneTransform & { kind: 'randomErasing' }, random: Random): Pixels {
  const { channels, height, width } = pixels;
  const [low, high] = step.ratio.map(Math.log) as [number, number];
  for (let i = 0; i < 10; i++) {
    const area = height * width * random.uniform(step.scale[0], step.scale[1]);
    const ratio = Math.exp(random.uniform(low, high));
    const [tall, wide] = [Math.round(Math.sqrt(area * ratio)), Math.round(Math.sqrt(area / ratio))];
    if (tall >= height || wide >= width) continue;
    const [top, left] = [random.below(height - tall + 1), random.below(width - wide + 1)];
    const data = pixels.data.slice(0, channels * height * width);
    for (let c = 0; c < channels; c++) {
      for (let y = top; y < top + tall; y++) {
        const start = (c * height + y) * width + left;
        data.fill(step.value, start, start + wide);
      }
    }
    return { ...pixels, data };
  }
  return pixels;
}
