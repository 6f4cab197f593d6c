import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument, requireWord } from '../errors.ts';
import { type Options, type Size, spread, withDefaults } from '../options.ts';
import { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d } from './pool.ts';

export type InterpolateMode = 'nearest' | 'nearest-exact' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear' | 'area';

interface Interpolate {
  size: Size | undefined;
  scaleFactor: Size | undefined;
  mode: InterpolateMode;
  alignCorners: boolean | undefined;
  recomputeScaleFactor: boolean;
  antialias: boolean;
}
const INTERPOLATE: Interpolate = {
  size: undefined,
  scaleFactor: undefined,
  mode: 'nearest',
  alignCorners: undefined,
  recomputeScaleFactor: false,
  antialias: false,
};
export type InterpolateOptions = Options<Interpolate>;

/**
 * Resizes the spatial dimensions of (N, C, …) to `size` or by `scaleFactor`.
 *
 * @throws {TorchError} value — unless exactly one of the two is given, and the mode fits the number of dimensions
 * @example
 * F.interpolate(images, { size: [224, 224], mode: 'bilinear' });
 */
export function interpolate(input: Tensor, options: InterpolateOptions): Tensor {
  const o = withDefaults('interpolate', INTERPOLATE, options);
  const dims = input.ndim - 2;
  if ((o.size === undefined) === (o.scaleFactor === undefined)) {
    throw invalidArgument(
      'interpolate',
      `exactly one of size and scaleFactor`,
      `size ${o.size}, scaleFactor ${o.scaleFactor}`,
    );
  }
  const interpolates = ['linear', 'bilinear', 'bicubic', 'trilinear'].includes(o.mode);
  if (o.alignCorners !== undefined && !interpolates)
    throw invalidArgument('interpolate', `no alignCorners with mode '${o.mode}'`, String(o.alignCorners));
  if (o.antialias && !((o.mode === 'bilinear' || o.mode === 'bicubic') && dims === 2))
    throw invalidArgument('interpolate', 'antialias with bilinear or bicubic only', `mode '${o.mode}'`);
  if (o.recomputeScaleFactor && o.size !== undefined)
    throw invalidArgument('interpolate', 'recomputeScaleFactor with scaleFactor only', 'size');
  let size = o.size === undefined ? undefined : spread(o.size, dims);
  let scales = o.scaleFactor === undefined ? undefined : spread(o.scaleFactor, dims);
  if (scales && (o.recomputeScaleFactor || o.mode === 'area')) {
    size = scales.map((scale, d) => Math.floor(input.shape[d + 2]! * scale)); // one scale per spatial dimension
    scales = undefined;
  }
  const align = o.alignCorners ?? false;
  switch (`${o.mode} ${dims}`) {
    case 'nearest 1':
      return ops.upsampleNearest1d(input, size ?? null, scales ?? null);
    case 'nearest 2':
      return ops.upsampleNearest2d(input, size ?? null, scales ?? null);
    case 'nearest 3':
      return ops.upsampleNearest3d(input, size ?? null, scales ?? null);
    case 'nearest-exact 1':
      return ops._upsampleNearestExact1d(input, size ?? null, scales ?? null);
    case 'nearest-exact 2':
      return ops._upsampleNearestExact2d(input, size ?? null, scales ?? null);
    case 'nearest-exact 3':
      return ops._upsampleNearestExact3d(input, size ?? null, scales ?? null);
    case 'area 1':
      return adaptiveAvgPool1d(input, size!); // 'area' always has a size
    case 'area 2':
      return adaptiveAvgPool2d(input, size!);
    case 'area 3':
      return adaptiveAvgPool3d(input, size!);
    case 'linear 1':
      return ops.upsampleLinear1d(input, size ?? null, align, scales ?? null);
    case 'bilinear 2':
      return (o.antialias ? ops._upsampleBilinear2dAa : ops.upsampleBilinear2d)(
        input,
        size ?? null,
        align,
        scales ?? null,
      );
    case 'bicubic 2':
      return (o.antialias ? ops._upsampleBicubic2dAa : ops.upsampleBicubic2d)(
        input,
        size ?? null,
        align,
        scales ?? null,
      );
    case 'trilinear 3':
      return ops.upsampleTrilinear3d(input, size ?? null, align, scales ?? null);
    default:
      throw invalidArgument(
        'interpolate',
        'linear for (N, C, L), bilinear or bicubic for (N, C, H, W), trilinear for (N, C, D, H, W), or nearest, nearest-exact, area',
        `mode '${o.mode}' and input (${input.shape.join(', ')})`,
      );
  }
}

