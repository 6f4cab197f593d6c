/**
 * How a picture becomes numbers, as JSON. It is part of the model (`model.json`): training, evaluation and the server
 * read it and share one implementation.
 */
export type Preprocessing = {
  kind: 'image';
  /** [height, width] that the model sees. */
  size: [number, number];
  channels: 1 | 3;
  /** `crop`: the shorter side is fitted and the middle cut out; `stretch`: both sides are fitted. */
  resize: 'crop' | 'stretch';
  /** Share of the fitted shorter side that the crop keeps: 0.875 is the usual 224 of 256. */
  ratio: number;
  /** Per channel, of values from 0 to 1. */
  mean: number[];
  std: number[];
  /** Pixels that a picture may have, where it is not the usual limit: what was trained on can be served. */
  maxPixels?: number;
};

/** Mean and standard deviation per channel, of values from 0 to 1. */
export type Normalize = { mean: number[]; std: number[] };

/**
 * The statistics that published ImageNet weights expect.
 *
 * @example imageFolder('photos', { normalize: imagenet })
 */
export const imagenet: Normalize = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** What has to be known to decode: everything but the normalisation, which is applied later. */
export type Base = Pick<Preprocessing, 'size' | 'channels' | 'resize' | 'ratio'> & {
  /** The fitted picture is kept whole, for transforms that cut their own window. */
  whole: boolean;
};

/**
 * Size that a picture is scaled to before anything is cut.
 *
 * @returns [height, width]
 */
export function fittedSize(height: number, width: number, base: Base): [number, number] {
  const [h, w] = base.size;
  if (base.resize === 'stretch')
    return [Math.max(h, Math.round(h / base.ratio)), Math.max(w, Math.round(w / base.ratio))];
  const scale = Math.max(h / base.ratio / height, w / base.ratio / width);
  return [Math.max(h, Math.round(height * scale)), Math.max(w, Math.round(width * scale))];
}

/** One table per channel: byte → (value / 255 − mean) / std, in float32. */
export function normalizeTables(preprocessing: Preprocessing): Float32Array[] {
  return preprocessing.mean.map((mean, channel) => {
    const std = preprocessing.std[channel] ?? 1;
    return Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean) / std);
  });
}
