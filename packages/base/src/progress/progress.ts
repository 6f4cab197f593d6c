/**
 * How far something is, as every package tells it: `done` of `total` in `unit`, a plural.
 *
 * @example
 * const data = await openImages(source, { onProgress: ({ done, total, unit }) => console.log(`${done} of ${total} ${unit}`) });
 */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
}