/** (N, C·r², H, W) → (N, C, H·r, W·r). */
export const pixelShuffle = (input: Tensor, upscaleFactor: number): Tensor => ops.pixelShuffle(input, upscaleFactor);

/** (N, C, H·r, W·r) → (N, C·r², H, W). */
export const pixelUnshuffle = (input: Tensor, downscaleFactor: number): Tensor =>
  ops.pixelUnshuffle(input, downscaleFactor);

/** Interleaves the channels of `groups` groups. */
export const channelShuffle = (input: Tensor, groups: number): Tensor => ops.channelShuffle(input, groups);

const SAMPLE_MODES = ['bilinear', 'nearest', 'bicubic'] as const;
const SAMPLE_PADDING = ['zeros', 'border', 'reflection'] as const;

interface GridSample {
  mode: (typeof SAMPLE_MODES)[number];
  paddingMode: (typeof SAMPLE_PADDING)[number];
  alignCorners: boolean;
}
const GRID_SAMPLE: GridSample = { mode: 'bilinear', paddingMode: 'zeros', alignCorners: false };

/**
 * Samples an image at positions.
 *
 * @param input (N, C, H, W) or (N, C, D, H, W)
 * @param grid (N, outH, outW, 2) as (x, y), or with 3 for a volume, −1…1 from edge to edge
 */
export function gridSample(input: Tensor, grid: Tensor, options?: Options<GridSample>): Tensor {
  const { mode, paddingMode, alignCorners } = withDefaults('gridSample', GRID_SAMPLE, options);
  requireWord('gridSample', 'mode', mode, SAMPLE_MODES);
  requireWord('gridSample', 'paddingMode', paddingMode, SAMPLE_PADDING);
  return ops.gridSampler(input, grid, SAMPLE_MODES.indexOf(mode), SAMPLE_PADDING.indexOf(paddingMode), alignCorners);
}

/** The positions that an affine map `theta` (N, 2, 3) sends an image of `size` to, for `gridSample`. */
export function affineGrid(
  theta: Tensor,
  size: readonly number[],
  options?: Options<{ alignCorners: boolean }>,
): Tensor {
  const { alignCorners } = withDefaults('affineGrid', { alignCorners: false }, options);
  if (!theta.isFloatingPoint()) throw invalidArgument('affineGrid', 'theta of floating numbers', theta.dtype);
  if (!size.every((each) => each > 0)) throw invalidArgument('affineGrid', 'sizes above 0', `[${size.join(', ')}]`);
  return ops.affineGridGenerator(theta, size, alignCorners);
}

/** `interpolate` under its old name. */
export const upsample = (input: Tensor, options: InterpolateOptions): Tensor => interpolate(input, options);
/** `interpolate` with the nearest pixel. */
export const upsampleNearest = (input: Tensor, options: Pick<InterpolateOptions, 'size' | 'scaleFactor'>): Tensor =>
  interpolate(input, { ...options, mode: 'nearest' });
/** `interpolate` bilinearly, corner to corner. */
export const upsampleBilinear = (input: Tensor, options: Pick<InterpolateOptions, 'size' | 'scaleFactor'>): Tensor =>
  interpolate(input, { ...options, mode: 'bilinear', alignCorners: true });
